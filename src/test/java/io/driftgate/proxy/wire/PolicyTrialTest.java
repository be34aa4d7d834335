package io.driftgate.proxy.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.snapshot.ModelVersion;
import io.driftgate.telemetry.Disagreement;
import io.driftgate.telemetry.DisagreementLog;
import io.driftgate.testing.Answers;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.TestUpstream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two versions of a policy at once: who is under which, and what is told of where they disagree. */
final class PolicyTrialTest {
    /** Younger applicants are refused, richer ones no longer, and a rule is new. */
    private static final String STRICTER = """
            rules:
              - {id: age-range, owner: risk, description: Adults only, feature: age, between: [21, 120]}
              - {id: no-notes, owner: risk, description: New, feature: note, in: [x]}
              - {id: no-extras, owner: risk, description: Counted, enforcement: shadow, unknownFeatures: deny}
            """;

    private static final String YOUNG = GatewayFixture.row(19, "x");

    private static String yaml(TestUpstream v2, TestUpstream v1, String mode, String policyOfV2) {
        return GatewayFixture.yaml(v2.url(), v1.url(), mode, "{v2: 100}")
                .replace("policy: credit-risk@v2", "policy: " + policyOfV2);
    }

    private static GatewayFixture start(TestUpstream v2, TestUpstream v1, String mode, String policyOfV2)
            throws IOException {
        GatewayFixture gateway = GatewayFixture.start(v2.url(), v1.url());
        gateway.policy("v3", STRICTER);
        gateway.reload(yaml(v2, v1, mode, policyOfV2));
        return gateway;
    }

