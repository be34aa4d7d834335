package io.driftgate.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import io.driftgate.testing.BinaryMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Binds bodies and shows their rows as text, such as {@code age=35 name='Ann' +unknown}. */
final class Bodies {
    private final Protocol protocol;
    private final SchemaBinding binding;
    private final JsonTape tape = new JsonTape(64);
    final FeatureBatch batch;

    private Bodies(String protocol, FeatureIndex index, Schema schema) {
        this(Protocols.byId(protocol).orElseThrow(), index, schema);
    }

    private Bodies(Protocol protocol, FeatureIndex index, Schema schema) {
        this.protocol = protocol;
        this.binding = SchemaBinding.of(index, schema);
        this.batch = new FeatureBatch(index);
    }

    /** One version of a model. */
    static Bodies of(String protocol, FeatureIndex index, Schema schema) {
        return new Bodies(protocol, index, schema);
    }

    /** A model that speaks openai, at one of its endpoints. */
    static Bodies of(Protocol protocol, Schema schema) {
        return new Bodies(protocol, FeatureIndex.of(List.of(schema)), schema);
    }

    /** A model of one version. */
    static Bodies of(String protocol, String... features) {
        Schema schema = schema(features);
        return new Bodies(protocol, FeatureIndex.of(List.of(schema)), schema);
    }

    /** A model whose other version has the feature {@code other} as well. */
    static Bodies withOtherVersion(String protocol, String other, String... features) {
        Schema schema = schema(features);
        return new Bodies(protocol, FeatureIndex.of(List.of(schema(other), schema)), schema);
    }

    static Bodies of(String protocol, Feature... features) {
        Schema schema = new Schema(List.of(features));
        return new Bodies(protocol, FeatureIndex.of(List.of(schema)), schema);
    }

    private static Schema schema(String... features) {
        return new Schema(Arrays.stream(features)
                .map(name -> new Feature(name, FeatureType.FLOAT))
                .toList());
    }

    List<String> rows(String body) throws MalformedJson, MalformedRequest {
        bind(body);
        return rows();
    }

    List<String> rows(BinaryMessage message) throws MalformedJson, MalformedRequest {
        bind(message.body(), message.headBytes());
        return rows();
    }

    private List<String> rows() {
        List<String> rows = walk();
        batch.rewind();
        assertEquals(-1, batch.rowIndex());
        assertEquals(rows, walk(), "a second walk reads the same");
        return rows;
    }

    void refuses(String body, String message) throws MalformedJson {
        MalformedRequest malformed = assertThrows(MalformedRequest.class, () -> bind(body), body);
        assertEquals(message, malformed.getMessage());
        assertEquals(0, batch.rows());
        assertFalse(batch.next());
    }

    void refuses(BinaryMessage message, String expected) {
        refuses(message.body(), message.headBytes(), expected);
    }

    void refuses(byte[] body, int headBytes, String message) {
        MalformedRequest malformed = assertThrows(MalformedRequest.class, () -> bind(body, headBytes));
        assertEquals(message, malformed.getMessage());
        assertEquals(0, batch.rows());
        assertFalse(batch.next());
    }

    /** A body whose JSON is its first bytes; it stands within a larger array, as bodies do. */
    void bind(byte[] body, int headBytes) throws MalformedJson, MalformedRequest {
        byte[] bytes = new byte[body.length + 8];
        System.arraycopy(body, 0, bytes, 3, body.length);
        tape.parse(bytes, 3, 3 + headBytes);
        protocol.bind(tape, 3 + headBytes, 3 + body.length, binding, batch);
    }

    void bind(String body) throws MalformedJson, MalformedRequest {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        tape.parse(bytes, 0, bytes.length);
        protocol.bind(tape, binding, batch);
    }

    private List<String> walk() {
        List<String> rows = new ArrayList<>();
        while (batch.next()) {
            assertEquals(rows.size(), batch.rowIndex());
            rows.add(Rows.show(batch.row(), binding.index()));
        }
        assertFalse(batch.next());
        assertEquals(batch.rows(), rows.size());
        return rows;
    }
}
