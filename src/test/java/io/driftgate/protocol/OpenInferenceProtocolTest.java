package io.driftgate.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureType;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenInferenceProtocolTest {
    private static final String SHAPE_RULE =
            "inputs[0].data must have as many elements as its shape says, flat or nested as the shape is";

    private final Bodies bodies = Bodies.of("open-inference", "age", "name");

    @Test
    void readsOneColumnPerInput() throws Exception {
        assertEquals(List.of("age=35 name='Ann'", "age=41.5 name='Bo\"b'", "age=null name=null"), bodies.rows("""
                        {"id": "7", "parameters": {"x": 1}, "outputs": [{"name": "y"}], "inputs": [
                          {"name": "name", "shape": [3, 1], "datatype": "BYTES", "data": [["Ann"], ["Bo\\"b"], [null]]},
                          {"name": "\\u0061ge", "shape": [3], "datatype": "FP64", "parameters": {}, "data": [35, 41.5, null]}
                        ]}"""));
    }

    @Test
    void readsAColumnOfShapeNBy1Flat() throws Exception {
        assertEquals(List.of("age=1", "age=2"), bodies.rows(input("age", "[2,1]", "INT64", "[1,2]")));
    }

    @Test
    void readsOneTensorInSchemaOrder() throws Exception {
        List<String> rows = List.of("age=1 name=2", "age=3 name=4");
        assertEquals(rows, bodies.rows(input("input-0", "[2,2]", "FP32", "[1,2,3,4]")));
        assertEquals(rows, bodies.rows(input("age", "[2,2]", "FP32", "[[1,2],[3,4]]")));
        assertEquals(List.of("age=35 name='x'"), bodies.rows(input("input-0", "[1,2]", "BYTES", "[35,\"x\"]")));
    }

    @Test
    void readsAnyTensorNameWhenThereIsOneFeature() throws Exception {
        Bodies single = Bodies.of("open-inference", "age");
        assertEquals(List.of("age=1", "age=2"), single.rows(input("x", "[2]", "INT8", "[1,2]")));
        assertEquals(List.of("age=1", "age=2"), single.rows(input("x", "[2,1]", "INT8", "[[1],[2]]")));
        assertEquals(List.of("age=1", "age=2"), single.rows(input("age", "[2,1]", "INT8", "[1,2]")));
    }

    @Test
    void marksUnknownFeatures() throws Exception {
        assertEquals(List.of(" +unknown"), bodies.rows(input("zip", "[1]", "INT8", "[1]")));
        Bodies two = Bodies.withOtherVersion("open-inference", "zip", "age", "name");
        assertEquals(List.of("zip=1 +unknown"), two.rows(input("zip", "[1]", "INT8", "[1]")));
    }

    @Test
    void refusesWrongBodies() throws Exception {
        bodies.refuses("[]", "the body must be a JSON object");
        bodies.refuses("{}", "inputs must be a non-empty array of tensors");
        bodies.refuses("{\"inputs\":{}}", "inputs must be a non-empty array of tensors");
        bodies.refuses("{\"inputs\":[]}", "inputs must be a non-empty array of tensors");
        bodies.refuses(
                "{\"inputs\":[],\"instances\":[]}",
                "the body may have only the members inputs, id, parameters and outputs");
        bodies.refuses("{\"inputs\":[1]}", "inputs[0] must be an object with name, shape, datatype and data");
        bodies.refuses("{\"inputs\":[{}]}", "inputs[0].name must be a string");
        bodies.refuses(
                "{\"inputs\":[{\"name\":\"age\",\"value\":1}]}",
                "inputs[0] may have only the members name, shape, datatype, data and parameters");
    }

    @Test
    void refusesWrongTensors() throws Exception {
        String shapes = "inputs[0].shape must be an array of one or two whole numbers";
        String sizes = "inputs[0].shape must be of whole numbers from 1 on: there is at least one row";
        bodies.refuses(input("age", "1", "INT8", "[1]"), shapes);
        bodies.refuses(input("age", "[]", "INT8", "[1]"), shapes);
        bodies.refuses(input("age", "[1,1,1]", "INT8", "[1]"), shapes);
        bodies.refuses(input("age", "[[1],1]", "INT8", "[1]"), shapes);
        bodies.refuses(input("age", "[0]", "INT8", "[]"), sizes);
        bodies.refuses(input("age", "[-1]", "INT8", "[1]"), sizes);
        bodies.refuses(input("age", "[1.5]", "INT8", "[1]"), sizes);
        bodies.refuses(input("age", "[\"1\"]", "INT8", "[1]"), sizes);
        bodies.refuses(input("age", "[1,null]", "INT8", "[1]"), sizes);
        bodies.refuses(input("age", "[2147483647,2]", "INT8", "[1]"), SHAPE_RULE);
        bodies.refuses(input("age", "[2]", "INT8", "[1]"), SHAPE_RULE);
        bodies.refuses(input("age", "[2]", "INT8", "[[1,2]]"), SHAPE_RULE);
        bodies.refuses(input("age", "[1]", "INT8", "[[1]]"), SHAPE_RULE);
        bodies.refuses(input("x", "[2,2]", "INT8", "[1,2,3]"), SHAPE_RULE);
        bodies.refuses(input("x", "[2,2]", "INT8", "[[1,2]]"), SHAPE_RULE);
        bodies.refuses(
                input("x", "[2,2]", "INT8", "[[1,2],[3]]"),
                "inputs[0].data must be rows of as many elements as its shape says");
        bodies.refuses(
                input("x", "[2,2]", "INT8", "[[1,2],3]"),
                "inputs[0].data must be rows of as many elements as its shape says");
        bodies.refuses(
                input("x", "[2,3]", "INT8", "[1,2,3,4,5,6]"),
                "inputs[0].shape must be [n] or [n,1] for a column that is named as its feature, or [n,2] for all"
                        + " features of the schema in its order");
        bodies.refuses(input("age", "[1]", "INT8", "1"), "inputs[0].data must be an array");
        bodies.refuses(
                input("age", "[1]", "FP99", "[1]"),
                "inputs[0].datatype must be BOOL, INT8 to INT64, UINT8 to UINT64, FP16, BF16, FP32, FP64 or BYTES");
        bodies.refuses(
                "{\"inputs\":[{\"name\":\"age\",\"shape\":[1],\"datatype\":\"FP64\",\"parameters\":{\"binary_data_size\":8}}]}",
                "inputs[0].parameters.binary_data_size is more than there is behind the JSON, whose length header"
                        + " Inference-Header-Content-Length gives");
    }

    @Test
    void refusesColumnsThatDoNotGoTogether() throws Exception {
        String two = "{\"inputs\":[{\"name\":\"age\",\"shape\":[2],\"datatype\":\"INT8\",\"data\":[1,2]},"
                + "{\"name\":\"%s\",\"shape\":%s,\"datatype\":\"INT8\",\"data\":%s}]}";
        bodies.refuses(
                two.formatted("name", "[1]", "[1]"), "inputs[1].shape must have as many rows as inputs[0].shape");
        bodies.refuses(
                two.formatted("name", "[1,2]", "[1,2]"),
                "inputs[1].shape must be [n] or [n,1], as there is one input for each feature");
        bodies.refuses(two.formatted("age", "[2]", "[1,2]"), "inputs[1].name must not be that of an earlier input");
    }

    @Test
    void refusesElementsThatTheDatatypeCannotHold() throws Exception {
        String[][] wrong = {
            {"BOOL", "2"},
            {"BOOL", "\"true\""},
            {"INT8", "128"},
            {"INT8", "-129"},
            {"INT8", "1.5"},
            {"INT8", "true"},
            {"UINT8", "-1"},
            {"UINT8", "256"},
            {"UINT16", "65536"},
            {"UINT32", "4294967296"},
            {"UINT64", "18446744073709551616"},
            {"INT16", "32768"},
            {"INT32", "2147483648"},
            {"INT64", "9223372036854775808"},
            {"INT64", "\"1\""},
            {"FP16", "65520"},
            {"FP32", "3.5e38"},
            {"FP64", "\"NaN\""},
            {"FP64", "[]"},
            {"FP64", "{}"},
            {"BYTES", "{}"}
        };
        for (String[] pair : wrong) {
            String body = input("age", "[1]", pair[0], "[" + pair[1] + "]");
            if (pair[1].equals("[]")) {
                bodies.refuses(body, SHAPE_RULE);
            } else {
                bodies.refuses(
                        body,
                        "inputs[0].data: each element must be "
                                + Datatype.valueOf(pair[0]).elements());
            }
        }
        String[][] right = {
            {"BOOL", "true"},
            {"BOOL", "0"},
            {"INT8", "-128"},
            {"INT8", "5.0"},
            {"UINT8", "255"},
            {"UINT64", "18446744073709549568"},
            {"INT64", "-9223372036854775808"},
            {"INT64", "9223372036854774784"},
            {"FP16", "65504"},
            {"FP32", "3.4028234663852886e38"},
            {"FP64", "1e308"},
            {"BYTES", "\"x\""},
            {"BYTES", "true"},
            {"INT32", "null"}
        };
        for (String[] pair : right) {
            assertEquals(
                    1,
                    bodies.rows(input("age", "[1]", pair[0], "[" + pair[1] + "]"))
                            .size());
        }
    }

    private static String input(String name, String shape, String datatype, String data) {
        return "{\"inputs\":[{\"name\":\"" + name + "\",\"shape\":" + shape + ",\"datatype\":\"" + datatype
                + "\",\"data\":" + data + "}]}";
    }

    @Test
    void refusesListsThatTensorsCannotCarry() throws Exception {
        Bodies lists = Bodies.of(
                "open-inference", new Feature("age", FeatureType.INT), Feature.list("tags", FeatureType.STRING, ""));
        String problem = ": feature tags of the schema is a list, which no tensor carries: send it by another protocol,"
                + " or one input for each other feature";
        String age = "{\"name\":\"age\",\"shape\":[1],\"datatype\":\"INT32\",\"data\":[5]}";
        lists.refuses(
                "{\"inputs\":[" + age + ",{\"name\":\"tags\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"a\"]}]}",
                "inputs[1]" + problem);
        lists.refuses(
                "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,2],\"datatype\":\"BYTES\",\"data\":[5,\"a\"]}]}",
                "inputs[0]" + problem);
        assertEquals(List.of("age=5"), lists.rows("{\"inputs\":[" + age + "]}"));
    }
}
