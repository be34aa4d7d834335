package io.driftgate.drift.backtest;

import java.util.Arrays;

/**
 * A statistic over time in bounded memory: when there are too many points, neighbours are merged into their maximum, so no peak
 * is lost. One thread.
 */
public final class Course {
    /** Points that are kept. */
    public static final int MAX_POINTS = 2000;

    private double[] points = new double[64];
    private int size;
    private long perPoint = 1;
    private long inLast;

    void add(double value) {
        if (inLast > 0 && inLast < perPoint) {
            points[size - 1] = Math.max(points[size - 1], value);
            inLast++;
            return;
        }
        if (size == MAX_POINTS) {
            for (int i = 0; i < size / 2; i++) {
                points[i] = Math.max(points[2 * i], points[2 * i + 1]);
            }
            size /= 2;
            perPoint *= 2;
        }
        if (size == points.length) {
            points = Arrays.copyOf(points, Math.min(MAX_POINTS, 2 * size));
        }
        points[size++] = value;
        inLast = 1;
    }

    /** The points, oldest first. */
    public double[] points() {
        return Arrays.copyOf(points, size);
    }

    /** Windows per point, of the last one fewer. */
    public long perPoint() {
        return perPoint;
    }
}
