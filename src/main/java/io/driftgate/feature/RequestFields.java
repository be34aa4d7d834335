package io.driftgate.feature;

import java.util.List;

/** What rules know of a request besides its features and headers: a row of its own, in fixed slots. */
public final class RequestFields {
    public static final int PATH = 0;
    public static final int PROTOCOL = 1;
    public static final int MODEL = 2;
    public static final int VERSION = 3;
    /** Number of rows of the request. */
    public static final int ROWS = 4;
    /** Index of the row that is being looked at. */
    public static final int ROW = 5;

    public static final Schema SCHEMA = new Schema(List.of(
            new Feature("path", FeatureType.STRING),
            new Feature("protocol", FeatureType.STRING),
            new Feature("model", FeatureType.STRING),
            new Feature("version", FeatureType.STRING),
            new Feature("rows", FeatureType.INT),
            new Feature("row", FeatureType.INT)));

    public static final FeatureIndex INDEX = FeatureIndex.of(List.of(SCHEMA));

    private RequestFields() {}
}
