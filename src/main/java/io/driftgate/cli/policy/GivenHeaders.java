package io.driftgate.cli.policy;

import io.driftgate.feature.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The header fields of a request that stands in a file or on a command line. Filled once, then read; one thread. */
final class GivenHeaders implements Headers {
    private final List<String> names = new ArrayList<>();
    private final List<int[]> ranges = new ArrayList<>();
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();

    void add(String name, String value) {
        names.add(name.toLowerCase(Locale.ROOT));
        int from = values.size();
        values.writeBytes(value.getBytes(StandardCharsets.UTF_8));
        ranges.add(new int[] {from, values.size()});
    }

    @Override
    public int find(byte[] lowerCaseName) {
        String name = new String(lowerCaseName, StandardCharsets.UTF_8);
        int first = names.indexOf(name);
        return first >= 0 && names.lastIndexOf(name) != first ? SEVERAL : first;
    }

    @Override
    public byte[] buffer() {
        return values.toByteArray();
    }

    @Override
    public int from(int field) {
        return ranges.get(field)[0];
    }

    @Override
    public int to(int field) {
        return ranges.get(field)[1];
    }

    /** Whether a text is a name that a header field can have (RFC 9110, section 5.1). */
    static boolean isName(String text) {
        return text.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");
    }
}
