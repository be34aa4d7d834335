package io.driftgate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import io.driftgate.source.Regexes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyLoaderTest {
    @TempDir
    Path directory;

    private final Problems problems = new Problems();

    private Optional<CompiledPolicy> load(String reference) {
        return new PolicyLoader(directory, PolicyFixtures.TODAY)
                .load(reference, PolicyFixtures.SCHEMA, PolicyFixtures.INDEX, problems);
    }

    private void write(String name, String version, String yaml) throws IOException {
        Path file = directory.resolve(name).resolve(version).resolve("policy.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, yaml);
    }

    @Test
    void knowsItsRulesAndItsOrigin() throws IOException {
        write("credit-risk", "v1.2.3", """
                rules:
                  - id: age-range
                    owner: risk-platform
                    description: Applicants are adults
                    expires: 2026-11-01
                    enforcement: shadow
                    feature: age
                    between: [18, 120]
                  - {id: no-extras, unknownFeatures: deny}
                """);
        CompiledPolicy policy = load("credit-risk@v1.2.3").orElseThrow();
        assertFalse(problems.hasErrors());
        assertEquals("credit-risk", policy.name());
        assertEquals("v1.2.3", policy.version());
        assertEquals("credit-risk@v1.2.3", policy.reference());
        assertEquals(64, policy.digest().length());
        assertEquals(2, policy.rules());
        assertEquals(
                new CompiledPolicy.Rule(
                        "age-range",
                        "risk-platform",
                        "Applicants are adults",
                        Severity.MEDIUM,
                        Optional.of(LocalDate.of(2026, 11, 1)),
                        OnExpiry.KEEP,
                        Phase.REQUEST,
                        Enforcement.SHADOW,
                        true,
                        ""),
                policy.rule(0));
        assertEquals(Enforcement.DENY, policy.rule(1).enforcement());
    }

    @Test
    void noneHasNoRules() {
        assertEquals(0, CompiledPolicy.none().rules());
        assertEquals("", CompiledPolicy.none().reference());
        assertEquals("", CompiledPolicy.none().digest());
    }

    @Test
    void warnsTheOwnerOfAnExpiredRuleAndKeepsItsEnforcement() throws IOException {
        write("p", "v1", """
                rules:
                  - {id: old, owner: risk-platform, expires: 2026-10-31, feature: age, required: true}
                """);
        CompiledPolicy policy = load("p@v1").orElseThrow();
        assertEquals(Enforcement.DENY, policy.rule(0).enforcement());
        Problem warning = problems.all().get(0);
        assertEquals(Problem.Severity.WARNING, warning.severity());
        assertTrue(warning.message().contains("risk-platform"), warning.message());
        assertFalse(problems.hasErrors());
    }

    @Test
    void ignoresTheTestsBesideAPolicy() throws IOException {
        write("p", "v1", "rules: [{id: a, feature: age, required: true}]\n");
        Files.writeString(directory.resolve("p/v1/tests.yaml"), "not: [a policy");
        assertEquals(1, load("p@v1").orElseThrow().rules());
        assertEquals("", problems.render());
    }

    @Test
    void namesTheMissingFileAndTheVersionsThatExist() throws IOException {
        write("credit-risk", "v10", "rules: [{id: a, feature: age, required: true}]\n");
        write("credit-risk", "v2", "rules: [{id: a, feature: age, required: true}]\n");
        assertTrue(load("credit-risk@v9").isEmpty());
        assertEquals(
                directory + "/credit-risk/v9/policy.yaml: error: does not exist\n"
                        + "  hint: versions of credit-risk: v2, v10\n",
                problems.render());
    }

    @Test
    void guessesAMisspeltPolicy() throws IOException {
        write("credit-risk", "v1", "rules: [{id: a, feature: age, required: true}]\n");
        load("credit-rsk@v1");
        load("fraud@v1");
        assertTrue(problems.render().contains("did you mean 'credit-risk'?"), problems.render());
        assertTrue(problems.render().contains("policies in " + directory + ": credit-risk"), problems.render());
    }

    @Test
    void survivesAMissingDirectory() {
        assertTrue(new PolicyLoader(directory.resolve("none"), PolicyFixtures.TODAY)
                .load("p@v1", PolicyFixtures.SCHEMA, PolicyFixtures.INDEX, problems)
                .isEmpty());
        assertTrue(problems.render().contains("there is no policy in"), problems.render());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "p",
                "p@",
                "@v1",
                "p@1",
                "p@v",
                "p@v1.2",
                "p@v01",
                "p@latest",
                "../p@v1",
                "P@v1",
                "p@v1@v2",
                "p/q@v1",
                ".p@v1",
                "p@v1.2.3.4",
                "p@v9999999999"
            })
    void refusesWhatIsNoReference(String reference) {
        assertTrue(load(reference).isEmpty());
        assertTrue(problems.render().contains("'" + reference + "' is not a policy reference"), problems.render());
    }

    @Test
    void refusesMoreRulesThanAnyoneCanRead() throws IOException {
        StringBuilder yaml = new StringBuilder("rules:\n");
        for (int i = 0; i <= RuleReader.MAX_RULES; i++) {
            yaml.append("- {id: r").append(i).append(", feature: age, required: true}\n");
        }
        write("p", "v1", yaml.toString());
        assertTrue(load("p@v1").isEmpty());
        assertTrue(problems.render().contains("the most is 10000"), problems.render());
    }

    @Test
    void refusesNestingThatWouldExhaustTheStack() throws IOException {
        for (String level : List.of("[", "{a: ")) {
            write("p", "v1", "rules: " + level.repeat(20_000));
            assertTrue(load("p@v1").isEmpty());
            assertTrue(problems.render().contains("nested more than 64 levels deep"), problems.render());
        }
    }

    @Test
    void estimatesTheSizeOfRegexesBeforeTheyAreCompiled() {
        assertEquals(3, Regexes.programSize("abc"));
        assertTrue(Regexes.programSize("[A-Z]{2}[0-9]{8}") <= 12);
        assertTrue(Regexes.programSize("(a{90}){90}") <= Regexes.MAX_PROGRAM);
        assertTrue(Regexes.programSize("(a{999}){999}") > Regexes.MAX_PROGRAM);
        assertTrue(Regexes.programSize("a{999}{999}") > Regexes.MAX_PROGRAM);
        assertTrue(Regexes.programSize("(((a{1000}))){1000}") > Regexes.MAX_PROGRAM);
        assertTrue(Regexes.programSize("[\\]{9]{999}") < 1_100);
        assertEquals(5, Regexes.programSize("\\Q({[\\\\Ea"));
        assertEquals(2, Regexes.programSize("\\Q({"));
        // What looks as if it opened or closed something hides nothing that multiplies.
        for (String decoy : List.of("\\Q{\\E", "\\Q[\\E", "\\Q(\\E", "[\\\\]", "[^\\\\]", "[]{]", "\\{")) {
            assertTrue(Regexes.programSize(decoy + "((((x{99}){99}){99}){99})[}]") > Regexes.MAX_PROGRAM, decoy);
        }
    }

    @Test
    void packagedPoliciesLoadWithoutAProblem() {
        Schema schema = new Schema(List.of(
                new Feature("age", FeatureType.INT),
                new Feature("income", FeatureType.FLOAT),
                new Feature("segment", FeatureType.ENUM, List.of("new", "returning"), "")));
        PolicyLoader loader = new PolicyLoader(Path.of("policies"), PolicyFixtures.TODAY);
        for (String reference : List.of("credit-risk@v1", "credit-risk@v2")) {
            assertTrue(loader.load(reference, schema, FeatureIndex.of(List.of(schema)), problems)
                    .isPresent());
        }
        assertEquals("", problems.render());
    }
}
