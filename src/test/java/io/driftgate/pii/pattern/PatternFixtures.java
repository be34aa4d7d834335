package io.driftgate.pii.pattern;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Scans whose outcome reads as text. */
final class PatternFixtures {
    private PatternFixtures() {}

    /** What is found in a text of one entity. */
    static List<String> inText(PiiEntity entity, String text) {
        return inText(entity, text, PatternSet.DEFAULT_MIN_SCORE);
    }

    /** What is found in a text of one entity, from a score on. */
    static List<String> inText(PiiEntity entity, String text, int minScore) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Hits hits = new Hits();
        new Detector()
                .scan(
                        bytes,
                        0,
                        bytes.length,
                        PatternSet.builder().add(entity, minScore).build(),
                        hits);
        List<String> found = new ArrayList<>();
        int end = 0;
        for (int i = 0; i < hits.size(); i++) {
            if (hits.to(i) <= end) {
                continue; // within the one before
            }
            end = hits.to(i);
            found.add(new String(bytes, hits.from(i), hits.to(i) - hits.from(i), StandardCharsets.UTF_8));
        }
        return found;
    }
}
