package io.driftgate.json;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/** Writes random valid JSON, with every spelling that the grammar allows: spaces, escapes, surrogate pairs, exponents. */
final class RandomJson {
    private static final String[] SPACES = {"", "", "", " ", "\n", "\t\r ", "  \n        "};
    private static final String[] LITERALS = {"true", "false", "null", "0", "-0", "1", "-1.5e-3", "12345678901234567890"
    };

    private final Random random;
    private final StringBuilder out = new StringBuilder();

    RandomJson(Random random) {
        this.random = random;
    }

    byte[] document() {
        out.setLength(0);
        space();
        value(random.nextInt(6));
        space();
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void value(int depth) {
        int kind = random.nextInt(depth > 0 ? 6 : 3);
        switch (kind) {
            case 0 -> out.append(LITERALS[random.nextInt(LITERALS.length)]);
            case 1 -> number();
            case 2 -> string(text(12));
            case 3, 4 -> array(depth);
            default -> object(depth);
        }
    }

    private void array(int depth) {
        out.append('[');
        space();
        int elements = random.nextInt(6);
        for (int i = 0; i < elements; i++) {
            separate(i);
            value(depth - 1);
            space();
        }
        out.append(']');
    }

    private void object(int depth) {
        out.append('{');
        space();
        Set<String> names = new HashSet<>();
        int members = random.nextInt(8);
        for (int i = 0; i < members; i++) {
            String name = text(5);
            if (names.add(name)) {
                separate(names.size() - 1);
                string(name);
                space();
                out.append(':');
                space();
                value(depth - 1);
                space();
            }
        }
        out.append('}');
    }

    private void separate(int i) {
        if (i > 0) {
            out.append(',');
            space();
        }
    }

    private void space() {
        out.append(SPACES[random.nextInt(SPACES.length)]);
    }

    private void number() {
        switch (random.nextInt(4)) {
            case 0 -> out.append(random.nextInt());
            case 1 -> out.append(random.nextLong());
            case 2 -> out.append(random.nextGaussian());
            default -> {
                out.append(random.nextInt(100)).append('.').append(random.nextInt(1_000_000));
                out.append(random.nextBoolean() ? 'e' : 'E').append(new String[] {"", "+", "-"}[random.nextInt(3)]);
                out.append(random.nextInt(200));
            }
        }
    }

    private String text(int most) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(most + 1); left > 0; left--) {
            switch (random.nextInt(12)) {
                case 0 -> text.append((char) random.nextInt(0x20));
                case 1 -> text.append("\"\\/".charAt(random.nextInt(3)));
                case 2 -> text.append((char) (0x80 + random.nextInt(0x700)));
                case 3 -> text.append((char) (0xE000 + random.nextInt(0x1FFE)));
                case 4 -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
                default -> text.append((char) ('a' + random.nextInt(26)));
            }
        }
        return text.toString();
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            // A pair is written in one way, whole: half an escape and half UTF-8 cannot be.
            boolean pair = Character.isHighSurrogate(unit);
            boolean must = unit < ' ' || unit == '"' || unit == '\\';
            if (must || random.nextInt(8) == 0) {
                escape(unit);
                if (pair) {
                    escape(text.charAt(++i));
                }
            } else {
                out.append(unit);
                if (pair) {
                    out.append(text.charAt(++i));
                }
            }
        }
        out.append('"');
    }

    private void escape(char unit) {
        int known = "\"\\/\b\f\n\r\t".indexOf(unit);
        if (known >= 0 && random.nextBoolean()) {
            out.append('\\').append("\"\\/bfnrt".charAt(known));
        } else {
            out.append("\\u").append(String.format(random.nextBoolean() ? "%04x" : "%04X", (int) unit));
        }
    }
}
