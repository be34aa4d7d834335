package io.driftgate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.source.Problems;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules that look like a contradiction, and aren't; those that are stand in {@code golden/policy}. */
class ContradictionsTest {
    @TempDir
    Path directory;

    private void assertFine(String... rules) {
        Problems problems = new Problems();
        assertTrue(PolicyFixtures.load(directory, problems, rules).isPresent(), problems::render);
        assertEquals("", problems.render());
    }

    @Test
    void rulesThatMayBothHold() {
        assertFine("feature: age, min: 18", "feature: age, max: 18");
        assertFine("feature: age, min: 18", "enforcement: shadow, feature: age, max: 12");
        assertFine("feature: age, min: 18", "feature: age, max: 12, when: {feature: segment, in: [new]}");
        assertFine("phase: response, feature: age, min: 18", "feature: income, max: 12");
        assertFine("phase: response, prediction: value, min: 18", "phase: response, attribution: income, max: 12");
        assertFine("feature: age, forbidden: true", "feature: age, min: 18");
        assertFine("feature: age, required: true, notNull: true", "feature: age, in: [1, 2], multipleOf: 2");
        assertFine("feature: note, in: [abc, '123']", "feature: note, matches: '[0-9]+'");
        assertFine("feature: note, startsWith: ab", "feature: note, startsWith: a", "feature: note, contains: ba");
        assertFine("feature: segment, in: [new, returning]", "feature: segment, notIn: [returning]");
        assertFine("feature: income, exclusiveMin: 1, exclusiveMax: 2", "feature: income, multipleOf: 0.5");
        assertFine("feature: age, meanBetween: [1, 2]", "feature: age, between: [10, 20]");
        assertFine("feature: age, meanBetween: [1.2, 1.8]");
        assertFine("feature: income, multipleOf: 0.1, between: [0.3, 0.3]");
        assertFine("feature: tags, items: {startsWith: a}", "feature: tags, items: {startsWith: b}");
        assertFine("feature: tags, length: [0, 0]", "feature: tags, items: {startsWith: b}");
    }

    @Test
    void aListOfThousandsBesideThousandsOfRulesLoadsAllTheSame() {
        StringBuilder values = new StringBuilder("feature: note, in: [");
        for (int i = 0; i < 5_000; i++) {
            values.append(i == 0 ? "" : ", ").append("v").append(i);
        }
        String[] rules = new String[3_000];
        rules[0] = values + "]";
        for (int i = 1; i < rules.length; i++) {
            rules[i] = "feature: note, notMatches: 'v" + i + "x*'";
        }
        assertFine(rules);
    }
}
