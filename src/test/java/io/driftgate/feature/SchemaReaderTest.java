package io.driftgate.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.source.Problems;
import io.driftgate.source.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SchemaReaderTest {
    private final Problems problems = new Problems();

    private Optional<Schema> read(String text) {
        return YamlReader.read(text.getBytes(StandardCharsets.UTF_8), "schema.yaml", problems)
                .flatMap(node -> SchemaReader.read(node, problems, ""));
    }

    private void refuses(String text, String... expected) {
        assertTrue(read(text).isEmpty());
        for (String line : expected) {
            assertTrue(problems.render().contains(line), problems::render);
        }
    }

    @Test
    void readsEveryTypeInOrder() {
        Schema schema = read("""
                        age: int
                        income: float
                        ratio: number
                        vip: bool
                        city: string
                        segment: {enum: [new, returning, 3]}
                        debt: {type: int, pointer: /applicant/debt}
                        tier: {enum: [a], pointer: /a~1b/~0c}
                        """).orElseThrow();
        assertEquals(
                List.of(
                        new Feature("age", FeatureType.INT),
                        new Feature("income", FeatureType.FLOAT),
                        new Feature("ratio", FeatureType.FLOAT),
                        new Feature("vip", FeatureType.BOOL),
                        new Feature("city", FeatureType.STRING),
                        new Feature("segment", FeatureType.ENUM, List.of("new", "returning", "3"), ""),
                        new Feature("debt", FeatureType.INT, List.of(), "/applicant/debt"),
                        new Feature("tier", FeatureType.ENUM, List.of("a"), "/a~1b/~0c")),
                schema.features());
        assertEquals(List.of(), problems.all());
    }

    @Test
    void readsJsonAsWell() {
        assertEquals(
                2,
                read("{\"age\": \"int\", \"segment\": {\"enum\": [\"new\"]}}")
                        .orElseThrow()
                        .size());
    }

    @Test
    void reportsAllProblemsWithCarets() {
        refuses(
                """
                age: integer
                segment: {enum: []}
                debt: {type: int, pointer: applicant}
                tier: {enum: [a, a]}
                list: [int]
                """,
                "schema.yaml:1:6: error: age must be a type, not 'integer'\n  age: integer\n       ^",
                "schema.yaml:2:17: error: segment.enum must be a list of 1 to",
                "schema.yaml:3:28: error: debt.pointer must be a JSON pointer",
                "schema.yaml:4:18: error: tier.enum has 'a' twice",
                "schema.yaml:5:7: error: list must be a type, not a list");
        assertEquals(5, problems.errorCount());
    }

    @Test
    void refusesWhatIsNoMapping() {
        refuses("[age, income]", "the schema must be a mapping, not a list");
        refuses("{}", "the schema has no feature");
        refuses("'': int", "a feature without a name");
    }

    @Test
    void refusesIncompleteAndContradictoryFeatures() {
        refuses(
                """
                a: enum
                b: {pointer: /b}
                c: {enum: [x], type: int}
                d: {type: int, pointr: /d}
                e:
                f: {type: float, pointer: /b}
                g: {type: int, pointer: /x~2}
                h: {enum: [[x], null]}
                """,
                "a is an enum without its values",
                "b has no type",
                "c has both enum and type",
                "did you mean 'pointer'?",
                "e must be a type, not nothing",
                "f.pointer is also that of feature 'b'",
                "g.pointer must be a JSON pointer",
                "h.enum must hold single values, not a list");
        assertEquals(9, problems.errorCount());
    }

    @Test
    void warnsOfAStarThatStandsForNothing() {
        Schema schema = read("""
                roles: {list: string, pointer: /messages/*/role}
                role: {type: string, pointer: /messages/*/name}
                """).orElseThrow();
        assertEquals(
                Feature.list("roles", FeatureType.STRING, "/messages/*/role"),
                schema.features().get(0));
        assertEquals("""
                schema.yaml:2:31: warning: role.pointer: '*' is a member's name here, as the feature is no list
                  role: {type: string, pointer: /messages/*/name}
                                                ^
                  hint: write {list: string, pointer: /messages/*/name} for the values of every element
                """, problems.render());
    }
}
