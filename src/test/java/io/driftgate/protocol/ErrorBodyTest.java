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
        assertEquals(
                "{\"error\":{\"message\":\"refused\",\"type\":\"invalid_request_error\",\"param\":null,"
                        + "\"code\":\"policy_violation\"," + CONTEXT + "}",
                body("openai", RULE));
    }

    @Test
    void leavesOutWhatThereIsNot() {
        assertEquals(
                "{\"error_code\":\"BAD_REQUEST\",\"message\":\"m\",\"request_id\":\"r\"}",
                body("mlflow", Refusal.of(400, "m", "r")));
        assertEquals("{\"error\":\"m\"}", body("kserve-v1", Refusal.of(400, "m", "")));
    }

    @Test
    void namesThePolicysDigest() {
        Refusal refusal = new Refusal(403, "m", "r", "age", "credit", "v2", "sha256:ab", 3);
        assertEquals(
                "{\"error\":\"m\",\"request_id\":\"r\",\"rule\":\"age\",\"policy\":\"credit\",\"policy_version\":\"v2\","
                        + "\"policy_digest\":\"sha256:ab\",\"row\":3}",
                body("kserve-v1", refusal));
    }

    @Test
    void namesOpenAiErrorTypesAndCodes() {
        int[] statuses = {400, 404, 405, 409, 413, 429, 500, 502, 503, 504};
        String[] kinds = {
            "invalid_request_error malformed_request",
            "invalid_request_error not_found",
            "invalid_request_error method_not_allowed",
            "invalid_request_error invalid_request",
            "invalid_request_error request_too_large",
            "rate_limit_error rate_limit_exceeded",
            "server_error internal_error",
            "server_error upstream_unavailable",
            "server_error overloaded",
            "server_error upstream_timeout"
        };
        for (int i = 0; i < statuses.length; i++) {
            String body = body("openai", Refusal.of(statuses[i], "m", ""));
            String[] kind = kinds[i].split(" ", -1);
            assertEquals(
                    "{\"error\":{\"message\":\"m\",\"type\":\"" + kind[0] + "\",\"param\":null,\"code\":\"" + kind[1]
                            + "\"}}",
                    body);
        }
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
                    : protocol.equals("json") || protocol.equals("openai")
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
        assertEquals("/v1/models", Protocols.OPENAI.readyPath("m"));
        assertEquals(true, Protocols.byId("grpc").isEmpty());
    }

    private static String body(String protocol, Refusal refusal) {
        return new String(Protocols.byId(protocol).orElseThrow().errorBody(refusal), StandardCharsets.UTF_8);
    }
}
