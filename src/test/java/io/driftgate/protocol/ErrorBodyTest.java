package io.driftgate.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ErrorBodyTest {
    private static final Refusal RULE = new Refusal(403, "refused", "r-1", "age-range", "credit", "v2", 0);
    private static final String CONTEXT =
            "\"request_id\":\"r-1\",\"rule\":\"age-range\",\"policy\":\"credit\",\"policy_version\":\"v2\",\"row\":0}";

    @Test
    void speaksEachProtocolsShape() {
        assertEquals("{\"error\":\"refused\"," + CONTEXT, body("open-inference", RULE));
        assertEquals("{\"error\":\"refused\"," + CONTEXT, body("kserve-v1", RULE));
        assertEquals("{\"error_code\":\"PERMISSION_DENIED\",\"message\":\"refused\"," + CONTEXT, body("mlflow", RULE));
        assertEquals("{\"error\":{\"message\":\"refused\"," + CONTEXT + "}", body("json", RULE));
    }

    @Test
    void leavesOutWhatThereIsNot() {
        assertEquals(
                "{\"error_code\":\"BAD_REQUEST\",\"message\":\"m\",\"request_id\":\"r\"}",
                body("mlflow", Refusal.of(400, "m", "r")));
        assertEquals("{\"error\":\"m\"}", body("kserve-v1", Refusal.of(400, "m", "")));
    }

    @Test
    void namesMlflowErrorCodes() {
        int[] statuses = {404, 413, 429, 500, 503, 504};
        String[] codes = {
            "ENDPOINT_NOT_FOUND",
            "BAD_REQUEST",
            "REQUEST_LIMIT_EXCEEDED",
            "INTERNAL_ERROR",
            "TEMPORARILY_UNAVAILABLE",
            "DEADLINE_EXCEEDED"
        };
        for (int i = 0; i < statuses.length; i++) {
            assertEquals(
                    "{\"error_code\":\"" + codes[i] + "\",\"message\":\"m\"}",
                    body("mlflow", Refusal.of(statuses[i], "m", "")));
        }
    }

    @Test
    void escapesWhatJsonMust() throws Exception {
        String message = "a\"b\\c\n\u0001\u007fé😀/";
        for (String protocol : Protocols.ids()) {
            String body = body(protocol, Refusal.of(400, message, "x"));
            var root = new ObjectMapper().readTree(body);
            String seen = protocol.equals("mlflow")
                    ? root.get("message").asText()
                    : protocol.equals("json")
                            ? root.get("error").get("message").asText()
                            : root.get("error").asText();
            assertEquals(message, seen);
        }
    }

    @Test
    void knowsReadyPaths() {
        assertEquals("/v2/models/m/ready", Protocols.OPEN_INFERENCE.readyPath("m"));
        assertEquals("/v1/models/a%20b", Protocols.KSERVE_V1.readyPath("a b"));
        assertEquals("/ping", Protocols.MLFLOW.readyPath("m"));
        assertEquals("", Protocols.JSON.readyPath("m"));
        assertEquals(true, Protocols.byId("grpc").isEmpty());
    }

    private static String body(String protocol, Refusal refusal) {
        return new String(Protocols.byId(protocol).orElseThrow().errorBody(refusal), StandardCharsets.UTF_8);
    }
}
