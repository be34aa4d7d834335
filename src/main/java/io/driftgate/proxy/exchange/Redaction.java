package io.driftgate.proxy.exchange;

import java.util.Comparator;
import java.util.List;

/**
 * What is forwarded in place of what came.
 *
 * @param body empty when the body stays as it is
 * @param head the head that came, or a copy with another query, header or length; of no meaning without a summary
 * @param summary value of {@code x-driftgate-redacted}
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record Redaction(byte[] body, RequestHead head, String summary) {
    private static final byte[] NOTHING = {};

    /** The request stays as it is. */
    static Redaction none() {
        return new Redaction(NOTHING, new RequestHead(), "");
    }

    /** Other bytes for those of a range. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Edit(int from, int to, byte[] replacement) {}

    /** {@code bytes[from, to)} with edits, which don't overlap, in a fresh array. */
    static byte[] apply(byte[] bytes, int from, int to, List<Edit> edits) {
        int length = to - from;
        for (Edit edit : edits) {
            length += edit.replacement.length - (edit.to - edit.from);
        }
        byte[] edited = new byte[length];
        int in = from;
        int out = 0;
        for (Edit edit :
                edits.stream().sorted(Comparator.comparingInt(Edit::from)).toList()) {
            System.arraycopy(bytes, in, edited, out, edit.from - in);
            out += edit.from - in;
            System.arraycopy(edit.replacement, 0, edited, out, edit.replacement.length);
            out += edit.replacement.length;
            in = edit.to;
        }
        System.arraycopy(bytes, in, edited, out, to - in);
        return edited;
    }
}
