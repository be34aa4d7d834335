package io.driftgate.cli.demo;

import io.driftgate.feature.Schema;
import io.driftgate.feature.SchemaReader;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.BaselineBuilder;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * The demo's files in a temporary directory: packaged configuration, schema and policies, training data, and the baselines built
 * from it. Deleted on close.
 */
final class DemoDirectory implements AutoCloseable {
    private static final int TRAINING_ROWS = 20_000;
    private static final List<String> VERSIONS = List.of("v1", "v2");

    private final Path directory;
    private final Map<String, String> places;

    /** Creates and fills the directory; the configuration comes with {@link #weights}. */
    DemoDirectory(int port, int adminPort, ModelServer v1, ModelServer v2) throws IOException {
        directory = Files.createTempDirectory("driftgate-demo-");
        places = Map.of(
                "@port@", Integer.toString(port),
                "@adminPort@", Integer.toString(adminPort),
                "@upstream.v1@", v1.url(),
                "@upstream.v2@", v2.url());
        try {
            fill();
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private void fill() throws IOException {
        Files.createDirectory(directory.resolve("state"));
        Files.createDirectory(directory.resolve("baselines"));
        Files.write(directory.resolve("schema.yaml"), resource("schema.yaml"));
        Schema schema = schema();
        for (String version : VERSIONS) {
            String policy = "policies/credit-risk/" + version + "/policy.yaml";
            Files.createDirectories(directory.resolve(policy).getParent());
            Files.write(directory.resolve(policy), resource("/" + policy));
            Path training = directory.resolve("training-" + version + ".csv");
            // Each version was trained on a sample of its own.
            writeTraining(training, new Random(version.hashCode()));
            Files.write(
                    directory.resolve("baselines/credit-risk-" + version + ".json"),
                    baseline(schema, training).toJson());
        }
    }

    /** {@code driftgate.yaml}. */
    Path config() {
        return directory.resolve("driftgate.yaml");
    }

    /** Where the gateway's log goes, so that it does not run through the picture. */
    Path log() {
        return directory.resolve("driftgate.log");
    }

    /** Writes the configuration with these weights, in one step, as an operator's tool would. */
    void weights(int v2, int v1) throws IOException {
        String text = new String(resource("driftgate.yaml"), StandardCharsets.UTF_8)
                .replace("@weight.v2@", Integer.toString(v2))
                .replace("@weight.v1@", Integer.toString(v1));
        for (Map.Entry<String, String> place : places.entrySet()) {
            text = text.replace(place.getKey(), place.getValue());
        }
        Path next = Files.writeString(directory.resolve("driftgate.yaml.next"), text);
        Files.move(next, config(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private Schema schema() {
        Problems problems = new Problems();
        return YamlReader.read(directory.resolve("schema.yaml"), "schema.yaml", problems)
                .flatMap(node -> SchemaReader.read(node, problems, ""))
                .orElseThrow(() -> new IllegalStateException(problems.render()));
    }

    private static void writeTraining(Path file, Random random) throws IOException {
        StringBuilder csv = new StringBuilder(Applicant.CSV_HEADER).append('\n');
        for (int i = 0; i < TRAINING_ROWS; i++) {
            csv.append(Population.USUAL.draw(random).csv()).append('\n');
        }
        Files.writeString(file, csv);
    }

    private static Baseline baseline(Schema schema, Path training) {
        Problems problems = new Problems();
        Optional<Baseline> built = new BaselineBuilder(
                        schema, "driftgate demo", BaselineBuilder.DEFAULT_BINS, rows -> {})
                .build(training, training.getFileName().toString(), problems);
        return built.orElseThrow(() -> new IllegalStateException(problems.render()));
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = DemoDirectory.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in the build");
            }
            return in.readAllBytes();
        }
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> below = Files.walk(directory)) {
            for (Path path : below.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
