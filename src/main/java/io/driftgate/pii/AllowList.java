package io.driftgate.pii;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Values that are no finding: by their SHA-256, so that the file holds none of them, or by a pattern of the whole value. Any thread. */
record AllowList(Set<String> hashes, List<Pattern> patterns) {
    static final AllowList NONE = new AllowList(Set.of(), List.of());

    AllowList {
        hashes = Set.copyOf(hashes);
        patterns = List.copyOf(patterns);
    }

    /** Whether a value is on the list. */
    boolean has(byte[] text, int from, int to) {
        if (!hashes.isEmpty() && hashes.contains(Hashes.sha256(text, from, to))) {
            return true;
        }
        if (patterns.isEmpty()) {
            return false;
        }
        String value = new String(text, from, to - from, StandardCharsets.UTF_8);
        for (Pattern pattern : patterns) {
            if (pattern.matches(value)) {
                return true;
            }
        }
        return false;
    }
}
