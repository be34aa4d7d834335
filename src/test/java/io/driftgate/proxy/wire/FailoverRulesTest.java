package io.driftgate.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftgate.testing.Answers;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.TestUpstream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A request that fails over is judged by the other version's policy: what that finds is counted, and nothing twice. */
final class FailoverRulesTest {
    private static final String STRICTER = """
        rules:
          - {id: income-cap, owner: risk, description: Cap, feature: income, max: 1000}
          - {id: no-extras, owner: risk, description: Counted, enforcement: shadow, unknownFeatures: deny}
        """;
    private static final String WITH_EXTRA = """
        {"instances":[{"age":30,"income":42000.5,"segment":"new","note":"x","extra":1}]}\
        """;
    private static final String PREDICT = "/v1/models/credit-risk:predict";

    private static GatewayFixture start(TestUpstream v2, TestUpstream v1, String policyOfV1) throws IOException {
        GatewayFixture gateway = GatewayFixture.start(v2.url(), v1.url());
        gateway.policy("v3", STRICTER);
        gateway.reload(GatewayFixture.yaml(v2.url(), v1.url(), "enforce", "{v2: 100}")
                .replaceFirst("policy: credit-risk@v1", "policy: " + policyOfV1));
        return gateway;
    }

    private static double count(GatewayFixture gateway, String version, String rule) {
        return gateway.count("driftgate.violations", "policy_version", version, "rule", rule);
    }

    @Test
    void countsWhatTheOtherVersionsPolicyFinds() throws Exception {
        try (TestUpstream v2 = TestUpstream.start();
                TestUpstream v1 = TestUpstream.start().always(Answers.json(200, "{}"));
                GatewayFixture gateway = start(v2, v1, "credit-risk@v3");
                RawClient client = gateway.connect()) {
            v2.crash();
            RawResponse answer = client.postJson(PREDICT, WITH_EXTRA);

            assertEquals(403, answer.status());
            assertEquals("credit-risk@v3", answer.header("x-driftgate-policy").orElseThrow());
            assertEquals(1, count(gateway, "v3", "income-cap"));
            assertEquals(1, count(gateway, "v3", "no-extras"));
            assertEquals(1, count(gateway, "v2", "no-extras"));
            assertEquals(0, v1.requests().size());
        }
    }

    @Test
    void countsNothingTwice() throws Exception {
        try (TestUpstream v2 = TestUpstream.start();
                TestUpstream v1 = TestUpstream.start().always(Answers.json(200, "{}"));
                GatewayFixture gateway = start(v2, v1, "credit-risk@v2");
                RawClient client = gateway.connect()) {
            v2.crash();
            RawResponse answer = client.postJson(PREDICT, WITH_EXTRA);

            assertEquals(200, answer.status());
            assertEquals("v1", answer.header("x-driftgate-version").orElseThrow());
            assertEquals(1, count(gateway, "v2", "no-extras"));
        }
    }

    @Test
    void countsOnceWhatATrialHasCountedAlready() throws Exception {
        try (TestUpstream v2 = TestUpstream.start();
                TestUpstream v1 = TestUpstream.start().always(Answers.json(200, "{}"));
                GatewayFixture gateway = start(v2, v1, "{use: credit-risk@v3, shadow: v2}");
                RawClient client = gateway.connect()) {
            v2.crash();

            assertEquals(403, client.postJson(PREDICT, WITH_EXTRA).status());
            assertEquals(1, count(gateway, "v3", "income-cap"));
            assertEquals(1, count(gateway, "v2", "no-extras"));
        }
    }
}
