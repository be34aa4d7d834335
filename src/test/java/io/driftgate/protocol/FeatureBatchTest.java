package io.driftgate.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.json.JsonTape;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureBatchTest {
    private final Schema schema =
            new Schema(List.of(new Feature("age", FeatureType.INT), new Feature("name", FeatureType.STRING)));
    private final FeatureIndex index = FeatureIndex.of(List.of(schema));
    private final SchemaBinding binding = SchemaBinding.of(index, schema);
    private final FeatureBatch batch = new FeatureBatch(index);
    private final JsonTape tape = new JsonTape(64);

    @Test
    void hasNoRowsBeforeABindingAndAfterARelease() throws Exception {
        assertEquals(0, batch.rows());
        assertFalse(batch.next());
        bind("{\"instances\":[[1,\"x\"]]}");
        assertTrue(batch.next());
        batch.release();
        assertEquals(0, batch.rows());
        assertFalse(batch.next());
        assertEquals(0, batch.row().textBuffer(1).length);
        batch.rewind();
        assertFalse(batch.next());
    }

    @Test
    void refersToTheBodyForTextsWithoutEscapes() throws Exception {
        byte[] body = bind("{\"instances\":[[1,\"plain\"],[2,\"esc\\u0061ped\"]]}");
        batch.next();
        assertEquals(body, batch.row().textBuffer(1));
        batch.next();
        assertTrue(batch.row().textEquals(1, "escaped".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void keepsEarlierTextsWhenALaterOneNeedsRoom() throws Exception {
        String large = "\\n" + "x".repeat(10_000);
        bind("{\"instances\":[{\"age\":\"a\\tb\",\"name\":\"" + large + "\"}]}");
        batch.next();
        FeatureRow row = batch.row();
        assertTrue(row.textEquals(0, "a\tb".getBytes(StandardCharsets.UTF_8)));
        assertTrue(row.textEquals(1, ("\n" + "x".repeat(10_000)).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void refusesABindingOfAnotherModel() throws Exception {
        SchemaBinding other = SchemaBinding.of(FeatureIndex.of(List.of(schema)), schema);
        byte[] body = "{\"instances\":[[1,2]]}".getBytes(StandardCharsets.UTF_8);
        tape.parse(body, 0, body.length);
        assertThrows(IllegalArgumentException.class, () -> Protocols.KSERVE_V1.bind(tape, other, batch));
    }

    @Test
    void allocatesNothingOncePrimed() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        String[][] requests = {
            {
                "open-inference",
                "{\"inputs\":[{\"name\":\"\\u0061ge\",\"shape\":[2],\"datatype\":\"FP64\",\"data\":[0.12345678901234567,2e-9]},"
                        + "{\"name\":\"name\",\"shape\":[2,1],\"datatype\":\"BYTES\",\"data\":[[\"x\\n\"],[\"é\"]]}]}"
            },
            {"kserve-v1", "{\"instances\":[{\"age\":1,\"name\":\"a\\tb\",\"zip\":[1]},{}]}"},
            {"mlflow", "{\"dataframe_split\":{\"columns\":[\"age\",\"z\"],\"data\":[[1,2],[3,4]]}}"},
            {"json", "{\"age\":1,\"rest\":{\"name\":1},\"name\":\"x\"}"}
        };
        for (String[] request : requests) {
            Protocol protocol = Protocols.byId(request[0]).orElseThrow();
            byte[] body = request[1].getBytes(StandardCharsets.UTF_8);
            serve(protocol, body, 1_000);
            long before = threads.getCurrentThreadAllocatedBytes();
            serve(protocol, body, 1_000);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            // The measurement itself, and what the JVM links lazily, costs a little once; a single object per request
            // more.
            assertTrue(allocated < 8_000, request[0] + " allocated " + allocated + " bytes for 1000 requests");
        }
    }

    private void serve(Protocol protocol, byte[] body, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            tape.parse(body, 0, body.length);
            protocol.bind(tape, binding, batch);
            while (batch.next()) {
                assertTrue(batch.row().slots() == 2);
            }
            batch.release();
            tape.release();
        }
    }

    private byte[] bind(String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        tape.parse(bytes, 0, bytes.length);
        Protocols.KSERVE_V1.bind(tape, binding, batch);
        return bytes;
    }
}
