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
    private static final Protocol OPENAI = Protocols.OPENAI;

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
    void findsEndpointsOfOpenAi() {
        PathTable openAi = PathTable.of(List.of(
                new Entry("rank", List.of(JSON), List.of("/v1/rerank")), new Entry("llm", List.of(OPENAI), List.of())));
        assertEquals(new Infer(1, OPENAI, ""), openAi.match("POST", "/v1/chat/completions"));
        assertEquals(new Infer(1, Protocols.OPENAI_COMPLETIONS, ""), openAi.match("POST", "/v1/completions"));
        assertEquals(new Infer(1, Protocols.OPENAI_EMBEDDINGS, ""), openAi.match("POST", "/v1/embeddings"));
        assertEquals(new Infer(0, JSON, ""), openAi.match("POST", "/v1/rerank"));
        for (String method : List.of("GET", "HEAD")) {
            assertEquals(new Metadata(1, OPENAI), openAi.match(method, "/v1/models"));
            assertEquals(new Metadata(1, OPENAI), openAi.match(method, "/v1/models/llama3:8b"));
            assertEquals(new Metadata(1, OPENAI), openAi.match(method, "/v1/models/meta%2Fllama"));
        }
        for (String path : List.of("/v1/chat/completions", "/v1/models", "/v1/models/x", "/v1/embeddings")) {
            assertEquals(405, ((NotServed) openAi.match("DELETE", path)).status(), path);
        }
        for (String path : List.of(
                "/v1",
                "/v1/chat",
                "/v1/chat/completions/1",
                "/v1/responses",
                "/v1/files",
                "/v1/models/a/b",
                "/v1/models/",
                "/v1;x/chat/completions",
                "/v1/images/generations")) {
            for (String method : List.of("GET", "POST", "DELETE")) {
                NotServed notServed = (NotServed) openAi.match(method, path);
                assertEquals(404, notServed.status(), path);
                assertEquals(OPENAI, notServed.protocol());
            }
        }
        assertEquals(new Unmatched(), openAi.match("POST", "/v10/chat/completions"));
        assertEquals(new Unmatched(), openAi.match("POST", "/chat/completions"));
    }

    @Test
    void keepsOpenAiAndKserveApart() {
        for (boolean openAiFirst : new boolean[] {false, true}) {
            Entry kserve = new Entry("risk", List.of(KSERVE), List.of());
            Entry openAi = new Entry("llm", List.of(OPENAI), List.of());
            List<Entry> entries = openAiFirst ? List.of(openAi, kserve) : List.of(kserve, openAi);
            int risk = entries.indexOf(kserve);
            int llm = entries.indexOf(openAi);
            assertEquals(List.of(), PathTable.conflicts(entries));
            PathTable both = PathTable.of(entries);
            assertEquals(new Infer(risk, KSERVE, ""), both.match("POST", "/v1/models/risk:predict"));
            assertEquals(405, ((NotServed) both.match("GET", "/v1/models/risk:predict")).status());
            assertEquals(new Metadata(risk, KSERVE), both.match("GET", "/v1/models/risk"));
            assertEquals(new Metadata(llm, OPENAI), both.match("GET", "/v1/models/gpt-4o"));
            assertEquals(new Metadata(llm, OPENAI), both.match("GET", "/v1/models"), "whichever stands first");
            for (String path : List.of("/v1/models/risk:explain", "/v1/models/other:predict", "/v1/models/a/b")) {
                NotServed notServed = (NotServed) both.match("POST", path);
                assertEquals(404, notServed.status());
                assertEquals(KSERVE, notServed.protocol());
            }
            assertEquals(OPENAI, ((NotServed) both.match("POST", "/v1/files")).protocol());
            assertEquals(new Infer(llm, OPENAI, ""), both.match("POST", "/v1/chat/completions"));
        }
        Entry both = new Entry("m", List.of(KSERVE, OPENAI), List.of());
        assertEquals(List.of(), PathTable.conflicts(List.of(both)));
        assertEquals(new Infer(0, KSERVE, ""), PathTable.of(List.of(both)).match("POST", "/v1/models/m:predict"));
    }

    @Test
    void namesConflictsWithOpenAi() {
        assertEquals(
                List.of(
                        "model b (openai) and model a (openai) both claim /v1/chat/completions: give one of them another path",
                        "model b (openai) and model a (openai) both claim /v1/completions: give one of them another path",
                        "model b (openai) and model a (openai) both claim /v1/embeddings: give one of them another path",
                        "model c (json) and model a (openai) both claim /v1/completions: give one of them another path",
                        "model d (json) cannot have /v1/models/x: all under /v1/models belongs to openai"),
                PathTable.conflicts(List.of(
                        new Entry("a", List.of(OPENAI), List.of()),
                        new Entry("b", List.of(OPENAI), List.of()),
                        new Entry("c", List.of(JSON), List.of("/v1/completions", "/v1/score")),
                        new Entry("d", List.of(JSON), List.of("/v1/models/x")))));
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
