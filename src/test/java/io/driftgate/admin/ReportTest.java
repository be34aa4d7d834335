package io.driftgate.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftgate.app.Gateway;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.TestUpstream;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @TempDir
    private Path directory;

    private void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private JsonNode report(ReportResource resource, String version) {
        return new ObjectMapper().valueToTree(resource.report("credit", version));
    }

    @Test
    void putsWhatAVersionDoesBesideWhatItsCardPromises() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        try (TestUpstream upstream = TestUpstream.start()) {
            write("driftgate.yaml", """
                    listen: {host: 127.0.0.1, port: 0}
                    state: state
                    models:
                      credit:
                        protocols: [json]
                        paths: [/models/credit]
                        schema: {age: int}
                        gates: gates.yaml
                        versions:
                          v2: {upstream: "%1$s", policy: none, card: v2.yaml}
                          v1: {upstream: "%1$s", policy: none}
                        route: {weights: {v2: 90, v1: 10}}
                      plain:
                        protocols: [json]
                        paths: [/models/plain]
                        schema: {age: int}
                        versions:
                          v1: {upstream: "%1$s", policy: none}
                    """.formatted(upstream.url()));
            write("gates.yaml", "gates: [{id: f1, owner: a, cel: \"card.metrics.f1 > 0.5\"}]\n");
            write("v2.yaml", """
                    model: credit
                    version: v2
                    approvers: [a.ng]
                    metrics: {f1: 0.75}
                    cost: {instance_per_hour: 0.5, max_requests_per_hour: 1000}
                    """);
            try (Gateway gateway = Gateway.start(directory.resolve("driftgate.yaml"), registry, 1);
                    RawClient client =
                            RawClient.connect(gateway.address().orElseThrow().getPort())) {
                ReportResource resource = new ReportResource(gateway.publisher(), gateway.driftLoop(), gateway.live());
                for (int i = 0; i < 9; i++) {
                    client.postJson("/models/credit", "{\"age\": 30}");
                }
                client.postJson("/models/credit", "{\"age\": ");
                JsonNode v2 = report(resource, "v2");
                while (v2.at("/live/requests").asInt() < 10) { // counted when the answer's last byte has left
                    v2 = report(resource, "v2");
                }

                assertEquals("pass", v2.get("result").asText());
                assertEquals(
                        "card.metrics.f1 = 0.75",
                        v2.at("/validation_results/1/detail").asText());
                assertEquals("[\"a.ng\"]", v2.get("approver").toString());
                assertEquals(0.9, v2.at("/live/outcomes/ok/share").asDouble());
                assertEquals(1, v2.at("/live/outcomes/malformed/count").asInt());
                assertEquals(1000, v2.at("/live/requests_per_hour/promised_max").asDouble());
                assertEquals(0.0005, v2.at("/live/cost_per_request/promised").asDouble());
                assertTrue(v2.at("/live/latency_ms/p99").asDouble()
                        >= v2.at("/live/latency_ms/p50").asDouble());
                assertTrue(v2.at("/live/latency_ms/p50").asDouble() > 0);
                assertEquals(90, v2.at("/live/weight/in_force").asDouble());

                JsonNode v1 = report(resource, "v1");
                assertEquals("fail", v1.get("result").asText());
                assertEquals(0, v1.at("/live/weight/in_force").asDouble(), "of the 10 in the file");
                assertEquals("held back by gate f1", v1.at("/live/held_by").asText());
                assertEquals(0, v1.at("/live/requests").asInt());
                assertTrue(v1.at("/live/drift").isNull());

                JsonNode plain = new ObjectMapper().valueToTree(resource.report("plain", "v1"));
                assertEquals("[]", plain.get("validation_results").toString());
                assertThrows(Refused.class, () -> resource.report("credit", "v3"));
                assertThrows(Refused.class, () -> resource.report("credits", "v2"));
                assertEquals(
                        1,
                        registry.get("driftgate.gate")
                                .tags("model", "credit", "version", "v1", "gate", "f1", "result", "fail")
                                .gauge()
                                .value());
            }
        }
    }
}
