package io.driftgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every directory of {@code src/test/resources/golden/config} is a configuration, with what a user is told of it in {@code expected.txt}:
 * the outcome ({@code loads}, {@code denies MODEL} or {@code refused}; {@code holds MODEL VERSION}), then all problems as rendered.
 *
 * <p>{@code -Ddriftgate.golden.write=true} writes the files anew; read the difference before you commit it.
 */
class ConfigGoldenTest {
    private static final Path CASES = Path.of("src/test/resources/golden/config");
    private static final boolean WRITE = Boolean.getBoolean("driftgate.golden.write");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-01T00:00:00Z"), ZoneOffset.UTC);

    @TestFactory
    Stream<DynamicTest> saysWhatIsWrong() throws IOException {
        return cases().stream()
                .map(directory ->
                        DynamicTest.dynamicTest(directory.getFileName().toString(), () -> check(directory)));
    }

    @Test
    void coversManyMistakes() throws IOException {
        assertTrue(cases().size() >= 25, cases().size() + " cases");
    }

    private static List<Path> cases() throws IOException {
        try (Stream<Path> directories = Files.list(CASES)) {
            return directories.sorted().toList();
        }
    }

    private static void check(Path directory) throws IOException {
        Path file = directory.resolve("driftgate.yaml");
        String seen = describe(new ConfigLoader(CLOCK).load(file))
                .replace(directory.toAbsolutePath().toString(), "<directory>");
        Path expected = directory.resolve("expected.txt");
        if (WRITE) {
            Files.writeString(expected, seen);
        }
        assertEquals(Files.readString(expected), seen);
    }

    private static String describe(ConfigLoader.Loaded loaded) {
        String outcome = loaded.snapshot()
                .map(snapshot -> snapshot.models().stream()
                        .filter(model -> model.denied().isPresent())
                        .map(model ->
                                "denies " + model.name() + ": " + model.denied().get() + "\n")
                        .collect(Collectors.joining()))
                .map(denied -> denied.isEmpty() ? "loads\n" : denied)
                .orElse("refused\n");
        String held = loaded.snapshot()
                .map(snapshot -> snapshot.models().stream()
                        .flatMap(model -> model.versions().stream())
                        .flatMap(version -> version.release().stream())
                        .filter(release -> release.invalid().isPresent())
                        .map(release -> "holds " + release.model() + " " + release.version() + ": "
                                + release.invalid().get() + "\n")
                        .collect(Collectors.joining()))
                .orElse("");
        return outcome
                + held
                + loaded.problems().stream()
                        .map(problem -> problem.render() + "\n")
                        .collect(Collectors.joining());
    }
}
