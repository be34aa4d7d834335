package io.driftgate.protocol;

import io.driftgate.json.JsonTape;

/**
 * An inference protocol: reads features out of a body, and says errors in its own shape. Stateless; {@link #bind} runs on the
 * event loop that owns the tape and the batch.
 */
public interface Protocol {
    /** As in the configuration: {@code open-inference}, {@code kserve-v1}, {@code mlflow}, {@code json}, {@code openai}. */
    String id();

    /** Points {@code batch} at the rows of a parsed body, before the first. After an exception the batch has no rows. */
    void bind(JsonTape tape, SchemaBinding binding, FeatureBatch batch) throws MalformedRequest;

    /**
     * Points {@code batch} at the rows of a parsed answer of the model server.
     *
     * @throws MalformedRequest when the answer is none of this protocol, or holds no prediction where one should be; an answer to
     *     a request for embeddings has none, and no row
     */
    void bindAnswer(JsonTape tape, PredictionBinding binding, PredictionBatch batch) throws MalformedRequest;

    /**
     * Whether the rows of an answer are alternatives, all of them for the one row of the request, and may be of any number. Else row by
     * row an answer's are for the request's, and as many.
     */
    default boolean answersInChoices() {
        return false;
    }

    /** The error body, in UTF-8 JSON. */
    byte[] errorBody(Refusal refusal);

    /** The path that a model server answers with 200 when {@code model} is ready; empty when only connecting can tell. */
    String readyPath(String model);
}
