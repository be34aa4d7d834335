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

    /** Whether a body may be a form, see {@link #bindForm}. */
    default boolean takesForms() {
        return false;
    }

    /** Points {@code batch} at the one row that the fields of a form make. */
    default void bindForm(FormFields form, SchemaBinding binding, FeatureBatch batch) throws MalformedRequest {
        throw Shapes.malformed("the body must be JSON");
    }

    /** Whether a body may go on behind its JSON, see {@link BinaryTensors}. */
    default boolean takesBinaryTensors() {
        return false;
    }

    /**
     * The same for a body that goes on behind its JSON.
     *
     * @param from first byte of the binary data in the tape's bytes
     * @param to one past its last byte
     */
    default void bind(JsonTape tape, int from, int to, SchemaBinding binding, FeatureBatch batch)
            throws MalformedRequest {
        if (from != to) {
            throw Shapes.malformed("the body must be JSON alone");
        }
        bind(tape, binding, batch);
    }

    /** As {@link #bindAnswer(JsonTape, PredictionBinding, PredictionBatch)}, for an answer that goes on behind its JSON. */
    default void bindAnswer(JsonTape tape, int from, int to, PredictionBinding binding, PredictionBatch batch)
            throws MalformedRequest {
        if (from != to) {
            throw Shapes.malformed("the answer must be JSON alone");
        }
        bindAnswer(tape, binding, batch);
    }

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

    /** The path where a model server says which versions of {@code model} it serves, as JSON; empty when the protocol has none. */
    default String versionPath(String model) {
        return "";
    }
}
