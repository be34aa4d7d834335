package io.driftgate.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.source.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every directory of {@code golden/policy} has a broken policy and, in {@code expected.txt}, what a user reads about it. Run
 * with {@code -Ddriftgate.golden=write} to write what is read now, and look at the difference.
 */
class BrokenPoliciesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/policy");

    static List<String> cases() throws IOException {
        try (Stream<Path> directories = Files.list(GOLDEN)) {
            return directories
                    .map(directory -> directory.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void reportsEveryProblemWithItsPlace(String name) throws IOException {
        Problems problems = new Problems();
        var policy = new PolicyLoader(GOLDEN, PolicyFixtures.TODAY)
                .load(name + "@v1", PolicyFixtures.SCHEMA, PolicyFixtures.INDEX, problems);
        String seen = problems.render().replace(GOLDEN + "/", "");
        Path expected = GOLDEN.resolve(name).resolve("expected.txt");
        if ("write".equals(System.getProperty("driftgate.golden"))) {
            Files.writeString(expected, seen);
        }
        assertTrue(policy.isEmpty());
        assertEquals(Files.readString(expected), seen);
    }
}
