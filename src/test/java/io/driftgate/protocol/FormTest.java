package io.driftgate.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FormTest {
    private static final Schema SCHEMA = new Schema(List.of(
            new Feature("age", FeatureType.INT),
            new Feature("note", FeatureType.STRING),
            new Feature("adult", FeatureType.BOOL),
            new Feature("deep", FeatureType.INT, List.of(), "/a/b")));
    private static final FeatureIndex INDEX = FeatureIndex.of(List.of(SCHEMA));

    private final FormFields form = new FormFields();
    private final FeatureBatch batch = new FeatureBatch(INDEX);

    private String encoded(String body) throws MalformedRequest {
        byte[] bytes = ("?" + body).getBytes(StandardCharsets.UTF_8);
        UrlEncoded.readForm(bytes, 1, bytes.length, form);
        return bind();
    }

    private String bind() throws MalformedRequest {
        Protocols.JSON.bindForm(form, SchemaBinding.of(INDEX, SCHEMA), batch);
        assertEquals(1, batch.rows());
        batch.next();
        String row = Rows.show(batch.row(), INDEX);
        batch.rewind();
        batch.next();
        assertEquals(row, Rows.show(batch.row(), INDEX), "a second walk reads the same");
        return row;
    }

    @Test
    void readsTheFieldsThatTheSchemaKnows() throws Exception {
        assertEquals("age=30 note='a b=c' adult=true", encoded("x=1&note=a+b=c&age=30&adult=true&deep=4"));
        assertEquals("note='\u00e9'", encoded("n%6fte=%C3%a9&&y"));
        assertEquals("note=''", encoded("note"));
        assertEquals("", encoded(""));
    }

    @Test
    void aNumberIsOneThatJsonWouldWriteSo() throws Exception {
        assertEquals("age=-2.5", encoded("age=-2.5"));
        assertEquals("age=100", encoded("age=1e2"));
        for (String text : List.of("", "030", "0x1e", "NaN", "1d", "\u0663", "true", "[1]", "\"1\"")) {
            assertEquals("age='" + text + "'", encoded("age=" + text), "text, so of the wrong type");
        }
        assertEquals("note='30'", encoded("note=30"));
        assertEquals("adult='1'", encoded("adult=1"));
        assertEquals("adult='True'", encoded("adult=True"));
    }

    @Test
    void whatIsNoTextIsOfNoTypeThatRulesKnow() throws Exception {
        assertEquals("note=object2", encoded("note=%ff%fe"));
        assertEquals("note=object2", encoded("note=a%00"));
        String file = "--B\r\nContent-Disposition: form-data; name=\"note\"; filename=\"n\"\r\n\r\nabc\r\n--B--";
        byte[] bytes = file.getBytes(StandardCharsets.UTF_8);
        Multipart.read(bytes, 0, bytes.length, "multipart/form-data; boundary=B", form);
        assertEquals("note=object3", bind());
    }

    @Test
    void refusesAFeatureTwice() {
        assertThrows(MalformedRequest.class, () -> encoded("age=1&%61ge=2"));
    }

    @Test
    void refusesEscapesThatAreNone() {
        for (String body : List.of("a=%", "a=%4", "a=%zz", "%=1", "a=%%41", "a=%4&b=1")) {
            assertThrows(MalformedRequest.class, () -> encoded(body), body);
        }
    }

    @Test
    void onlyJsonPathsTakeForms() throws Exception {
        UrlEncoded.readForm(new byte[0], 0, 0, form);
        for (Protocol protocol : List.of(Protocols.OPEN_INFERENCE, Protocols.MLFLOW, Protocols.OPENAI)) {
            assertThrows(MalformedRequest.class, () -> protocol.bindForm(form, SchemaBinding.of(INDEX, SCHEMA), batch));
        }
    }
}
