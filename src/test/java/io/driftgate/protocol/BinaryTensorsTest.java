package io.driftgate.protocol;

import static io.driftgate.testing.BinaryMessage.bytes;
import static io.driftgate.testing.BinaryMessage.doubles;
import static io.driftgate.testing.BinaryMessage.floats;
import static io.driftgate.testing.BinaryMessage.ints;
import static io.driftgate.testing.BinaryMessage.longs;
import static io.driftgate.testing.BinaryMessage.shorts;
import static io.driftgate.testing.BinaryMessage.texts;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.testing.BinaryMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BinaryTensorsTest {
    private static final byte[] NOTHING = {};

    private final Bodies bodies = Bodies.of("open-inference", "age", "name");
    private final Predictions answers = Predictions.of(Protocols.OPEN_INFERENCE);

    private static BinaryMessage one(String datatype, String size, byte[] elements) {
        return BinaryMessage.request().binary("age", "[1]", datatype, size, elements);
    }

    private String age(String datatype, byte[] element) throws Exception {
        return bodies.rows(BinaryMessage.request().binary("age", "[1]", datatype, element))
                .get(0);
    }

    @Test
    void readsColumnsBesideJsonOnes() throws Exception {
        assertEquals(
                List.of("age=1 name='Ann'", "age=-2 name='B\u00f6'", "age=3 name=''"),
                bodies.rows(BinaryMessage.request()
                        .binary("name", "[3]", "BYTES", texts("Ann", "B\u00f6", ""))
                        .json("{\"name\":\"age\",\"shape\":[3],\"datatype\":\"INT8\",\"data\":[1,-2,3]}")));
        assertEquals(
                List.of("age=1 name='x'", "age=null name='y'"),
                bodies.rows(BinaryMessage.request()
                        .binary("age", "[2,1]", "FP32", floats(1, Float.NaN))
                        .binary("name", "[2]", "BYTES", texts("x", "y"))));
    }

    @Test
    void readsOneTensorInSchemaOrder() throws Exception {
        assertEquals(
                List.of("age=1 name=2", "age=3 name=4.5"),
                bodies.rows(BinaryMessage.request().binary("t", "[2,2]", "FP64", doubles(1, 2, 3, 4.5))));
        assertEquals(
                List.of("age='a' name='b'", "age='c' name='d'"),
                bodies.rows(BinaryMessage.request().binary("t", "[2,2]", "BYTES", texts("a", "b", "c", "d"))));
    }

    @Test
    void readsEveryDatatype() throws Exception {
        assertEquals("age=true", age("BOOL", new byte[] {1}));
        assertEquals("age=255", age("UINT8", new byte[] {-1}));
        assertEquals("age=-1", age("INT8", new byte[] {-1}));
        assertEquals("age=65535", age("UINT16", shorts(-1)));
        assertEquals("age=-32768", age("INT16", shorts(Short.MIN_VALUE)));
        assertEquals("age=4294967295", age("UINT32", ints(-1)));
        assertEquals("age=-2", age("INT32", ints(-2)));
        assertEquals("age=" + Long.MIN_VALUE, age("INT64", longs(Long.MIN_VALUE)));
        assertEquals("age=9007199254740993".replace("3", "2"), age("UINT64", longs((1L << 53) + 1)), "as a double");
        assertEquals("age=" + Long.MAX_VALUE, age("UINT64", longs(-1)), "2^64 as the test shows it");
        assertEquals("age=0.1", age("FP64", doubles(0.1)));
        assertEquals("age=" + (double) 0.1f, age("FP32", floats(0.1f)));
        assertEquals("age=65504", age("FP16", shorts(0x7BFF)));
        assertEquals("age=-1.5", age("FP16", shorts(0xBE00)));
        assertEquals("age=" + 0x1p-24, age("FP16", shorts(1)), "subnormal");
        assertEquals("age=null", age("FP16", shorts(0x7E00)));
        assertEquals("age=-3.140625", age("BF16", shorts(0xC049)));
        assertEquals("age='\ud83d\ude00'", age("BYTES", texts("\ud83d\ude00")));
    }

    @Test
    void bytesThatAreNoTextAreOfNoTypeThatRulesKnow() throws Exception {
        assertEquals("age=object2", age("BYTES", bytes(new byte[] {(byte) 0xC3, 'x'})));
    }

    @Test
    void unknownFeaturesAreNoted() throws Exception {
        assertEquals(
                List.of("age=7 +unknown"),
                bodies.rows(BinaryMessage.request()
                        .binary("zip", "[1]", "BYTES", texts("12345"))
                        .binary("age", "[1]", "UINT8", new byte[] {7})));
    }

    @Test
    void refusesSizesThatAreNotThoseOfShapeAndDatatype() throws Exception {
        String wrong = "inputs[0].parameters.binary_data_size must be that of its shape and datatype";
        bodies.refuses(one("INT64", "4", ints(1)), wrong);
        bodies.refuses(one("INT32", "8", longs(1)), wrong);
        bodies.refuses(one("INT8", "0", NOTHING), wrong);
        bodies.refuses(BinaryMessage.request().binary("age", "[2147483647,2147483647]", "INT8", new byte[1]), wrong);
        bodies.refuses(BinaryMessage.request().binary("age", "[4294967296,4294967297]", "INT8", new byte[1]), wrong);
    }

    @Test
    void refusesSizesThatDoNotAddUp() throws Exception {
        String more = "inputs[0].parameters.binary_data_size is more than there is behind the JSON, whose length header"
                + " Inference-Header-Content-Length gives";
        bodies.refuses(one("INT64", "8", ints(1)), more);
        bodies.refuses(one("INT64", "8", NOTHING), more);
        bodies.refuses(one("INT64", "2147483647", ints(1)), more);
        String end = "the binary data must end where the binary_data_size of all inputs add up to";
        bodies.refuses(one("INT32", "4", longs(1)), end);
        bodies.refuses(BinaryMessage.request().json("1").binary("age", "[1]", "INT8", "1", shorts(1)), end);
        byte[] json = "{\"inputs\":[{\"name\":\"age\",\"shape\":[1],\"datatype\":\"INT8\",\"data\":[1]}]}x"
                .getBytes(StandardCharsets.UTF_8);
        bodies.refuses(json, json.length - 1, end);
    }

    @Test
    void refusesSizesThatReadersMayTakeDifferently() throws Exception {
        String plain = "inputs[0].parameters.binary_data_size must be a whole number in plain digits";
        for (String size : List.of("-0", "1.0", "1e0", "0.5", "-1", "\"1\"", "null", "true", "[1]", "2147483648")) {
            bodies.refuses(one("INT8", size, new byte[1]), plain);
        }
    }

    @Test
    void refusesWhatIsBothJsonAndBinary() throws Exception {
        BinaryMessage both = BinaryMessage.request()
                .json("{\"name\":\"age\",\"shape\":[1],\"datatype\":\"INT8\",\"data\":[1],"
                        + "\"parameters\":{\"binary_data_size\":1}}")
                .binary("name", "[1]", "INT8", "0", new byte[1]);
        bodies.refuses(both, "inputs[0].data must be left out where parameters has binary_data_size");
    }

    @Test
    void bytesElementsMustFillTheirTensor() throws Exception {
        String wrong =
                "inputs[0].parameters.binary_data_size must be that of as many BYTES elements as its shape says, each"
                        + " behind its length";
        for (byte[] elements : List.of(
                NOTHING, // none where there should be one
                new byte[3], // a length cut off
                ints(1), // no byte behind it
                ints(-1), // 4 GiB
                ints(Integer.MIN_VALUE),
                ints(0, 0), // two
                ints(3, 0), // a byte short of an int
                ints(5, 0))) {
            bodies.refuses(BinaryMessage.request().binary("age", "[1]", "BYTES", elements), wrong);
        }
        bodies.refuses(BinaryMessage.request().binary("age", "[2147483647]", "BYTES", texts("a")), wrong);
        // The length of the second element would swallow the next tensor's bytes.
        bodies.refuses(
                BinaryMessage.request()
                        .binary("name", "[1]", "BYTES", "5", new byte[] {2, 0, 0, 0, 'a'})
                        .binary("age", "[1]", "INT8", "1", new byte[] {'b'}),
                wrong);
    }

    @Test
    void refusesValuesThatServersReadDifferently() throws Exception {
        bodies.refuses(one("BOOL", "1", new byte[] {2}), "inputs[0].data: each element must be a byte of 0 or 1");
        String finite = "inputs[0].data: each element must be finite, or NaN where there is none";
        bodies.refuses(one("FP64", "8", doubles(Double.POSITIVE_INFINITY)), finite);
        bodies.refuses(one("FP32", "4", floats(Float.NEGATIVE_INFINITY)), finite);
        bodies.refuses(one("FP16", "2", shorts(0xFC00)), finite);
        bodies.refuses(one("BF16", "2", shorts(0x7F80)), finite);
    }

    @Test
    void refusesUnknownDatatypesAndShapes() throws Exception {
        bodies.refuses(one("FP8", "1", new byte[1]), "inputs[0].datatype must be " + Datatype.LIST);
        for (String shape : List.of("1", "[-1]", "[0.5]", "[\"1\"]", "[null]", "[[1]]")) {
            bodies.refuses(
                    BinaryMessage.request().binary("age", shape, "INT8", new byte[1]),
                    "inputs[0].shape must be an array of whole numbers");
        }
        bodies.refuses(
                BinaryMessage.request().binary("age", "[1,1,1]", "INT8", new byte[1]),
                "inputs[0].shape must be an array of one or two whole numbers");
    }

    @Test
    void brainFloatsHaveNoJson() throws Exception {
        bodies.refuses(
                "{\"inputs\":[{\"name\":\"age\",\"shape\":[1],\"datatype\":\"BF16\",\"data\":[1]}]}",
                "inputs[0].data: each element must be binary data: there is no JSON for BF16");
    }

    @Test
    void onlyOpenInferenceTakesThem() {
        Bodies mlflow = Bodies.of("mlflow", "age", "name");
        byte[] body = "{\"instances\":[{\"age\":1}]}x".getBytes(StandardCharsets.UTF_8);
        assertThrows(MalformedRequest.class, () -> mlflow.bind(body, body.length - 1));
    }

    @Test
    void readsPredictions() throws Exception {
        assertEquals(
                List.of("value=0.5 label='a'", "value=null label='b'"),
                answers.rows(BinaryMessage.answer()
                        .binary("raw", "[1,2,3]", "UINT8", new byte[6])
                        .binary("score", "[2]", "FP64", doubles(0.5, Double.NaN))
                        .binary("label", "[2,1]", "BYTES", texts("a", "b"))));
        assertEquals(
                List.of("scores=[0.25, 0.75] top_score=0.75"),
                answers.rows(BinaryMessage.answer().binary("x", "[1,2]", "FP32", floats(0.25f, 0.75f))));
        assertEquals(
                List.of("label='3' | age=1 income=-1"),
                answers.rows(BinaryMessage.answer()
                        .binary("label", "[1]", "INT32", ints(3))
                        .binary("shap_values", "[1,2]", "FP32", floats(1, -1))));
    }

    @Test
    void binaryPredictionsReadAsJsonOnes() throws Exception {
        SplittableRandom random = new SplittableRandom(41);
        String[] names = {"label", "scores", "value", "attributions", "x"};
        for (int round = 0; round < 300; round++) {
            String name = names[random.nextInt(names.length)];
            int rows = 1 + random.nextInt(3);
            int columns = 1 + random.nextInt(3);
            double[] values = random.ints((long) rows * columns, -40, 40)
                    .mapToDouble(i -> i / 8.0)
                    .toArray();
            List<String> data = new ArrayList<>();
            for (double value : values) {
                data.add(Double.toString(value));
            }
            String shape = "[" + rows + "," + columns + "]";
            String json = "{\"outputs\":[{\"name\":\"%s\",\"shape\":%s,\"datatype\":\"FP64\",\"data\":%s}]}"
                    .formatted(name, shape, data);
            assertEquals(
                    answers.rows(json),
                    answers.rows(BinaryMessage.answer().binary(name, shape, "FP64", doubles(values))),
                    json);
        }
    }

    @Test
    void refusesAnswersThatDoNotAddUp() {
        answers.refuses(
                BinaryMessage.answer().binary("score", "[1]", "FP32", "4", doubles(1)),
                "the binary data must end where the binary_data_size of all outputs add up to");
        answers.refuses(
                BinaryMessage.answer().binary("score", "[1]", "FP64", "4", floats(1)),
                "outputs[0].parameters.binary_data_size must be that of its shape and datatype");
    }

    /** Whatever bytes come, reading ends with rows or a refusal, and never beyond the body. */
    @Test
    void survivesAnyBytes() throws Exception {
        SplittableRandom random = new SplittableRandom(42);
        int read = 0;
        for (int round = 0; round < 10_000; round++) {
            byte[] elements = new byte[random.nextInt(24)];
            for (int i = 0; i < elements.length; i++) {
                elements[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(8) : 0);
            }
            String datatype =
                    Datatype.at(random.nextInt(Datatype.values().length)).name();
            int size = random.nextInt(4) == 0 ? random.nextInt(30) : elements.length;
            BinaryMessage message = BinaryMessage.request()
                    .binary("age", "[" + (1 + random.nextInt(4)) + "]", datatype, Integer.toString(size), elements);
            try {
                read += bodies.rows(message).size() > 0 ? 1 : 0;
            } catch (MalformedRequest refused) {
                assertEquals(0, bodies.batch.rows());
            }
        }
        assertTrue(read > 100, "some are read: " + read);
    }
}
