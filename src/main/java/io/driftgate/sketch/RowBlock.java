package io.driftgate.sketch;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Rows of live traffic from which a baseline is learned, column values row by row, of one event loop since the last cut. It grows to a
 * stated size and takes no more then. One thread at a time: the loop fills it, hands it over, and others read it.
 *
 * <pre>
 * kinds     ABSENT, INT, FLOAT, BOOL or TEXT of each value
 * numbers   of INT, FLOAT and BOOL, never -0.0; of TEXT from and to in texts, 32 bits each
 * texts     UTF-8
 * </pre>
 *
 * <p>A value is kept as it would be counted: what is neither number nor bool where a number should be is missing, 0 and 1 are false and
 * true of a bool. A fraction of an {@code int} counts as its whole part, for bins of whole numbers end at whole numbers.
 */
public final class RowBlock {
    /** Rows that a block takes at most. */
    static final int MAX_ROWS = 1024;

    /** Values that it takes at most, so 1.2 MB without texts. */
    private static final int MAX_VALUES = 1 << 17;

    static final int MAX_TEXT_BYTES = 256 << 10;
    private static final int FIRST_ROWS = 16;

    private final LearnPlan plan;
    private final int columns;
    private final int maxRows;
    private byte[] kinds;
    private long[] numbers;
    private byte[] texts = {};
    private int rows;
    private int textBytes;
    private long full;
    private long large;
    private long personal;

    RowBlock(LearnPlan plan) {
        this.plan = plan;
        columns = plan.schema().size();
        maxRows = Math.max(1, Math.min(MAX_ROWS, MAX_VALUES / columns));
        kinds = new byte[Math.min(FIRST_ROWS, maxRows) * columns];
        numbers = new long[kinds.length];
    }

    /**
     * Takes a row, or counts it as one that it could not take.
     *
     * @param now a plan of the same key, which says where in the row the features are
     */
    void add(LearnPlan now, FeatureRow row) {
        if (rows == maxRows) {
            full++;
            return;
        }
        int at = rows * columns;
        if (at == kinds.length) {
            int length = Math.min(maxRows, 2 * rows) * columns;
            kinds = Arrays.copyOf(kinds, length);
            numbers = Arrays.copyOf(numbers, length);
        }
        int textsBefore = textBytes;
        for (int i = 0; i < columns; i++) {
            if (!set(at + i, row, now.slot(i), plan.schema().features().get(i).type())) {
                textBytes = textsBefore;
                if (rows == 0) {
                    large++;
                } else {
                    full++;
                }
                return;
            }
        }
        rows++;
    }

    private boolean set(int at, FeatureRow row, int slot, FeatureType type) {
        byte kind = row.kind(slot);
        switch (kind) {
            case FeatureRow.INT, FeatureRow.FLOAT, FeatureRow.BOOL -> {
                double number = row.number(slot) + 0.0; // no -0.0
                boolean bool = type == FeatureType.BOOL && (number == 0 || number == 1);
                kinds[at] = bool || (kind == FeatureRow.BOOL && !type.isNumeric()) ? FeatureRow.BOOL : FeatureRow.FLOAT;
                numbers[at] = Double.doubleToRawLongBits(type == FeatureType.INT ? Math.floor(number) : number);
            }
            case FeatureRow.TEXT -> {
                if (type.isNumeric()) {
                    kinds[at] = FeatureRow.ABSENT;
                    return true;
                }
                int length = row.textTo(slot) - row.textFrom(slot);
                if (length > MAX_TEXT_BYTES - textBytes) {
                    return false;
                }
                if (length > texts.length - textBytes) {
                    texts = Arrays.copyOf(
                            texts, Math.min(MAX_TEXT_BYTES, Math.max(textBytes + length, 2 * texts.length)));
                }
                System.arraycopy(row.textBuffer(slot), row.textFrom(slot), texts, textBytes, length);
                kinds[at] = FeatureRow.TEXT;
                numbers[at] = (long) textBytes << 32 | (textBytes + length);
                textBytes += length;
            }
            default -> kinds[at] = FeatureRow.ABSENT;
        }
        return true;
    }

    /** Counts a row that must not be learned, since personal data was found in its request. */
    void skipPersonal() {
        personal++;
    }

    /** The same rows, the first of them up to {@code most}, in no more memory than they need. */
    public RowBlock trimmed(long most) {
        RowBlock trimmed = new RowBlock(plan);
        trimmed.rows = (int) Math.min(rows, most);
        trimmed.kinds = Arrays.copyOf(kinds, trimmed.rows * columns);
        trimmed.numbers = Arrays.copyOf(numbers, trimmed.rows * columns);
        trimmed.texts = Arrays.copyOf(texts, textBytes);
        trimmed.textBytes = textBytes;
        return trimmed;
    }

    public int rows() {
        return rows;
    }

    /** Rows that found it full: the control plane was behind, or there were more than {@value #MAX_ROWS} in between. */
    public long full() {
        return full;
    }

    /** Rows with more text than a block takes. */
    public long large() {
        return large;
    }

    /** Rows of requests that personal data was found in. */
    public long personal() {
        return personal;
    }

    /** Puts a row into slots in the order of the plan's schema, missing values absent. */
    void fill(int index, FeatureRow into) {
        into.clear();
        Schema schema = plan.schema();
        for (int i = 0; i < columns; i++) {
            int at = index * columns + i;
            Feature feature = schema.features().get(i);
            switch (kinds[at]) {
                case FeatureRow.TEXT -> into.setText(i, texts, (int) (numbers[at] >>> 32), (int) numbers[at]);
                case FeatureRow.BOOL -> into.setBool(i, number(at) != 0);
                case FeatureRow.FLOAT -> into.setNumber(i, number(at));
                default -> {} // absent
            }
            if (feature.type().isNumeric() && into.kind(i) == FeatureRow.BOOL) {
                into.setNumber(i, number(at));
            }
        }
    }

    private double number(int at) {
        return Double.longBitsToDouble(numbers[at]);
    }

    /** Adds all values to a digest. */
    void digest(MessageDigest digest) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Long.BYTES);
        bytes.asLongBuffer().put(numbers);
        digest.update(kinds, 0, rows * columns);
        digest.update(bytes.limit(rows * columns * Long.BYTES));
        digest.update(texts, 0, textBytes);
    }
}