    @Test
    void enforcesTheShareAndKeepsUsersWhereTheyAre() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, "{}"));
                GatewayFixture gateway =
                        start(upstream, upstream, "enforce", "{use: credit-risk@v2, rollout: {to: v3, percent: 20}}");
                RawClient client = gateway.connect()) {
            boolean[] before = underCandidate(client);
            int candidates = 0;
            for (boolean candidate : before) {
                candidates += candidate ? 1 : 0;
            }
            assertTrue(candidates > 60 && candidates < 140, "about 100 of 500 users, and not " + candidates);

            gateway.reload(
                    yaml(upstream, upstream, "enforce", "{use: credit-risk@v2, rollout: {to: v3, percent: 40}}"));
            boolean[] after = underCandidate(client);
            int grown = 0;
            for (int user = 0; user < after.length; user++) {
                assertTrue(after[user] || !before[user], "growing the share only takes users");
                grown += after[user] ? 1 : 0;
            }
            assertTrue(grown > candidates, grown + " of " + candidates);
        }
    }

    /** Whether each of 500 users is under v3, told by verdict and headers alike. */
    private static boolean[] underCandidate(RawClient client) throws IOException {
        boolean[] under = new boolean[500];
        for (int user = 0; user < under.length; user++) {
            RawResponse answer = client.postJson(GatewayFixture.INFER, YOUNG, "x-user-id: user-" + user);
            under[user] = answer.status() == 403;
            assertEquals(
                    under[user] ? "credit-risk@v3" : "credit-risk@v2",
                    answer.header("x-driftgate-policy").orElseThrow());
        }
        return under;
    }

    @Test
    void choosesAtRandomWithoutAStickyKey() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, "{}"));
                GatewayFixture gateway =
                        start(upstream, upstream, "enforce", "{use: credit-risk@v2, rollout: {to: v3, percent: 50}}");
                RawClient client = gateway.connect()) {
            int refused = 0;
            for (int i = 0; i < 200; i++) {
                refused += client.postJson(GatewayFixture.INFER, YOUNG).status() == 403 ? 1 : 0;
            }
            assertTrue(refused > 60 && refused < 140, "about 100 of 200, and not " + refused);
        }
    }

    @Test
    void aShadowEnforcesNothingAndTellsEverything() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, "{}"));
                GatewayFixture gateway = start(upstream, upstream, "enforce", "{use: credit-risk@v2, shadow: v3}");
                RawClient client = gateway.connect()) {
            RawResponse young = client.postJson(GatewayFixture.INFER, YOUNG, "x-request-id: young");
            assertEquals(200, young.status());
            assertEquals("credit-risk@v2", young.header("x-driftgate-policy").orElseThrow());
            assertEquals(
                    digest(gateway, false),
                    young.header("x-driftgate-policy-digest").orElseThrow());
            String poor = "{\"instances\":[{\"age\":30,\"income\":1},{\"age\":30,\"note\":\"secret-4711\"}]}";
            RawResponse refused = client.postJson("/v1/models/credit-risk:predict", poor, "x-request-id: poor");
            assertEquals(403, refused.status());
            String digest = digest(gateway, false);
            assertEquals(digest, refused.header("x-driftgate-policy-digest").orElseThrow());
            assertTrue(refused.bodyText().contains(digest), refused.bodyText());
            assertEquals(
                    200,
                    client.postJson(GatewayFixture.INFER, GatewayFixture.row(30, "x"))
                            .status());
            assertEquals(
                    403,
                    client.postJson(GatewayFixture.INFER, GatewayFixture.row(7, "x"))
                            .status());

            List<Disagreement> found = gateway.disagreements("credit-risk");
            assertEquals(
                    List.of("poor", "young"),
                    found.stream().map(Disagreement::requestId).toList());
            Disagreement first = found.get(1);
            assertEquals(List.of("age-range"), first.stricter());
            assertEquals(List.of(), first.looser());
            assertEquals("allow", first.fromDecision());
            assertEquals("deny", first.toDecision());
            assertEquals("v2", first.from());
            assertEquals("v3", first.to());
            assertEquals("v2", first.enforced());
            assertEquals("request", first.phase());
            assertEquals(0, first.row());
            Disagreement second = found.get(0);
            assertEquals(List.of("no-notes"), second.stricter());
            assertEquals(List.of("income-there"), second.looser());
            assertEquals(1, second.row());
            assertFalse(found.toString().contains("4711"), "no value: " + found);

            assertEquals(1, disagreements(gateway, "age-range", "stricter"));
            assertEquals(0, disagreements(gateway, "age-range", "looser"));
            assertEquals(1, disagreements(gateway, "income-there", "looser"));
            assertEquals(1, disagreements(gateway, "no-notes", "stricter"));
            assertEquals(
                    2,
                    gateway.count("driftgate.violations", "policy_version", "v3", "rule", "age-range"),
                    "what the candidate finds is counted");
            assertEquals(
                    0,
                    gateway.count("driftgate.violations", "policy_version", "v3", "enforcement", "deny"),
                    "and that nothing came of it");
            assertEquals(1, gateway.count("driftgate.violations", "policy_version", "v2", "rule", "age-range"));
        }
    }

    @Test
    void seriesAreThereFromTheFirstRequestOn() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, "{}"));
                GatewayFixture gateway = start(upstream, upstream, "enforce", "{use: credit-risk@v2, shadow: v3}");
                RawClient client = gateway.connect()) {
            client.postJson(GatewayFixture.INFER, GatewayFixture.row(30, "x"));
            assertEquals(2, gateway.series("driftgate.policy.disagreements", "rule", "age-range"));
            assertEquals(1, gateway.series("driftgate.policy.disagreements", "rule", "income-there"));
            assertEquals(1, gateway.series("driftgate.policy.disagreements", "rule", "no-notes"));
            assertEquals(0, gateway.series("driftgate.policy.disagreements", "rule", "no-extras"), "shadow in both");
            assertEquals(1, gateway.series("driftgate.rule.errors", "rule", "income-there", "effect", "deny"));
            assertEquals(1, gateway.series("driftgate.rule.errors", "rule", "income-there", "effect", "allow"));
        }
    }

    @Test
    void listsNoMoreThanItKeeps() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, "{}"));
                GatewayFixture gateway = start(upstream, upstream, "enforce", "{use: credit-risk@v2, shadow: v3}");
                RawClient client = gateway.connect()) {
            int requests = DisagreementLog.KEPT + 50;
            for (int i = 0; i < requests; i++) {
                client.postJson(GatewayFixture.INFER, YOUNG, "x-request-id: r" + i);
            }
            List<Disagreement> found = gateway.disagreements("credit-risk");
            assertEquals(DisagreementLog.KEPT, found.size());
            assertEquals("r" + (requests - 1), found.get(0).requestId());
            assertEquals(requests, disagreements(gateway, "age-range", "stricter"));
        }
    }

    @Test
    void aFailoverTakesTheOtherVersionsPolicies() throws Exception {
        try (TestUpstream v2 = TestUpstream.start();
                TestUpstream v1 = TestUpstream.start().always(Answers.json(200, "{}"));
                GatewayFixture gateway = start(v2, v1, "enforce", "{use: credit-risk@v2, shadow: v3}");
                RawClient client = gateway.connect()) {
            gateway.reload(yaml(v2, v1, "enforce", "{use: credit-risk@v2, shadow: v3}")
                    .replace(
                            "policy: credit-risk@v1}\n    route",
                            "policy: {use: credit-risk@v1, rollout: {to: credit-risk@v3, percent: 100}}}\n    route"));
            v2.crash();
            RawResponse refused = client.postJson(GatewayFixture.INFER, YOUNG);
            assertEquals(403, refused.status());
            assertEquals("v1", refused.header("x-driftgate-version").orElseThrow());
            assertEquals("credit-risk@v3", refused.header("x-driftgate-policy").orElseThrow());
            RawResponse passed = client.postJson(GatewayFixture.INFER, GatewayFixture.row(30, "x"));
            assertEquals(200, passed.status());
            assertEquals("credit-risk@v3", passed.header("x-driftgate-policy").orElseThrow());
            assertEquals(1, gateway.disagreements("credit-risk").size(), "counted at ingress, not again");
        }
    }

    @Test
    void anObservedModelIsComparedToo() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, "{}"));
                GatewayFixture gateway =
                        start(upstream, upstream, "observe", "{use: credit-risk@v2, rollout: {to: v3, percent: 100}}");
                RawClient client = gateway.connect()) {
            assertEquals(200, client.postJson(GatewayFixture.INFER, YOUNG).status());
            assertEquals("v3", gateway.disagreements("credit-risk").get(0).enforced());
        }
    }

    @Test
    void triesAFirstPolicyBesideNone() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.json(200, "{}"));
                GatewayFixture gateway = start(upstream, upstream, "enforce", "{use: none, shadow: credit-risk@v3}");
                RawClient client = gateway.connect()) {
            RawResponse answer = client.postJson(GatewayFixture.INFER, YOUNG);
            assertEquals(200, answer.status());
            assertFalse(answer.header("x-driftgate-policy").isPresent());
            assertFalse(answer.header("x-driftgate-policy-digest").isPresent());
            assertEquals("none", gateway.disagreements("credit-risk").get(0).from());
        }
    }

    @Test
    void refusesMoreRowsThanTheLimit() throws Exception {
        try (TestUpstream upstream = TestUpstream.start().always(Answers.echo());
                GatewayFixture gateway = GatewayFixture.start(upstream.url(), upstream.url(), "limits: {maxRows: 2}");
                RawClient client = gateway.connect()) {
            String row = "{\"age\":30,\"income\":1}";
            String three = "{\"instances\":[" + row + "," + row + "," + row + "]}";
            assertEquals(
                    200,
                    client.postJson("/v1/models/credit-risk:predict", "{\"instances\":[" + row + "," + row + "]}")
                            .status());
            RawResponse refused = client.postJson("/v1/models/credit-risk:predict", three);
            assertEquals(413, refused.status());
            assertTrue(refused.bodyText().contains("3 rows"), refused.bodyText());
            assertTrue(refused.bodyText().contains("the most is 2"), refused.bodyText());
            assertEquals(1, gateway.count("driftgate.requests", "outcome", "too_large"));
            assertEquals(1, upstream.requests().size());

            gateway.reload(GatewayFixture.yaml(
                    upstream.url(), upstream.url(), "observe", "{v2: 100}", "limits: {maxRows: 2}"));
            assertEquals(
                    three,
                    client.postJson("/v1/models/credit-risk:predict", three).bodyText());
        }
    }

    private static double disagreements(GatewayFixture gateway, String rule, String effect) {
        return gateway.count(
                "driftgate.policy.disagreements",
                "model",
                "credit-risk",
                "policy",
                "credit-risk",
                "from",
                "v2",
                "to",
                "v3",
                "rule",
                rule,
                "effect",
                effect);
    }

    private static String digest(GatewayFixture gateway, boolean ofCandidate) {
        ModelVersion v2 = gateway.snapshot().models().get(0).versions().get(0);
        String digest = ofCandidate
                ? v2.trial().orElseThrow().candidate().digest()
                : v2.policy().digest();
        assertTrue(digest.matches("[0-9a-f]{64}"), digest);
        return digest;
    }
}
