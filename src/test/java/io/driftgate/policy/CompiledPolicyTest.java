package io.driftgate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.driftgate.cel.BoundedMatch;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.TextSet;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompiledPolicyTest {
    @TempDir
    Path directory;

    private final Violations violations = new Violations();

    private boolean violates(CompiledPolicy policy, FeatureRow row) {
        violations.reset(policy);
        policy.evaluate(Phase.REQUEST, PolicyFixtures.input(row), 0, violations);
        return !violations.isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '`', textBlock = """
            # rule                               @ holds for                          @ is violated by
            feature: age, required: true         @ null 5 0.5 'x' true                @ absent [] {}
            feature: age, notNull: true          @ absent 5 'x' false                 @ null [] {}
            feature: note, notEmpty: true        @ absent null 'x' ' '                @ '' 5 true [] {}
            feature: age, between: [18, 120]     @ absent null 18 18.5 120            @ 17.999 121 '20' true [] {}
            feature: age, between: [18, ~]       @ absent null 18 1e300               @ 17 -1e300 '20' [] {}
            feature: age, between: [null, -5]    @ absent null -5 -1e300              @ -4.9 0 'x' false [] {}
            feature: income, in: [0, 36, 60.5]   @ absent null 0 -0.0 36 60.5         @ 1 60 '36' true [] {}
            feature: segment, in: [new]          @ absent null 'new'                  @ 'returning' 'NEW' 'ne' 'newer' '' 1 false [] {}
            feature: note, in: [a, 'true', '5']  @ absent null 'a' 'true' '5'         @ 'b' '' 5 true [] {}
            feature: active, in: [true]          @ absent null true                   @ false 1 'true' [] {}
            feature: active, in: [false]         @ absent null false                  @ true 0 'false' [] {}
            feature: note, matches: '[A-Z]{2}é?' @ absent null 'AB' 'ABé'             @ 'ABC' 'xAB' 'AB ' '' 5 true [] {}
            feature: note, matches: 'a|ab'       @ absent null 'a' 'ab'               @ 'abb' 'b' [] {}
            feature: age, type: int              @ absent null 5 5.0 -0.0             @ 5.5 '5' true [] {}
            feature: income, type: float         @ absent null 5 5.5                  @ '5' true [] {}
            feature: income, type: number        @ absent null 5 5.5                  @ '5' true [] {}
            feature: active, type: bool          @ absent null true false             @ 1 'true' [] {}
            feature: note, type: string          @ absent null 'x' ''                 @ 1 true [] {}
            feature: tenure, forbidden: true     @ absent                             @ null 5 'x' true [] {}
            feature: age, forbidden: true        @ absent                             @ null 5 'x' true [] {}
            feature: age, min: 18                @ absent null 18 1e300               @ 17.9 -1e300 '20' true [] {}
            feature: age, max: 18                @ absent null 18 -1e300              @ 18.1 '1' false [] {}
            feature: age, exclusiveMin: 0        @ absent null 4.9e-324 1             @ 0 -0.0 -1 '1' [] {}
            feature: income, exclusiveMax: 1     @ absent null 0.9999999999999999 -5  @ 1 2 '0' [] {}
            feature: age, min: 1, exclusiveMax: 3, max: 2.5 @ absent null 1 2.5       @ 0.9 2.6 3 'x'
            feature: income, multipleOf: 0.1     @ absent null 0 0.3 -0.7 1e17 12345.6 @ 0.25 1e-300 0.30000001 '1' true [] {}
            feature: age, multipleOf: 5          @ absent null 0 5 -10                @ 4 5.5 '5' [] {}
            feature: age, equals: 0              @ absent null 0 -0.0                 @ 1 '0' false [] {}
            feature: income, notIn: [0, -1.5]    @ absent null 1 1.5                  @ 0 -0.0 -1.5 'x' true [] {}
            feature: note, equals: ''            @ absent null ''                     @ ' ' 'x' 0 [] {}
            feature: note, notIn: [a, b]         @ absent null '' 'c' 'ab'            @ 'a' 'b' 1 true [] {}
            feature: active, equals: true        @ absent null true                   @ false 1 'true' [] {}
            feature: active, notIn: [true]       @ absent null false                  @ true 0 '' [] {}
            feature: segment, notIn: [new]       @ absent null 'returning' 'other'    @ 'new' 3 [] {}
            feature: note, notMatches: '[0-9]+'  @ absent null '' 'a1'                @ '1' '123' 1 true [] {}
            feature: note, startsWith: 'ab'      @ absent null 'ab' 'abc'             @ '' 'a' 'xab' 'AB' 1 [] {}
            feature: note, endsWith: 'é'         @ absent null 'é' 'né'               @ '' 'e' 'éx' 1 true {}
            feature: note, contains: 'aab'       @ absent null 'aab' 'aaab' 'xaabaab' @ '' 'aa' 'ab' 'aba' 'abaa' 1 [] {}
            feature: note, notContains: 'aab'    @ absent null '' 'aa' 'abaa'         @ 'aab' 'aaab' 'xaabx' 1 [] {}
            feature: note, length: [1, 3]        @ absent null 'a' 'ééé' '€€'         @ '' 'abcd' 'éééé' 12 true {}
            feature: note, length: [2, ~]        @ absent null 'ab' 'abcdefgh'        @ '' 'a' 'é' [1 2] {}
            feature: tags, length: [1, 2]        @ absent null ['a'] [1 2] ['a' null] @ [] ['a' 'b' 'c'] {} 5 torn
            feature: tags, notEmpty: true        @ absent null ['a'] [null] torn      @ [] {} 5
            feature: tags, required: true        @ null [] ['a'] 5 torn               @ absent {}
            feature: tags, notNull: true         @ absent [] ['a'] 5                  @ null {}
            feature: tags, type: list            @ absent null [] ['a']               @ 5 'a' {}
            feature: tags, forbidden: true       @ absent                             @ null [] ['a'] {}
            feature: tags, items: {in: [a, b]} @ absent null [] ['a'] ['b' 'a' null] @ ['a' 'c'] [1] [list] [{}] 'a' 5 {}
            feature: tags, items: {notNull: true, length: [1, 2]} @ absent null [] ['a' 'bb'] @ [null] [''] ['abc'] [list] 5
            feature: tags, length: [1, 2], items: {matches: '[a-z]+'} @ absent null ['a'] @ [] ['A'] ['a' 'b' 'c'] {}
            feature: amounts, items: {between: [0, 1]} @ absent null [] [0 0.5 1]    @ [2] [0 -1] ['0'] [true] 0.5
            feature: amounts, items: {type: int} @ absent null [] [1 2]              @ [1.5] ['1'] 1
            feature: age, notNull: true, between: [1, 2] @ absent 1 2                 @ null 3 'x'
            """)
    void conditionsHoldAsDocumented(String rule, String holds, String violated) {
        CompiledPolicy policy = PolicyFixtures.compile(directory, rule);
        String feature = rule.substring("feature: ".length(), rule.indexOf(','));
        for (String value : PolicyFixtures.values(holds)) {
            assertFalse(violates(policy, PolicyFixtures.row(feature, value)), rule + " must hold for " + value);
        }
        for (String value : PolicyFixtures.values(violated)) {
            assertTrue(violates(policy, PolicyFixtures.row(feature, value)), rule + " must be violated by " + value);
        }
    }

    @Test
    void seesUnknownFeatures() {
        CompiledPolicy policy = PolicyFixtures.compile(directory, "unknownFeatures: deny");
        FeatureRow row = PolicyFixtures.row("age", "5");
        assertFalse(violates(policy, row));
        row.markUnknown();
        assertTrue(violates(policy, row));
        assertEquals(0, violations.denying());
    }

    @Test
    void anOverlongTextDoesNotMatch() {
        CompiledPolicy policy = PolicyFixtures.compile(directory, "feature: note, matches: 'a*'");
        int longest = BoundedMatch.MAX_TEXT_BYTES;
        assertFalse(violates(policy, PolicyFixtures.row("note", "'" + "a".repeat(longest) + "'")));
        assertTrue(violates(policy, PolicyFixtures.row("note", "'" + "a".repeat(longest + 1) + "'")));
    }

    @Test
    void deniesWhenARuleFailsToEvaluate() {
        CompiledPolicy policy = PolicyFixtures.compile(directory, "feature: age, required: true");
        violations.reset(policy);
        policy.evaluate(Phase.REQUEST, PolicyFixtures.input(new FeatureRow(0)), 3, violations);
        assertEquals(0, violations.denying());
        assertEquals(3, violations.firstRow(0));
    }

    @Test
    void theFirstDenyingRuleOfTheFileDecides() {
        CompiledPolicy policy = PolicyFixtures.compile(
                directory,
                "enforcement: shadow, feature: age, between: [0, 10]",
                "feature: income, between: [0, 10]",
                "feature: age, between: [0, 10]");
        violations.reset(policy);
        policy.evaluate(Phase.REQUEST, PolicyFixtures.input(PolicyFixtures.row("age", "5")), 0, violations);
        assertTrue(violations.isEmpty());
        assertEquals(-1, violations.denying());
        assertEquals(-1, violations.firstRow(2));
        policy.evaluate(Phase.REQUEST, PolicyFixtures.input(PolicyFixtures.row("age", "50")), 1, violations);
        policy.evaluate(Phase.REQUEST, PolicyFixtures.input(PolicyFixtures.row("income", "50")), 2, violations);
        policy.evaluate(Phase.REQUEST, PolicyFixtures.input(PolicyFixtures.row("age", "51")), 3, violations);
        assertEquals(1, violations.denying(), "in file order, not in row order");
        assertEquals(3, violations.size());
        assertEquals(List.of(0, 2, 1), List.of(violations.rule(0), violations.rule(1), violations.rule(2)));
        assertThrows(IndexOutOfBoundsException.class, () -> violations.rule(3));
        assertEquals(2, violations.count(2));
        assertEquals(1, violations.firstRow(2));
        assertEquals(2, violations.firstRow(1));
    }

    @Test
    void shadowRulesDoNotDeny() {
        CompiledPolicy policy =
                PolicyFixtures.compile(directory, "enforcement: shadow, feature: age, between: [0, 10]");
        assertTrue(violates(policy, PolicyFixtures.row("age", "50")));
        assertEquals(-1, violations.denying());
    }

    @Test
    void aResetForgetsTheLastRequestUnderAnyPolicy() {
        CompiledPolicy large = PolicyFixtures.compile(
                directory,
                "feature: age, required: true",
                "feature: note, required: true",
                "feature: age, notNull: true");
        CompiledPolicy small = PolicyFixtures.compile(directory, "enforcement: shadow, feature: age, notNull: true");
        assertTrue(violates(large, PolicyFixtures.row("income", "1")));
        violations.reset(small);
        assertTrue(violations.isEmpty());
        assertEquals(0, violations.count(0));
        assertEquals(-1, violations.denying());
        violations.reset(large);
        assertEquals(0, violations.count(1));
    }

    @Test
    void inListsAgreeWithASetForRandomTexts() {
        Random random = new Random(7);
        for (int size : new int[] {1, 2, 8, 100, 1000}) {
            List<String> texts =
                    random.ints(size, 0, 5000).distinct().mapToObj(i -> "t" + i).toList();
            TextSet set = new TextSet(texts);
            for (int i = 0; i < 5000; i++) {
                byte[] text = ("t" + i).getBytes(StandardCharsets.UTF_8);
                assertEquals(texts.contains("t" + i), set.contains(text, 0, text.length));
            }
        }
    }

    @Test
    void evaluationAllocatesNothing() {
        CompiledPolicy policy = PolicyFixtures.compile(
                directory,
                "feature: age, required: true, notNull: true, type: int, between: [18, 120], in: [20, 30]",
                "feature: segment, notEmpty: true, in: [new]",
                "feature: active, in: [true]",
                "unknownFeatures: deny",
                "feature: tenure, forbidden: true");
        FeatureRow good = PolicyFixtures.row("segment", "'new'");
        good.setNumber(PolicyFixtures.INDEX.slotOf("age"), 20);
        FeatureRow bad = PolicyFixtures.row("segment", "'old'");
        evaluate(policy, good, bad, 20_000);
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        evaluate(policy, good, bad, 10_000);
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < 10_000, bytes + " bytes in 20,000 evaluations");
    }

    private void evaluate(CompiledPolicy policy, FeatureRow good, FeatureRow bad, int times) {
        for (int i = 0; i < times; i++) {
            violations.reset(policy);
            policy.evaluate(Phase.REQUEST, PolicyFixtures.input(good), 0, violations);
            policy.evaluate(Phase.REQUEST, PolicyFixtures.input(bad), 1, violations);
        }
    }
}
