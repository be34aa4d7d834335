package io.driftgate.proxy.exchange;

import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.PredictionFields;
import io.driftgate.protocol.PredictionBatch;

/**
 * What an answer predicts, as far as the audit log may know it: the first row's number (its value, else the largest of its scores) and its label,
 * when that looks like the name of a class rather than a text. Reused; owned by one event loop.
 */
final class PredictionNote {
    /** A longer label is left out. */
    private static final int MAX_LABEL_BYTES = 64;

    /** One with more digits might be a number that names somebody. */
    private static final int MAX_DIGITS = 4;

    private final byte[] label = new byte[MAX_LABEL_BYTES];
    private int labelBytes;
    private boolean hasNumber;
    private double number;
    private int rows;

    void clear() {
        labelBytes = 0;
        hasNumber = false;
        rows = 0;
    }

    /** Notes a batch, and puts it back before its first row. */
    void take(PredictionBatch batch) {
        clear();
        rows = batch.rows();
        batch.rewind();
        if (batch.next()) {
            FeatureRow row = batch.row();
            int field = row.isNumber(PredictionFields.VALUE) ? PredictionFields.VALUE : PredictionFields.TOP_SCORE;
            hasNumber = row.isNumber(field);
            number = hasNumber ? row.number(field) : 0;
            if (row.kind(PredictionFields.LABEL) == FeatureRow.TEXT) {
                takeLabel(
                        row.textBuffer(PredictionFields.LABEL),
                        row.textFrom(PredictionFields.LABEL),
                        row.textTo(PredictionFields.LABEL));
            }
        }
        batch.rewind();
    }

    private void takeLabel(byte[] text, int from, int to) {
        if (to - from > MAX_LABEL_BYTES) {
            return;
        }
        int digits = 0;
        int blanks = 0;
        for (int i = from; i < to; i++) {
            byte b = text[i];
            digits += b >= '0' && b <= '9' ? 1 : 0;
            blanks += b == ' ' ? 1 : 0;
            boolean letter = b < 0 || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
            boolean other = (b >= '0' && b <= '9') || b == '_' || b == '-' || b == ' ' || b == '.' || b == '/';
            if (!letter && !other) {
                return;
            }
        }
        if (digits <= MAX_DIGITS && blanks <= 2) {
            System.arraycopy(text, from, label, 0, to - from);
            labelBytes = to - from;
        }
    }

    /** Personal data was found in the answer: what looked like a class may be some of it. */
    void forget() {
        clear();
    }

    boolean hasNumber() {
        return hasNumber;
    }

    double number() {
        return number;
    }

    byte[] label() {
        return label;
    }

    int labelBytes() {
        return labelBytes;
    }

    int rows() {
        return rows;
    }
}
