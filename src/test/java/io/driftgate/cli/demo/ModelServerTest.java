package io.driftgate.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelServerTest {
    private static final Applicant ANN = new Applicant(42, 52_000, "new", "car");

    @Test
    void answersFromTheFeaturesInEveryProtocol() throws Exception {
        for (ScoringModel model : ScoringModel.values()) {
            try (ModelServer server = new ModelServer(model);
                    RawClient client = connect(server)) {
                for (RequestShape shape : RequestShape.values()) {
                    RawResponse response = client.postJson(shape.path(), shape.body(ANN));
                    assertEquals(200, response.status());
                    assertTrue(response.bodyText().contains(Double.toString(model.score(ANN))), response.bodyText());
                }
                assertEquals(200, client.get("/v2/models/credit-risk/ready").status());
                assertEquals(404, client.postJson("/elsewhere", "{}").status());
            }
        }
    }

    @Test
    void remembersUnusualTextsOnly() throws Exception {
        try (ModelServer server = new ModelServer(ScoringModel.V2);
                RawClient client = connect(server)) {
            client.postJson(RequestShape.MLFLOW.path(), RequestShape.MLFLOW.body(ANN));
            client.postJson(RequestShape.MLFLOW.path(), RequestShape.MLFLOW.body(ANN.withPurpose("paid with ****")));
            assertEquals(List.of("paid with ****"), server.unusualTexts());
        }
    }

    @Test
    void onlyV2LooksAtTheIncome() {
        Applicant poorer = new Applicant(ANN.age(), ANN.income() / 2, ANN.segment(), ANN.purpose());
        assertEquals(ScoringModel.V1.score(ANN), ScoringModel.V1.score(poorer));
        assertNotEquals(ScoringModel.V2.score(ANN), ScoringModel.V2.score(poorer));
    }

    private static RawClient connect(ModelServer server) throws Exception {
        return RawClient.connect(URI.create(server.url()).getPort());
    }
}
