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
import io.driftgate.feature.PredictionFields;
import io.driftgate.feature.Schema;
import io.driftgate.json.JsonTape;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PredictionBatchTest {
    private final Predictions oip = Predictions.of(Protocols.OPEN_INFERENCE);
    private final Predictions kserve = Predictions.of(Protocols.KSERVE_V1);
    private final Predictions mlflow = Predictions.of(Protocols.MLFLOW);
    private final Predictions json = Predictions.of(Protocols.JSON);

    // ---- open-inference

    @Test
    void readsTheOnlyTensorByItsKind() throws Exception {
        assertEquals(List.of("value=0.5", "value=2"), oip.rows(outputs(tensor("x", "FP64", "[2]", "[0.5,2]"))));
        assertEquals(List.of("value=0.5", "value=null"), oip.rows(outputs(tensor("x", "FP64", "[2,1]", "[0.5,null]"))));
        assertEquals(List.of("value=0.5", "value=2"), oip.rows(outputs(tensor("x", "FP64", "[2,1]", "[[0.5],[2]]"))));
        assertEquals(List.of("value=1", "value=0"), oip.rows(outputs(tensor("x", "BOOL", "[2]", "[true,false]"))));
        assertEquals(
                List.of("label='a'", "label='b\n'"),
                oip.rows(outputs(tensor("x", "BYTES", "[2]", "[\"a\",\"b\\n\"]"))));
        List<String> scores = List.of("scores=[0.1, 0.9] top_score=0.9", "scores=[0.75, 0.25] top_score=0.75");
        assertEquals(scores, oip.rows(outputs(tensor("x", "FP32", "[2,2]", "[0.1,0.9,0.75,0.25]"))));
        assertEquals(scores, oip.rows(outputs(tensor("x", "FP32", "[2,2]", "[[0.1,0.9],[0.75,0.25]]"))));
    }

    @Test
    void readsSeveralTensorsByName() throws Exception {
        assertEquals(
                List.of(
                        "value=0.5 label='1' scores=[0.5, 0.5] top_score=0.5 | age=3 income=4",
                        "value=0.25 label='-2' scores=[0.75, 0.25] top_score=0.75 | age=5 income=6"),
                oip.rows("{\"model_name\":\"m\",\"id\":\"7\",\"outputs\":["
                        + tensor("shap_values", "FP64", "[2,2]", "[3,4,5,6]") + ","
                        + tensor("embedding", "FP64", "[1,2,3]", "\"left\"") + ","
                        + tensor("probabilities", "FP64", "[2,2]", "[0.5,0.5,0.75,0.25]") + ","
                        + tensor("l\\u0061bel", "INT64", "[2]", "[1.0,-2]") + ","
                        + tensor("probability", "FP64", "[2]", "[0.5,0.25]") + "]}"));
        assertEquals(
                List.of("value=1"),
                oip.rows("{\"outputs\":[" + tensor("score", "FP64", "[1]", "[2]") + ","
                        + tensor("value", "FP64", "[1]", "[1]") + "]}"),
                "the first of the usual names goes first");
    }

    @Test
    void refusesAnswersThatAreNotOfTheProtocol() {
        oip.refuses("[]", "the answer must be a JSON object");
        oip.refuses("{}", "outputs must be a non-empty array of tensors");
        oip.refuses("{\"outputs\":[]}", "outputs must be a non-empty array of tensors");
        oip.refuses("{\"outputs\":[1]}", "outputs[0] must be an object with name, shape, datatype and data");
        oip.refuses("{\"outputs\":[{}]}", "outputs[0].name must be a string");
        oip.refuses(
                "{\"outputs\":[{\"name\":\"x\",\"shape\":[1],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":4}}]}",
                "outputs[0].parameters.binary_data_size is more than there is behind the JSON, whose length header"
                        + " Inference-Header-Content-Length gives");
        oip.refuses(
                outputs(tensor("x", "FP65", "[1]", "[1]")),
                "outputs[0].datatype must be BOOL, INT8 to INT64, UINT8 to UINT64, FP16, BF16, FP32, FP64 or BYTES");
        oip.refuses(
                outputs(tensor("x", "FP64", "[1,1,1]", "[1]")),
                "outputs[0].shape must be an array of one or two whole numbers");
        oip.refuses(
                outputs(tensor("x", "FP64", "[0]", "[]")),
                "outputs[0].shape must be of whole numbers from 1 on: there is at least one row");
        oip.refuses(
                outputs(tensor("x", "FP64", "[2]", "[1]")),
                "outputs[0].data must have as many elements as its shape says, flat or nested as the shape is");
        oip.refuses(
                outputs(tensor("x", "FP64", "[1]", "[\"a\"]")),
                "outputs[0].data: each element must be a number within FP64, or null");
        oip.refuses(
                outputs(tensor("score", "FP64", "[1]", "[1]") + "," + tensor("label", "BYTES", "[2]", "[1,2]")),
                "outputs[1].shape must have as many rows as the other outputs");
        oip.refuses(
                outputs(tensor("score", "FP64", "[1]", "[1]") + "," + tensor("score", "FP64", "[1]", "[1]")),
                "outputs[1].name must not be that of an earlier output");
        oip.refuses(
                outputs(tensor("a", "FP64", "[1]", "[1]") + "," + tensor("b", "FP64", "[1]", "[1]")),
                "outputs must hold a prediction by a usual name, or one that prediction: of the model gives");
    }

    // ---- kserve-v1 and mlflow

    @Test
    void readsRowsOfPredictions() throws Exception {
        String rows =
                "[0.5, \"a\\tb\", true, null, [0.25], [\"c\"], [0.1, 0.9], [], {\"score\": 3, \"class\": \"d\", \"z\": {}}]";
        List<String> expected = List.of(
                "value=0.5",
                "label='a\tb'",
                "value=1",
                "value=null",
                "value=0.25",
                "label='c'",
                "scores=[0.1, 0.9] top_score=0.9",
                "scores=[]",
                "value=3 label='d'");
        assertEquals(expected, kserve.rows("{\"model_name\":\"m\",\"predictions\":" + rows + "}"));
        assertEquals(expected, kserve.rows("{\"outputs\":" + rows + "}"));
        assertEquals(expected, mlflow.rows("{\"predictions\":" + rows + "}"));
        assertEquals(expected, mlflow.rows(rows));
    }

    @Test
    void readsColumnsOfPredictions() throws Exception {
        String columns = "{\"label\":[\"a\",\"b\"],\"other\":[1,2],\"probs\":[[0.5,0.5],[1,0]],\"score\":[[1],[2]]}";
        List<String> expected = List.of(
                "value=1 label='a' scores=[0.5, 0.5] top_score=0.5", "value=2 label='b' scores=[1, 0] top_score=1");
        assertEquals(expected, kserve.rows("{\"outputs\":" + columns + "}"));
        assertEquals(expected, mlflow.rows("{\"predictions\":" + columns + "}"));
        assertEquals(List.of("value=1", "value=2"), mlflow.rows("{\"predictions\":{\"y\":[1,2]}}"));
    }

    @Test
    void readsMembersByTheirNames() throws Exception {
        assertEquals(List.of("value=1 label='x'"), rowOf("{\"prediction\":\"x\",\"probability\":1}"));
        assertEquals(List.of("value=2"), rowOf("{\"score\":1,\"prediction\":2}"));
        assertEquals(List.of("label='y'"), rowOf("{\"prediction\":\"x\",\"predicted_class\":\"y\"}"));
        assertEquals(List.of("label='7'"), rowOf("{\"class\":7.0}"));
        assertEquals(List.of("label='7.5'"), rowOf("{\"class\":7.5}"));
        assertEquals(List.of("label='true'"), rowOf("{\"class\":[true]}"));
        assertEquals(
                List.of("scores=[0.25, 0.75] top_score=0.75"), rowOf("{\"probabilities\":{\"a\":0.25,\"b\":0.75}}"));
        assertEquals(List.of("scores=[0.5] top_score=0.5"), rowOf("{\"probs\":0.5}"));
        assertEquals(List.of("scores=[0.5, 'x']"), rowOf("{\"probs\":[0.5,\"x\"]}"), "no top among what is no number");
        assertEquals(
                List.of("value=object1 label=list2 scores=true"),
                rowOf("{\"value\":{\"a\":1},\"label\":[1,2],\"scores\":true}"));
        assertEquals(List.of(""), rowOf("{\"other\":1}"));
    }

    @Test
    void readsAttributions() throws Exception {
        assertEquals(
                List.of("value=1 | age=0.5 income=null"),
                rowOf("{\"value\":1,\"attributions\":{\"\\u0061ge\":0.5,\"bias\":3,\"income\":null}}"));
        assertEquals(List.of(" | age='x' income=list2"), rowOf("{\"shap_values\":{\"age\":\"x\",\"income\":[1,2]}}"));
        assertEquals(List.of(" | age=0.5 income=2"), rowOf("{\"explanations\":[0.5,[2]]}"));
        assertEquals(List.of(""), rowOf("{\"explanations\":[0.5,1,2]}"), "nobody knows whose they are");
        assertEquals(
                List.of("value=1 | age=1", "value=2 | income=2"),
                kserve.rows(
                        "{\"predictions\":[1,2],\"explanations\":[{\"age\":1},{\"income\":2}],\"shap_values\":[5]}"));
        assertEquals(List.of("value=1 | age=1 income=2"), mlflow.rows("{\"shap_values\":[[1,2]],\"predictions\":[1]}"));
    }

    @Test
    void ordersNamelessAttributionsByTheSchemaOfTheVersion() throws Exception {
        Schema other = new Schema(List.of(new Feature("b", FeatureType.INT), new Feature("a", FeatureType.INT)));
        FeatureIndex index = FeatureIndex.of(List.of(
                new Schema(List.of(new Feature("a", FeatureType.INT), new Feature("c", FeatureType.INT))), other));
        PredictionBatch batch = new PredictionBatch(index);
        JsonTape tape = new JsonTape(64);
        byte[] answer = "{\"predictions\":[{\"shap_values\":[1,2]}]}".getBytes(StandardCharsets.UTF_8);
        tape.parse(answer, 0, answer.length);
        Protocols.KSERVE_V1.bindAnswer(tape, PredictionBinding.of(index).forSchema(other), batch);
        assertTrue(batch.next());
        assertEquals("a=2 b=1", Rows.show(batch.attributions(), index));
        PredictionBinding stranger = PredictionBinding.of(Predictions.INDEX);
        assertThrows(IllegalArgumentException.class, () -> Protocols.KSERVE_V1.bindAnswer(tape, stranger, batch));
        assertThrows(IllegalArgumentException.class, () -> stranger.forSchema(other));
    }

    @Test
    void refusesRowsAndColumnsOfOtherShapes() {
        kserve.refuses("1", "the answer must be a JSON object");
        kserve.refuses("{\"error\":\"x\"}", "the answer must have either predictions or outputs");
        kserve.refuses("{\"predictions\":[1],\"outputs\":[1]}", "the answer must have either predictions or outputs");
        kserve.refuses("{\"predictions\":{}}", "predictions must be an array of rows");
        kserve.refuses("{\"predictions\":[]}", "predictions must have at least one row");
        kserve.refuses("{\"outputs\":{}}", "outputs must have at least one column and one row");
        kserve.refuses("{\"outputs\":{\"a\":1}}", "outputs: column 0 must be an array with one element for each row");
        kserve.refuses("{\"outputs\":{\"a\":[1],\"b\":[1,2]}}", "outputs: column 1 must be as long as column 0");
        mlflow.refuses("{}", "predictions must be an array of rows");
        mlflow.refuses("[]", "the answer must have at least one row");
        mlflow.refuses(
                "{\"predictions\":{\"a\":[1],\"b\":[1]}}",
                "predictions must hold a prediction by a usual name, or one that prediction: of the model gives");
    }

    // ---- json

    @Test
    void readsOneRowOfAnyJson() throws Exception {
        assertEquals(List.of("value=0.5 label='a'"), json.rows("{\"score\":0.5,\"label\":\"a\",\"x\":[]}"));
        assertEquals(List.of("value=0.5"), json.rows("0.5"));
        assertEquals(List.of("label='a'"), json.rows("\"a\""));
        assertEquals(List.of("value=0.5"), json.rows("[{\"score\":0.5}]"));
        assertEquals(List.of("scores=[1, 2] top_score=2"), json.rows("[1,2]"));
        json.refuses(
                "{\"x\":1}",
                "the answer must hold a prediction by a usual name, or one that prediction: of the model gives");
    }

    @Test
    void readsWherePointersPoint() throws Exception {
        Predictions pointed = Predictions.of(
                Protocols.JSON, "{value: /result/0/risk, scores: /result/1, attributions: /why, label: decision}");
        assertEquals(
                List.of("value=0.5 label='x' scores=[1, 3] top_score=3 | age=1 income=2"),
                pointed.rows(
                        "{\"value\":9,\"result\":[{\"risk\":0.5},[1,3]],\"why\":[1,2],\"decision\":\"x\",\"label\":\"y\"}"));
        assertEquals(List.of("label='x'"), pointed.rows("{\"result\":[],\"decision\":\"x\",\"value\":1}"));
        assertEquals(List.of("value=1"), pointed.rows("{\"result\":{\"0\":{\"risk\":1}}}"));
        pointed.refuses("{\"value\":1}", "the answer must hold what prediction: of the model names");
        pointed.refuses("0.5", "the answer must hold what prediction: of the model names");
    }

    // ---- names of the configuration

    @Test
    void takesConfiguredNamesInsteadOfTheUsualOnes() throws Exception {
        Predictions named = Predictions.of(Protocols.OPEN_INFERENCE, "{value: risk, label: score}");
        assertEquals(
                List.of("value=0.5 label='x' scores=[1, 2] top_score=2"),
                named.rows(outputs(tensor("probs", "FP64", "[1,2]", "[1,2]") + ","
                        + tensor("value", "FP64", "[1]", "[9]") + "," + tensor("score", "BYTES", "[1]", "[\"x\"]") + ","
                        + tensor("risk", "FP64", "[1]", "[0.5]"))));
        named.refuses(
                outputs(tensor("other", "FP64", "[1]", "[1]")),
                "outputs must hold what prediction: of the model names");
        Predictions rows = Predictions.of(Protocols.KSERVE_V1, "{value: risk}");
        assertEquals(List.of("value=1", ""), rows.rows("{\"predictions\":[{\"risk\":1},{\"score\":1}]}"));
        rows.refuses("{\"outputs\":{\"score\":[1]}}", "outputs must hold what prediction: of the model names");
    }

    // ---- memory

    @Test
    void keepsAsManyScoresAsARowHolds() throws Exception {
        int many = FeatureRow.MAX_ELEMENTS + 2;
        kserve.bind("{\"predictions\":[[" + "0.5,".repeat(many - 1) + "7]]}");
        FeatureRow row = kserve.row();
        assertEquals(many, row.listSize(PredictionFields.SCORES));
        assertFalse(row.isListWhole(PredictionFields.SCORES));
        assertEquals(7, row.number(PredictionFields.TOP_SCORE), "all count, also those that are not kept");
    }

    @Test
    void forgetsTheAnswer() throws Exception {
        kserve.bind("{\"predictions\":[\"a\"]}");
        assertTrue(kserve.batch.next());
        kserve.batch.release();
        assertEquals(0, kserve.batch.rows());
        assertFalse(kserve.batch.next());
        assertEquals(0, kserve.batch.row().textBuffer(PredictionFields.LABEL).length);
    }

    @Test
    void allocatesNothingOncePrimed() throws Exception {
        String[][] answers = {
            {"open-inference", outputs(tensor("label", "BYTES", "[2]", "[\"a\\n\",7]"))},
            {"kserve-v1", "{\"predictions\":[{\"score\":1,\"probs\":[0.5,0.25],\"shap_values\":{\"age\":1}},[1,2]]}"},
            {"mlflow", "{\"predictions\":{\"label\":[1,2],\"value\":[0.5,0.25]}}"},
            {"json", "{\"l\\u0061bel\":\"\\u0061\",\"value\":1}"}
        };
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        PredictionBinding binding = PredictionBinding.of(Predictions.INDEX);
        for (String[] answer : answers) {
            Protocol protocol = Protocols.byId(answer[0]).orElseThrow();
            byte[] body = answer[1].getBytes(StandardCharsets.UTF_8);
            serve(protocol, binding, body, 1_000);
            long before = threads.getCurrentThreadAllocatedBytes();
            serve(protocol, binding, body, 1_000);
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertTrue(allocated < 8_000, answer[0] + " allocated " + allocated + " bytes for 1000 answers");
        }
    }

    private final JsonTape tape = new JsonTape(64);
    private final PredictionBatch batch = new PredictionBatch(Predictions.INDEX);

    private void serve(Protocol protocol, PredictionBinding binding, byte[] body, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            tape.parse(body, 0, body.length);
            protocol.bindAnswer(tape, binding, batch);
            while (batch.next()) {
                assertTrue(batch.attributions().slots() == 2);
            }
            batch.release();
            tape.release();
        }
    }

    private List<String> rowOf(String object) throws Exception {
        return kserve.rows("{\"predictions\":[" + object + "]}");
    }

    private static String outputs(String tensors) {
        return "{\"outputs\":[" + tensors + "]}";
    }

    private static String tensor(String name, String datatype, String shape, String data) {
        return "{\"name\":\"" + name + "\",\"datatype\":\"" + datatype + "\",\"shape\":" + shape + ",\"data\":" + data
                + "}";
    }
}
