package io.driftgate.drift.backtest;

import io.driftgate.feature.FeatureRow;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.SketchShard;
import io.driftgate.sketch.rows.RowReader;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;

/**
 * Raw training data: the numbers of every column, sorted, and the bins of every row. Held in memory, 8 bytes per number and 4
 * per value. Filled, then sorted, then read; one thread.
 */
public final class Reference {
    private final SketchPlan plan;
    private final int features;
    private final int[] slots;
    private final double[][] values;
    private final int[] sizes;
    private final SketchShard shard;
    private int[] bins = new int[1024];
    private int rows;

    private Reference(SketchPlan plan) {
        this.plan = plan;
        features = plan.baseline().features().size();
        slots = Replay.slots(plan.baseline());
        values = new double[features][64];
        sizes = new int[features];
        shard = new SketchShard(plan);
    }

    /**
     * Reads the rows of a file.
     *
     * @return empty when there was a problem with it, it has no rows, or it has more than fit
     */
    public static Optional<Reference> read(SketchPlan plan, RowReader reader) throws IOException {
        Reference reference = new Reference(plan);
        boolean[] full = new boolean[1];
        boolean whole = reader.read(row -> {
            full[0] = !reference.add(row);
            return !full[0];
        });
        if (!whole || full[0] || reference.rows == 0) {
            return Optional.empty();
        }
        reference.sort();
        return Optional.of(reference);
    }

    /** Takes a row; slots are features. False when there are more than memory can address. */
    private boolean add(FeatureRow row) {
        if ((long) (rows + 1) * features > Integer.MAX_VALUE - 8) {
            return false;
        }
        if ((rows + 1) * features > bins.length) {
            bins = Arrays.copyOf(bins, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(2L * bins.length, features)));
        }
        plan.record(row, shard);
        PaneCounts one = shard.cut();
        for (int i = 0; i < features; i++) {
            FeatureProfile profile = plan.baseline().features().get(i);
            int bin = 0;
            while (one.count(plan.offset(i) + bin) == 0) {
                bin++;
            }
            bins[rows * features + i] = plan.offset(i) + bin;
            if (slots[i] >= 0 && profile.type().isNumeric() && row.isNumber(slots[i])) {
                if (sizes[i] == values[i].length) {
                    values[i] = Arrays.copyOf(values[i], 2 * sizes[i]);
                }
                values[i][sizes[i]++] = row.number(slots[i]);
            }
        }
        rows++;
        return true;
    }

    private void sort() {
        for (int i = 0; i < features; i++) {
            values[i] = Arrays.copyOf(values[i], sizes[i]);
            Arrays.sort(values[i]);
        }
    }

    public int rows() {
        return rows;
    }

    /** The sorted numbers of a feature; empty when it is no number. Not to be written. */
    double[] sorted(int feature) {
        return values[feature];
    }

    /** A window of rows drawn with replacement. */
    PaneCounts draw(Random random, int size, int block) {
        return draws(random, block).next(size);
    }

    /**
     * Rows drawn with replacement, in blocks of neighbours so that what depends on the row before stays so
     * (H. R. Künsch: The jackknife and the bootstrap for general stationary observations, 1989); the last row's neighbour is the first.
     */
    Draws draws(Random random, int block) {
        return new Draws(random, block);
    }

    /** An endless stream of rows. One thread. */
    final class Draws {
        private final Random random;
        private final int block;
        private int row;
        private int left;

        private Draws(Random random, int block) {
            this.random = random;
            this.block = block;
        }

        /** The next rows. */
        PaneCounts next(int size) {
            SketchShard shard = new SketchShard(plan);
            for (int drawn = 0; drawn < size; drawn++) {
                if (left == 0) {
                    row = random.nextInt(rows);
                    left = block;
                }
                plan.count(bins, row * features, shard);
                shard.endRequest();
                row = row + 1 == rows ? 0 : row + 1;
                left--;
            }
            return shard.cut();
        }
    }
}
