package io.driftgate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of a rule as its date comes near and goes by; today is 2026-11-01. */
class RuleLifeTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(textBlock = """
            2026-11-16, keep,   DENY,   ''
            2026-11-15, keep,   DENY,   'expires in 14 days, on 2026-11-15; after that it stays in force'
            2026-11-15, shadow, DENY,   'expires in 14 days, on 2026-11-15; after that it only counts'
            2026-11-02, keep,   DENY,   'expires tomorrow; after that it stays in force'
            2026-11-01, shadow, DENY,   'expires today; after that it only counts'
            2026-10-31, keep,   DENY,   'expired on 2026-10-31; it stays in force'
            2026-10-31, shadow, SHADOW, 'expired on 2026-10-31; it only counts now'
            """)
    void expires(LocalDate expires, String onExpiry, Enforcement inForce, String warning) {
        Problems problems = new Problems();
        CompiledPolicy policy = PolicyFixtures.load(
                        directory,
                        problems,
                        "owner: risk, expires: " + expires + ", onExpiry: " + onExpiry + ", feature: age, min: 18",
                        "owner: risk, feature: age, min: 18")
                .orElseThrow();
        assertEquals(inForce, policy.rule(0).enforcement());
        assertFalse(problems.hasErrors());
        List<Problem> warnings = problems.all();
        if (warning.isEmpty()) {
            assertEquals(List.of(), warnings);
            assertEquals(List.of(), policy.expiring(PolicyFixtures.TODAY));
        } else {
            assertEquals("the rule 'r0' of risk " + warning, warnings.get(0).message());
            assertEquals(
                    "risk should renew its date or remove it", warnings.get(0).hint());
            assertEquals(1, warnings.size());
            assertEquals(List.of(policy.rule(0)), policy.expiring(PolicyFixtures.TODAY));
        }
    }

    @Test
    void anExpiredReplacementReplacesNothing() {
        Problems problems = new Problems();
        CompiledPolicy policy = PolicyFixtures.load(
                        directory,
                        problems,
                        "owner: risk, expires: 2026-10-01, onExpiry: shadow, phase: response, enforcement: replace,"
                                + " replacement: {a: 1}, feature: age, min: 18")
                .orElseThrow();
        assertEquals(Enforcement.SHADOW, policy.rule(0).enforcement());
        assertEquals("", policy.rule(0).replacement());
    }

    @Test
    void knowsAttributesAndTheirDefaults() {
        CompiledPolicy policy = PolicyFixtures.compile(
                directory,
                "feature: age, min: 18",
                "owner: risk, description: d, severity: critical, expires: 2027-06-30, onExpiry: shadow, phase: response,"
                        + " onError: allow, enforcement: replace, replacement: sorry, feature: age, min: 18");
        CompiledPolicy.Rule plain = policy.rule(0);
        assertEquals(Severity.MEDIUM, plain.severity());
        assertEquals(OnExpiry.KEEP, plain.onExpiry());
        assertEquals(Phase.REQUEST, plain.phase());
        assertEquals(Enforcement.DENY, plain.enforcement());
        assertEquals(true, plain.denyOnError());
        CompiledPolicy.Rule full = policy.rule(1);
        assertEquals(Severity.CRITICAL, full.severity());
        assertEquals(OnExpiry.SHADOW, full.onExpiry());
        assertEquals(Phase.RESPONSE, full.phase());
        assertEquals(Enforcement.REPLACE, full.enforcement());
        assertEquals(false, full.denyOnError());
        assertEquals("\"sorry\"", full.replacement());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '`', textBlock = """
            {decision: review, score: 0.10, by: [a, 'b']} @ {"decision":"review","score":0.10,"by":["a","b"]}
            {a: {}, b: [], c: ~, d: null, e: , f: 'null'}  @ {"a":{},"b":[],"c":null,"d":null,"e":null,"f":"null"}
            [true, 'true', False, "no", yes]               @ [true,"true",false,"no","yes"]
            [1, '1', -0, 1e5, 1.50, 12345678901234567890]  @ [1,"1",-0,1e5,1.50,12345678901234567890]
            [+1, 007, .5, 5., -.25, +1e2]                  @ [1,7,0.5,5,-0.25,1E+2]
            ["a\\"b\\\\c\\n\\t\\u0001", 'é€', "\\U0001F600"] @ ["a\\"b\\\\c\\n\\t\\u0001","é€","😀"]
            {"a b": 1, 5: 2, 'x"': 3}                      @ {"a b":1,"5":2,"x\\"":3}
            17                                             @ 17
            """)
    void aReplacementIsJson(String yaml, String json) {
        CompiledPolicy policy = PolicyFixtures.compile(
                directory, "phase: response, enforcement: replace, feature: age, min: 1, replacement: " + yaml);
        assertEquals(json, policy.rule(0).replacement());
    }
}
