package io.driftgate.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.PredictionFields;
import io.driftgate.feature.Schema;
import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlReader;
import io.driftgate.testing.BinaryMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Binds answers and shows their rows as text, such as {@code value=0.5 label='a' | age=0.1}. */
final class Predictions {
    static final Schema SCHEMA =
            new Schema(List.of(new Feature("age", FeatureType.INT), new Feature("income", FeatureType.FLOAT)));
    static final FeatureIndex INDEX = FeatureIndex.of(List.of(SCHEMA));

    private final Protocol protocol;
    private final PredictionBinding binding;
    private final JsonTape tape = new JsonTape(64);
    final PredictionBatch batch = new PredictionBatch(INDEX);

    private Predictions(Protocol protocol, PredictionBinding binding) {
        this.protocol = protocol;
        this.binding = binding;
    }

    static Predictions of(Protocol protocol) {
        return new Predictions(protocol, PredictionBinding.of(INDEX));
    }

    /** With a {@code prediction:} of the configuration. */
    static Predictions of(Protocol protocol, String yaml) {
        Problems problems = new Problems();
        var node = YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "f", problems)
                .orElseThrow();
        var binding = PredictionBinding.read(node, INDEX, List.of(protocol), problems, "prediction");
        assertEquals("", problems.render());
        return new Predictions(protocol, binding.orElseThrow().forSchema(SCHEMA));
    }

    List<String> rows(String answer) throws MalformedJson, MalformedRequest {
        bind(answer);
        return rows();
    }

    List<String> rows(BinaryMessage answer) throws MalformedJson, MalformedRequest {
        bind(answer);
        return rows();
    }

    private List<String> rows() {
        List<String> rows = walk();
        batch.rewind();
        assertEquals(rows, walk(), "a second walk reads the same");
        return rows;
    }

    void refuses(String answer, String message) {
        MalformedRequest malformed = assertThrows(MalformedRequest.class, () -> bind(answer), answer);
        assertEquals(message, malformed.getMessage());
        assertEquals(0, batch.rows());
        assertFalse(batch.next());
    }

    void refuses(BinaryMessage answer, String message) {
        MalformedRequest malformed = assertThrows(MalformedRequest.class, () -> bind(answer));
        assertEquals(message, malformed.getMessage());
        assertEquals(0, batch.rows());
    }

    private void bind(BinaryMessage answer) throws MalformedJson, MalformedRequest {
        byte[] bytes = answer.body();
        tape.parse(bytes, 0, answer.headBytes());
        protocol.bindAnswer(tape, answer.headBytes(), bytes.length, binding, batch);
    }

    void bind(String answer) throws MalformedJson, MalformedRequest {
        byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
        tape.parse(bytes, 0, bytes.length);
        protocol.bindAnswer(tape, binding, batch);
    }

    private List<String> walk() {
        List<String> rows = new ArrayList<>();
        while (batch.next()) {
            assertEquals(rows.size(), batch.rowIndex());
            String attributions = Rows.show(batch.attributions(), INDEX);
            rows.add(Rows.show(batch.row(), PredictionFields.INDEX)
                    + (attributions.isEmpty() ? "" : " | " + attributions));
        }
        assertEquals(batch.rows(), rows.size());
        return rows;
    }

    FeatureRow row() {
        assertTrue(batch.next());
        return batch.row();
    }
}
