package io.driftgate.pii.pattern;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The written forms of identifiers, and the rules that each form has. A form is a row of at most eight runs of digits or of letters,
 * with one separator or none between: as a key, a byte per run, the first one lowest: bit 7 for digits, bits 4 to 6 for the
 * separator before it, bits 0 to 3 for its length, 0 for 16 and more. All beginnings of a form are in the table too, so that
 * the walk over a text ends where no form goes on. Immutable, any thread.
 */
final class IdFormats {
    /** The form is not in the table. */
    static final int NONE = -1;

    static final int MAX_RUNS = 8;
    static final int MAX_DIGITS = 18;
    static final int MAX_LETTERS = 7;

    private static final String SEPARATORS = "\0 -./+";
    static final int BLANK = 1;
    private static final int CAPACITY = 2048;
    private static final byte[] SEPARATOR_CODES = new byte[128];

    static {
        for (int code = 1; code < SEPARATORS.length(); code++) {
            SEPARATOR_CODES[SEPARATORS.charAt(code)] = (byte) code;
        }
    }

    /** Whether the check digits and parts of {@code text[from, to)}, which has a form of the rule, are right. */
    @FunctionalInterface
    interface Check {
        boolean holds(byte[] text, int from, int to);
    }

    /** What a text of some form may be; the score is without context. */
    record Rule(PiiEntity entity, int score, Check check) {}

    private final long[] keys = new long[CAPACITY];
    private final Rule[][] rules = new Rule[CAPACITY][];
    private int size;

    /** One more rule, for each of some forms: a number for so many digits, A for a letter, ? for either, anything else for itself. */
    void add(PiiEntity entity, int score, Check check, String... forms) {
        Rule rule = new Rule(entity, score, check);
        for (String form : forms) {
            for (String plain : withoutEither(form)) {
                add(plain, rule);
            }
        }
    }

    private static List<String> withoutEither(String form) {
        StringBuilder classes = new StringBuilder(); // one 9 per digit
        for (int i = 0; i < form.length(); i++) {
            int end = i;
            while (end < form.length() && Character.isDigit(form.charAt(end))) {
                end++;
            }
            classes.append(end > i ? "9".repeat(Integer.parseInt(form, i, end, 10)) : form.substring(i, i + 1));
            i = Math.max(i, end - 1);
        }
        List<String> plain = new ArrayList<>(List.of(classes.toString()));
        while (plain.get(0).indexOf('?') >= 0) {
            String first = plain.remove(0);
            plain.add(first.replaceFirst("\\?", "9"));
            plain.add(first.replaceFirst("\\?", "A"));
        }
        return plain;
    }

    private void add(String form, Rule rule) {
        long key = 0;
        int run = 0;
        int separator = 0;
        for (int i = 0; i < form.length(); run++) {
            char kind = form.charAt(i);
            int start = i;
            while (i < form.length() && form.charAt(i) == kind) {
                i++;
            }
            key |= runCode(kind == '9', separator, i - start) << (8 * run);
            boolean last = i == form.length();
            Rule[] more = slotFor(key, last ? rule : null);
            assert more.length > 0 || !last;
            separator = last ? 0 : separatorCode((byte) form.charAt(i));
            i += separator > 0 ? 1 : 0;
        }
        if (run > MAX_RUNS) {
            throw new IllegalArgumentException("more than eight runs: " + form);
        }
    }

    private Rule[] slotFor(long key, Rule rule) {
        int slot = slot(key);
        if (keys[slot] == 0) {
            keys[slot] = key;
            rules[slot] = new Rule[0];
            if (++size > CAPACITY / 2) {
                throw new IllegalStateException("too many forms");
            }
        }
        if (rule != null) {
            Rule[] more = Arrays.copyOf(rules[slot], rules[slot].length + 1);
            more[more.length - 1] = rule;
            rules[slot] = more;
        }
        return rules[slot];
    }

    private int slot(long key) {
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 53); // 11 bits
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & (CAPACITY - 1);
        }
        return slot;
    }

    /** Where the form, or the beginning of one, is in the table, or {@link #NONE}. */
    int find(long key) {
        int slot = slot(key);
        return keys[slot] == 0 ? NONE : slot;
    }

    /** The rules of what {@link #find} found: none for a mere beginning. */
    Rule[] rules(int slot) {
        return rules[slot];
    }

    static long runCode(boolean digits, int separator, int length) {
        return (digits ? 0x80L : 0) | (long) separator << 4 | (length > 15 ? 0 : length);
    }

    /** From 1 on; 0 when the byte separates nothing. */
    static int separatorCode(byte b) {
        return b < 0 ? 0 : SEPARATOR_CODES[b];
    }

    /** Whether a blank stands before a run of the form, counted from 0. */
    static boolean isBlankBefore(long key, int run) {
        return (key >>> (8 * run + 4) & 7) == BLANK;
    }
}
