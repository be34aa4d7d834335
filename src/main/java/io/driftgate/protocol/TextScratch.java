package io.driftgate.protocol;

import io.driftgate.feature.Retention;
import io.driftgate.json.JsonTape;

/**
 * Texts of one row: ranges of the body, or of bytes of its own where a text had escapes or is joined of several. What
 * {@link #read} or {@link #join} found is {@code buffer()[from(), to())} until the next call; the bytes themselves stay until
 * {@link #clear()}. Owned by one event loop; its memory is bounded by the body.
 */
final class TextScratch {
    /**
     * What servers put between the parts of a content: vLLM and llama.cpp a line break, SGLang a space, templates that print one part
     * after the other nothing.
     */
    static final int JOINTS = 3;

    static final int LINE_BREAK = 0;
    static final int SPACE = 1;
    static final int NOTHING = 2;

    private static final int FIRST_BYTES = 256;

    private final Retention retention = new Retention();
    private byte[] bytes = new byte[FIRST_BYTES];
    private int used;
    /** Of all rows. */
    private int most;

    private byte[] buffer = bytes;
    private int from;
    private int to;

    byte[] buffer() {
        return buffer;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** Forgets the texts of a row. */
    void clear() {
        most = Math.max(most, used);
        used = 0;
    }

    /** Forgets the body, and gives back memory that is not needed again. */
    void release() {
        clear();
        if (!retention.keeps(bytes.length, most)) {
            bytes = new byte[FIRST_BYTES];
        }
        most = 0;
        buffer = bytes;
    }

    /** Finds the text of a string or key and keeps it. */
    void read(JsonTape tape, int node) {
        peek(tape, node);
        if (buffer == bytes) {
            used = to;
        }
    }

    /** Finds the text of a string or key for a look only: the next call may write over it. */
    void peek(JsonTape tape, int node) {
        if (!tape.isEscaped(node)) {
            buffer = tape.bytes();
            from = tape.start(node);
            to = tape.end(node);
            return;
        }
        reserve(tape.end(node) - tape.start(node));
        buffer = bytes;
        from = used;
        to = tape.unescape(node, bytes, used);
    }

    /**
     * Finds the text that several texts make, each on a line of its own, and keeps it. Where one of them has parts, all of it stands
     * there once for each of {@link #JOINTS}, one after the other on lines of their own, so that whoever looks for a word finds it
     * however the model server joins.
     */
    void join(JsonTape tape, TextList texts) {
        if (texts.strings() == 1) {
            read(tape, texts.at(0));
            return;
        }
        int ways = texts.hasParts() ? JOINTS : 1;
        reserve(ways * (texts.size() + bytesOf(tape, texts, 0, texts.size())));
        int end = used;
        for (int joint = 0; joint < ways; joint++) {
            if (joint > 0) {
                bytes[end++] = '\n';
            }
            end = write(tape, texts, 0, texts.size(), joint, end);
        }
        keep(end);
    }

    /** Finds what the parts of one text, which stand at {@code [from, to)}, make with one of {@link #JOINTS}, and keeps it. */
    void joinParts(JsonTape tape, TextList texts, int from, int to, int joint) {
        reserve(to - from + bytesOf(tape, texts, from, to));
        keep(write(tape, texts, from, to, joint, used));
    }

    private static int bytesOf(JsonTape tape, TextList texts, int from, int to) {
        int size = 0;
        for (int place = from; place < to; place++) {
            int node = texts.at(place);
            size += node == JsonTape.NONE ? 0 : tape.end(node) - tape.start(node);
        }
        return size;
    }

    private int write(JsonTape tape, TextList texts, int from, int to, int joint, int at) {
        int end = at;
        boolean isPart = false;
        for (int place = from; place < to; place++) {
            int node = texts.at(place);
            if (node == JsonTape.NONE) {
                bytes[end++] = '\n';
                isPart = false;
                continue;
            }
            if (isPart && joint != NOTHING) {
                bytes[end++] = joint == LINE_BREAK ? (byte) '\n' : (byte) ' ';
            }
            end = tape.unescape(node, bytes, end);
            isPart = true;
        }
        return end;
    }

    private void keep(int end) {
        buffer = bytes;
        from = used;
        to = end;
        used = end;
    }

    /** Writes a whole number in decimal digits and keeps it. */
    void write(long number) {
        reserve(20);
        int at = used;
        if (number < 0) {
            bytes[at++] = '-';
        }
        long divisor = 1;
        while (number / divisor <= -10 || number / divisor >= 10) {
            divisor *= 10;
        }
        for (long left = number; divisor > 0; divisor /= 10) {
            bytes[at++] = (byte) ('0' + Math.abs(left / divisor));
            left %= divisor;
        }
        keep(at);
    }

    /** Writes ASCII characters and keeps them. */
    void write(String ascii) {
        reserve(ascii.length());
        int at = used;
        for (int i = 0; i < ascii.length(); i++) {
            bytes[at++] = (byte) ascii.charAt(i);
        }
        keep(at);
    }

    /** Room for so many bytes. Texts that were given out keep the array that they were written to. */
    private void reserve(int size) {
        if (bytes.length - used < size) {
            bytes = new byte[Math.max(size, 2 * bytes.length)];
            clear();
        }
    }
}
