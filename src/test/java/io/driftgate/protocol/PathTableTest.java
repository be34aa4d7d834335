package io.driftgate.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.driftgate.protocol.PathMatch.Infer;
import io.driftgate.protocol.PathMatch.Metadata;
import io.driftgate.protocol.PathMatch.NotServed;
import io.driftgate.protocol.PathMatch.Unmatched;
import io.driftgate.protocol.PathTable.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

class PathTableTest {
    private static final Protocol OIP = Protocols.OPEN_INFERENCE;
    private static final Protocol KSERVE = Protocols.KSERVE_V1;
    private static final Protocol MLFLOW = Protocols.MLFLOW;
    private static final Protocol JSON = Protocols.JSON;

    private final PathTable table = PathTable.of(List.of(
            new Entry("text", List.of(JSON), List.of("/score", "/api/rate")),
            new Entry("credit-risk", List.of(OIP, KSERVE, MLFLOW), List.of()),
            new Entry("fraud 2", List.of(OIP), List.of())));

    @Test
    void findsInference() {
        assertEquals(new Infer(1, OIP, ""), table.match("POST", "/v2/models/credit-risk/infer"));
        assertEquals(new Infer(2, OIP, ""), table.match("POST", "/v2/models/fraud%202/infer"));
        assertEquals(new Infer(1, OIP, "v2"), table.match("POST", "/v2/models/credit-risk/versions/v2/infer"));
        assertEquals(new Infer(1, KSERVE, ""), table.match("POST", "/v1/models/credit-risk:predict"));
        assertEquals(new Infer(1, MLFLOW, ""), table.match("POST", "/invocations"));
        assertEquals(new Infer(0, JSON, ""), table.match("POST", "/score"));
        assertEquals(new Infer(0, JSON, ""), table.match("POST", "/api/rate"));
        assertSame(table.match("POST", "/score"), table.match("POST", "/score"), "matches are built once");
    }

    @Test
    void findsMetadata() {
        for (String method : List.of("GET", "HEAD")) {
            for (String path : List.of(
                    "/v2",
                    "/v2/health/live",
                    "/v2/health/ready",
                    "/v2/models/credit-risk",
                    "/v2/models/credit-risk/ready",
                    "/v2/models/credit-risk/versions/1",
                    "/v2/models/credit-risk/versions/1/ready")) {
                assertEquals(new Metadata(1, OIP), table.match(method, path), path);
            }
            assertEquals(new Metadata(2, OIP), table.match(method, "/v2/models/fraud%202/ready"));
            assertEquals(new Metadata(1, KSERVE), table.match(method, "/v1/models"));
            assertEquals(new Metadata(1, KSERVE), table.match(method, "/v1/models/credit-risk"));
            for (String path : List.of("/ping", "/health", "/version")) {
                assertEquals(new Metadata(1, MLFLOW), table.match(method, path));
            }
        }
    }

    @Test
    void servesNothingElseUnderAGovernedPrefix() {
        for (String path : List.of(
                "/v2/models",
                "/v2/models/other/infer",
                "/v2/models/credit-risk/generate",
                "/v2/models/text/infer",
                "/v2/models/credit-risk/infer/x",
                "/v2/models/credit-risk/versions",
                "/v2/models/credit-risk/versions//infer",
                "/v2/models/credit-risk/versions/1/infer/x",
                "/v2/models/credit-risk/versions/1/inferx",
                "/v2/models/other/versions/1/infer",
                "/v2/repository/index",
                "/v2;x/models/credit-risk/infer",
                "/v1/models/credit-risk:explain",
                "/v1/models/credit-risk/versions/1:predict",
                "/v1/models:predict",
                "/v1/models/fraud%202:predict",
                "/score/x",
                "/score/",
                "/invocations/x",
                "/v2/models/fraud 2/infer",
                "/v2/models/CREDIT-RISK/infer",
                "/v2/models/credit%2Drisk/infer")) {
            for (String method : List.of("GET", "POST", "PUT")) {
                NotServed notServed = (NotServed) table.match(method, path);
                assertEquals(404, notServed.status(), path);
            }
        }
    }

    @Test
    void refusesOtherMethods() {
        for (String path : List.of(
                "/v2/models/credit-risk/infer",
                "/v2/models/credit-risk/versions/1/infer",
                "/v1/models/credit-risk:predict",
                "/invocations",
                "/score")) {
            for (String method : List.of("GET", "HEAD", "PUT", "OPTIONS", "post", "TRACE")) {
                assertEquals(405, ((NotServed) table.match(method, path)).status(), path);
            }
        }
        for (String path :
                List.of("/v2", "/v2/models/credit-risk", "/v2/models/credit-risk/versions/1", "/v1/models", "/ping")) {
            assertEquals(405, ((NotServed) table.match("POST", path)).status(), path);
        }
    }

    @Test
    void leavesOtherPathsToTheConfiguration() {
        for (String path : List.of("/", "/v1", "/v1/chat/completions", "/v2x", "/v20/models", "/scores", "/api", "*")) {
            assertEquals(new Unmatched(), table.match("POST", path), path);
        }
        PathTable json = PathTable.of(List.of(new Entry("m", List.of(JSON), List.of("/a"))));
        assertEquals(new Unmatched(), json.match("POST", "/v2/models/m/infer"));
        assertEquals(new Unmatched(), json.match("GET", "/ping"));
    }

    @Test
    void splitsPathsBetweenMlflowAndJson() {
        PathTable both = PathTable.of(List.of(
                new Entry("m", List.of(MLFLOW, JSON), List.of("/m/invocations", "/m/score")),
                new Entry("n", List.of(MLFLOW, JSON), List.of("/n"))));
        assertEquals(new Infer(0, MLFLOW, ""), both.match("POST", "/m/invocations"));
        assertEquals(new Infer(0, JSON, ""), both.match("POST", "/m/score"));
        assertEquals(new Infer(1, JSON, ""), both.match("POST", "/n"));
        assertEquals(new Infer(1, MLFLOW, ""), both.match("POST", "/invocations"));
    }

    @Test
    void namesConflicts() {
        assertEquals(
                List.of(
                        "model b (mlflow) and model a (mlflow) both claim /invocations: give one of them another path",
                        "model c (json) needs a path: add one to paths",
                        "model d (json) cannot have the path score/: a path starts with '/', has no empty or dot segments, no"
                                + " query and no '/' at its end",
                        "model e (json) cannot have /ping: it is a protocol's own path",
                        "model f (json) cannot have /v2/x: all under /v2 belongs to open-inference"),
                PathTable.conflicts(List.of(
                        new Entry("a", List.of(MLFLOW, OIP), List.of()),
                        new Entry("b", List.of(MLFLOW), List.of()),
                        new Entry("c", List.of(JSON), List.of()),
                        new Entry("d", List.of(JSON), List.of("score/")),
                        new Entry("e", List.of(JSON), List.of("/ping")),
                        new Entry("f", List.of(JSON), List.of("/v2/x")))));
        assertEquals(
                List.of(),
                PathTable.conflicts(List.of(
                        new Entry("a", List.of(OIP, KSERVE, MLFLOW), List.of()),
                        new Entry("b", List.of(OIP, KSERVE), List.of()),
                        new Entry("c", List.of(JSON), List.of("/c", "/c/d", "/v3/x.y-z~")))));
    }
}
