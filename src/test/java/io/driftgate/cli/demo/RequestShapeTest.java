package io.driftgate.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestShapeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Applicant ANN = new Applicant(42, 52_000, "new", "car");
    private static final Applicant BEN = new Applicant(30, 31_000.5, "returning", "home");

    @Test
    void readsWhatItWritesInEveryProtocol() throws Exception {
        Random random = new Random(1);
        for (RequestShape shape : RequestShape.values()) {
            for (int i = 0; i < 100; i++) {
                Applicant applicant = Population.SHIFTED.draw(random);
                assertEquals(List.of(applicant), read(shape, shape.body(applicant)));
            }
        }
    }

    @Test
    void readsSeveralRowsOfOpenInferenceColumns() throws Exception {
        String body = "{\"inputs\":["
                + "{\"name\":\"income\",\"shape\":[2],\"datatype\":\"FP64\",\"data\":[52000,31000.5]},"
                + "{\"name\":\"age\",\"shape\":[2],\"datatype\":\"INT64\",\"data\":[42,30]},"
                + "{\"name\":\"segment\",\"shape\":[2],\"datatype\":\"BYTES\",\"data\":[\"new\",\"returning\"]},"
                + "{\"name\":\"purpose\",\"shape\":[2],\"datatype\":\"BYTES\",\"data\":[\"car\",\"home\"]}]}";
        assertEquals(List.of(ANN, BEN), read(RequestShape.OPEN_INFERENCE, body));
    }

    @Test
    void readsKserveRowsAsArrays() throws Exception {
        assertEquals(
                List.of(ANN, BEN),
                read(
                        RequestShape.KSERVE_V1,
                        "{\"instances\":[[42,52000,\"new\",\"car\"],[30,31000.5,\"returning\",\"home\"]]}"));
    }

    @Test
    void readsTheFourMlflowShapes() throws Exception {
        String records = "[{\"age\":42,\"income\":52000,\"segment\":\"new\",\"purpose\":\"car\"}]";
        for (String body : List.of(
                "{\"dataframe_records\":" + records + "}",
                "{\"instances\":" + records + "}",
                "{\"inputs\":{\"age\":[42],\"income\":[52000],\"segment\":[\"new\"],\"purpose\":[\"car\"]}}",
                "{\"dataframe_split\":{\"columns\":[\"segment\",\"age\",\"income\",\"purpose\"],"
                        + "\"data\":[[\"new\",42,52000,\"car\"]]}}")) {
            assertEquals(List.of(ANN), read(RequestShape.MLFLOW, body), body);
        }
    }

    private static List<Applicant> read(RequestShape shape, String body) throws Exception {
        JsonNode json = JSON.readTree(body);
        return shape.applicants(json);
    }
}
