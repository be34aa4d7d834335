package io.driftgate.policy;

import io.driftgate.cel.CelFrame;
import io.driftgate.cel.CelScope;
import io.driftgate.cel.WorkBudget;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Headers;
import io.driftgate.feature.PredictionFields;
import io.driftgate.feature.RequestFields;
import io.driftgate.feature.Schema;

/**
 * What rules look at: a row of features, the request around it, and in the response phase the prediction for that row. The caller
 * binds rows once per request; rows are reused, so moving to the next row needs no new binding. Mutable, owned by one event loop.
 */
public final class PolicyInput {
    static final int FEATURES = 0;
    static final int REQUEST = 1;
    static final int PREDICTION = 2;
    static final int ATTRIBUTIONS = 3;
    private static final int RECORDS = 4;

    static final byte[] NO_TEXT = {};

    private final CelFrame frame = new CelFrame(RECORDS);
    private final FeatureRow request = new FeatureRow(RequestFields.INDEX.slots());
    private final FeatureRow[] records = new FeatureRow[RECORDS];
    private Headers headers = Headers.EMPTY;
    private WorkBudget budget = new WorkBudget();

    public PolicyInput() {
        bind(REQUEST, request);
    }

    /** The names that expressions of a phase may use. */
    static CelScope scope(Phase phase, Schema schema, FeatureIndex index) {
        CelScope.Builder scope = CelScope.builder()
                .record("features", FEATURES, schema, index)
                .record("request", REQUEST, RequestFields.SCHEMA, RequestFields.INDEX)
                .headers("request.headers")
                .count("request.rows")
                .count("request.row");
        if (phase == Phase.RESPONSE) {
            scope.record("prediction", PREDICTION, PredictionFields.SCHEMA, PredictionFields.INDEX);
            scope.record("prediction.attributions", ATTRIBUTIONS, attributions(schema), index);
        }
        return scope.build();
    }

    /** What a model returns of them is one number for each feature. */
    private static Schema attributions(Schema schema) {
        return new Schema(schema.features().stream()
                .map(feature -> new Feature(feature.name(), FeatureType.FLOAT))
                .toList());
    }

    /** Binds the row of features, over the slots of the model. */
    public void features(FeatureRow row) {
        bind(FEATURES, row);
    }

    /** Binds the prediction, a row over {@link PredictionFields#INDEX}, and its attributions, one over the slots of the model. */
    public void prediction(FeatureRow row, FeatureRow attributions) {
        bind(PREDICTION, row);
        bind(ATTRIBUTIONS, attributions);
    }

    /** Binds the headers of the request. */
    public void headers(Headers newHeaders) {
        headers = newHeaders;
        frame.headers(newHeaders);
    }

    /** The row over {@link RequestFields#INDEX}; the caller fills it, all but {@link RequestFields#ROW}. */
    public FeatureRow request() {
        return request;
    }

    /** Drops the references to texts, so that a large body does not outlive its request. */
    public void release() {
        request.release();
        frame.release();
    }

    /** What rules draw on from now on. */
    void budget(WorkBudget newBudget) {
        budget = newBudget;
        frame.budget(newBudget);
    }

    WorkBudget budget() {
        return budget;
    }

    FeatureRow record(int id) {
        return records[id];
    }

    Headers headers() {
        return headers;
    }

    CelFrame frame() {
        return frame;
    }

    private void bind(int id, FeatureRow row) {
        records[id] = row;
        frame.record(id, row);
    }
}
