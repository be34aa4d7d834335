package io.driftgate.cel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.source.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What is said about expressions that don't compile, and where. With {@code -Ddriftgate.golden=write} the golden file is written anew. */
class CelProblemsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/cel/problems.txt");
    private static final String CASE = "=====\n";
    private static final String ANSWER = "-----\n";

    @TestFactory
    Stream<DynamicTest> saysWhatIsWrongAndWhere() throws IOException {
        List<String> cases = List.of(Files.readString(GOLDEN).split(CASE, -1));
        if ("write".equals(System.getProperty("driftgate.golden"))) {
            Files.writeString(
                    GOLDEN,
                    cases.stream()
                            .map(text -> yaml(text) + ANSWER + CelFixtures.problems(yaml(text)))
                            .collect(Collectors.joining(CASE)));
        }
        return cases.stream()
                .map(text -> DynamicTest.dynamicTest(yaml(text), () -> {
                    String expected = text.substring(text.indexOf(ANSWER) + ANSWER.length());
                    assertTrue(expected.contains("error"), "expects a problem");
                    assertEquals(expected, CelFixtures.problems(yaml(text)));
                }));
    }

    private static String yaml(String text) {
        int end = text.indexOf(ANSWER);
        return end < 0 ? text : text.substring(0, end);
    }

    private static String first(String expression) {
        Problems problems = new Problems();
        assertTrue(CelCompiler.compile(CelFixtures.scalar(expression), "cel", CelFixtures.SCOPE, problems)
                .isEmpty());
        return problems.all().get(0).message();
    }

    @Test
    void expressionsAreBounded() {
        assertEquals("cel is longer than 4000 characters", first("features.age > 1" + " ".repeat(4000)));
        assertEquals("cel is nested too deep", first("(".repeat(1900) + "features.active" + ")".repeat(1900)));
        assertEquals(
                "cel is nested more than 100 deep", first("features.age" + " + features.age".repeat(110) + " > 0"));
        assertEquals("cel has more than 1500 parts", first("features.age in [1" + ",1".repeat(1600) + "]"));
        assertEquals(
                "cel has a list of 1001 elements, and at most 1000 are allowed",
                first("features.age in [1" + ",1".repeat(1000) + "]"));
        assertEquals(
                "cel is longer than 4000 characters", first("features.active" + " && features.active".repeat(1000)));
        for (String hostile :
                List.of("!".repeat(3000), "-".repeat(3000) + "1", "a" + ".b".repeat(1900), "[".repeat(3999))) {
            assertTrue(first(hostile).startsWith("cel "), hostile);
        }
    }

    @Test
    void chainsOfLogicAreNotDeep() {
        String chain =
                IntStream.range(0, 150).mapToObj(i -> "features.age != " + i).collect(Collectors.joining(" && "));
        assertEquals(1, CelFixtures.compile(chain).reads().size());
    }

    @Test
    void aRegexIsBoundedLikeOthers() {
        assertEquals(
                "cel is too large: its counted repetitions multiply",
                first("features.note.matches('((a{99}){99}){99}')"));
    }
}
