package io.driftgate.pii.corpus;

import java.util.List;
import java.util.Random;

/** Random choices of a generator. One thread. */
final class Draw {
    private final Random random;

    Draw(long seed) {
        random = new Random(seed);
    }

    /** From a bound to a bound, both included. */
    int from(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    String of(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Replaces each {@code #} by a digit, {@code %} by one of 1 to 9, {@code ?} by a capital letter, {@code ^} by a hexadecimal digit. */
    String fill(String pattern) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            switch (c) {
                case '#' -> out.append(from(0, 9));
                case '%' -> out.append(from(1, 9));
                case '?' -> out.append((char) ('A' + from(0, 25)));
                case '^' -> out.append(Character.forDigit(from(0, 15), 16));
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    /** Characters of an alphabet. */
    String from(String alphabet, int length) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < length; i++) {
            out.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return out.toString();
    }
}
