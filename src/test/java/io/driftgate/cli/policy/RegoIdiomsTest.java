package io.driftgate.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.policy.PolicyReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Runs every policy of the page of Rego idioms against the tests beside it on the page. */
class RegoIdiomsTest {
    private static final Path PAGE = Path.of("src/site/markdown/rego-idioms.md");
    private static final Pattern FENCE = Pattern.compile("```(\\w*)\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path directory;

    /** An idiom of the page. */
    private record Idiom(String title, List<String> rego, List<String> yaml) {}

    private static List<Idiom> idioms() throws IOException {
        List<Idiom> idioms = new ArrayList<>();
        for (String section : Files.readString(PAGE).split("\n## ", -1)) {
            if (Character.isDigit(section.charAt(0))) {
                Idiom idiom =
                        new Idiom(section.substring(0, section.indexOf('\n')), new ArrayList<>(), new ArrayList<>());
                Matcher fence = FENCE.matcher(section);
                while (fence.find()) {
                    (fence.group(1).equals("rego") ? idiom.rego() : idiom.yaml()).add(fence.group(2));
                }
                idioms.add(idiom);
            }
        }
        return idioms;
    }

    @TestFactory
    Stream<DynamicTest> everyIdiomDoesWhatThePageSays() throws IOException {
        return idioms().stream().map(idiom -> DynamicTest.dynamicTest(idiom.title(), () -> run(idiom)));
    }

    @Test
    void thePageShowsEnoughOfThemEachInBothLanguages() throws IOException {
        List<Idiom> idioms = idioms();
        assertTrue(idioms.size() >= 15, () -> idioms.size() + " idioms");
        for (Idiom idiom : idioms) {
            assertEquals(2, idiom.yaml().size(), idiom.title());
        }
        assertTrue(idioms.stream().filter(idiom -> !idiom.rego().isEmpty()).count() >= 15);
    }

    private void run(Idiom idiom) throws IOException {
        Path version = directory.resolve("idiom-" + idiom.title().replaceAll("[^0-9].*", "") + "/v1");
        Files.createDirectories(version);
        Files.writeString(version.resolve("policy.yaml"), idiom.yaml().get(0));
        Files.writeString(version.resolve("tests.yaml"), idiom.yaml().get(1));
        PolicyReference reference =
                new PolicyReference(version.getParent().getFileName().toString(), "v1");

        PolicySuite.Run run = new PolicySuite(version, reference, LocalDate.of(2026, 11, 23)).run();

        assertTrue(run.isLoaded(), () -> run.problems().toString());
        for (PolicySuite.Outcome outcome : run.outcomes()) {
            assertEquals(List.of(), outcome.failures(), outcome.test().name());
        }
        assertEquals(List.of(), run.coverage().orElseThrow().gaps());
    }
}
