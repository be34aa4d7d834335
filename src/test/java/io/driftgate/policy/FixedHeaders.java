package io.driftgate.policy;

import io.driftgate.feature.Headers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Headers out of a map, in one buffer as the wire has them. */
final class FixedHeaders implements Headers {
    private final List<byte[]> names = new ArrayList<>();
    private final List<Integer> froms = new ArrayList<>();
    private final List<Integer> tos = new ArrayList<>();
    private final Set<String> repeated = new HashSet<>();
    private final byte[] buffer;

    FixedHeaders(Map<String, String> fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        fields.forEach((name, value) -> {
            names.add(name.getBytes(StandardCharsets.UTF_8));
            bytes.writeBytes(new byte[] {'?'});
            froms.add(bytes.size());
            bytes.writeBytes(value.getBytes(StandardCharsets.UTF_8));
            tos.add(bytes.size());
        });
        buffer = bytes.toByteArray();
    }

    /** The same, with a field that stands twice. */
    FixedHeaders twice(String name) {
        repeated.add(name);
        return this;
    }

    @Override
    public int find(byte[] lowerCaseName) {
        if (!repeated.isEmpty() && repeated.contains(new String(lowerCaseName, StandardCharsets.UTF_8))) {
            return SEVERAL;
        }
        for (int i = 0; i < names.size(); i++) {
            if (Arrays.equals(names.get(i), lowerCaseName)) {
                return i;
            }
        }
        return NONE;
    }

    @Override
    public byte[] buffer() {
        return buffer;
    }

    @Override
    public int from(int field) {
        return froms.get(field);
    }

    @Override
    public int to(int field) {
        return tos.get(field);
    }
}
