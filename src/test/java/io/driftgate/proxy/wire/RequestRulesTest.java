package io.driftgate.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.testing.Answers;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.TestUpstream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What rules see of a request besides its features, and what becomes of rules that can't be evaluated. */
final class RequestRulesTest {
    private static final String PATH = "/v1/models/credit-risk:predict";
    private static final String ROW = "{\"age\":30,\"income\":1000}";
    private static final String ONE = "{\"instances\":[" + ROW + "]}";
    private static final String TWO = "{\"instances\":[" + ROW + "," + ROW + "]}";

    private static GatewayFixture start(TestUpstream upstream, String rules, String... moreYaml) throws IOException {
        GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url(), moreYaml);
        gateway.policy("v2", "rules:\n" + rules);
        gateway.reload(GatewayFixture.yaml(upstream.url(), upstream.url(), "enforce", "{v2: 100}", moreYaml));
        return gateway;
    }

    @Test
    void seesTheHeadersThatTheModelServerWillSee() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, "{}"));
                GatewayFixture gateway = start(upstream, """
                          - {id: tier, owner: risk, header: x-tier, required: true, in: [gold, silver]}
                        """);
                RawClient client = gateway.connect()) {
            assertEquals(200, client.postJson(PATH, ONE, "X-Tier: gold").status());
            assertEquals(403, client.postJson(PATH, ONE, "x-tier: bronze").status());
            assertEquals(403, client.postJson(PATH, ONE).status());
            assertEquals(
                    403,
                    client.postJson(PATH, ONE, "x-tier: gold", "x-tier: gold").status(),
                    "twice");
            assertEquals(1, gateway.count("driftgate.rule.errors", "rule", "tier", "effect", "deny"));
            assertEquals(
                    403,
                    client.postJson(PATH, ONE, "x-tier: gold", "connection: x-tier")
                            .status(),
                    "what the client says is of its hop is not forwarded, so it counts for nothing");
            assertEquals(1, upstream.requests().size());
        }
    }

    @Test
    void aHeaderThatIsNoTextPassesNoRule() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, "{}"));
                GatewayFixture gateway = start(upstream, """
                          - {id: listed, owner: risk, header: x-note, notMatches: '.*evil.*'}
                          - {id: stated, owner: risk, cel: "!('x-tier' in request.headers) || request.headers['x-tier'].matches('^gold$')"}
                          - {id: none, owner: risk, header: x-none, forbidden: true}
                        """);
                RawClient client = gateway.connect()) {
            assertEquals(
                    200,
                    client.postJson(PATH, ONE, "x-tier: gold", "x-note: \u00c3\u00a9")
                            .status(),
                    "UTF-8");
            for (String header : List.of(
                    "x-note: x\u00ffevil  end",
                    "x-note: \u00e9vil",
                    "x-note: \u00ed\u00a0\u0080",
                    "x-tier: gold\u00c3",
                    "x-none: \u00ff")) {
                assertEquals(403, client.postJson(PATH, ONE, header).status(), header);
            }
            assertEquals(3, gateway.count("driftgate.rule.errors", "rule", "listed", "effect", "deny"));
            assertEquals(1, gateway.count("driftgate.rule.errors", "rule", "stated", "effect", "deny"));
            assertEquals(1, upstream.requests().size());
        }
    }

    @Test
    void ownHeadersOfAClientCountForNothing() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, "{}"));
                GatewayFixture gateway = start(upstream, """
                          - {id: spoof, owner: risk, cel: "'x-driftgate-reason' in request.headers"}
                        """);
                RawClient client = gateway.connect()) {
            assertEquals(
                    403,
                    client.postJson(PATH, ONE, "x-driftgate-reason: weight").status());
        }
    }

    @Test
    void seesTheRequestItself() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, "{}"));
                GatewayFixture gateway = start(upstream, """
                          - id: facts
                            owner: risk
                            cel: "request.path == '/v1/models/credit-risk:predict' && request.protocol == 'kserve-v1' && request.model == 'credit-risk' && request.version == 'v2' && request.rows <= 2 && request.row < request.rows"
                        """);
                RawClient client = gateway.connect()) {
            assertEquals(200, client.postJson(PATH, ONE).status());
            assertEquals(200, client.postJson(PATH, TWO).status());
            assertEquals(
                    403,
                    client.postJson(PATH, "{\"instances\":[" + ROW + "," + ROW + "," + ROW + "]}")
                            .status());
            assertEquals(403, client.postJson("/invocations", ONE).status());
        }
    }

    @Test
    void countsRowsOverTheWholeBatch() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, "{}"));
                GatewayFixture gateway = start(upstream, """
                          - {id: few, owner: risk, rowCount: [1, 2]}
                          - {id: mean, owner: risk, feature: age, meanBetween: [25, 35]}
                        """);
                RawClient client = gateway.connect()) {
            assertEquals(200, client.postJson(PATH, TWO).status());
            RawResponse refused = client.postJson(PATH, "{\"instances\":[" + ROW + "," + ROW + "," + ROW + "]}");
            assertEquals(403, refused.status());
            assertTrue(refused.bodyText().contains("few"), refused.bodyText());
            assertFalse(refused.bodyText().contains("\"row\""), "it is none of the rows: " + refused.bodyText());
            assertEquals(403, client.postJson(PATH, TWO.replace("30", "60")).status());
            assertEquals(200, client.postJson(PATH, TWO).status(), "each request starts anew");
        }
    }

    @Test
    void namesRulesThatFailedAndWereAllowed() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, "{}"));
                GatewayFixture gateway = start(upstream, """
                          - {id: rich, owner: risk, onError: allow, cel: "features.income > 10.0"}
                          - {id: look, owner: risk, enforcement: shadow, cel: "features.income > 20.0"}
                          - {id: adult, owner: risk, cel: "features.age >= 18"}
                        """);
                RawClient client = gateway.connect()) {
            assertFalse(client.postJson(PATH, ONE)
                    .header("x-driftgate-policy-errors")
                    .isPresent());
            RawResponse allowed = client.postJson(PATH, "{\"instances\":[{\"age\":30}]}");
            assertEquals(200, allowed.status());
            assertEquals(
                    "rich,look", allowed.header("x-driftgate-policy-errors").orElseThrow());
            RawResponse denied = client.postJson(PATH, "{\"instances\":[{\"income\":1000}]}");
            assertEquals(403, denied.status());
            assertTrue(denied.bodyText().contains("rule adult, which could not be evaluated"), denied.bodyText());
            assertEquals(1, gateway.count("driftgate.rule.errors", "rule", "rich", "effect", "allow"));
            assertEquals(1, gateway.count("driftgate.rule.errors", "rule", "adult", "effect", "deny"));
            for (String rule : List.of("rich", "look", "adult")) {
                assertEquals(1, gateway.series("driftgate.rule.errors", "rule", rule), rule);
            }
        }
    }

    @Test
    void boundsTheHeaderThatNamesThem() throws Exception {
        StringBuilder rules = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            rules.append("  - {id: r").append(i).append(", owner: risk, onError: allow, cel: \"features.income > ");
            rules.append(i).append(".5\"}\n");
        }
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, "{}"));
                GatewayFixture gateway = start(upstream, rules.toString());
                RawClient client = gateway.connect()) {
            RawResponse allowed = client.postJson(PATH, "{\"instances\":[{\"age\":30}]}");
            assertEquals(
                    "r0,r1,r2,r3,r4,r5,r6,r7",
                    allowed.header("x-driftgate-policy-errors").orElseThrow());
        }
    }
}
