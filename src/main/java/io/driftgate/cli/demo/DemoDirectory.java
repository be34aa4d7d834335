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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The demo's files in a temporary directory: packaged configuration, schema and policies, training data, and the baselines built
 * from it. Deleted on close.
 */
final class DemoDirectory implements AutoCloseable {
    private static final int TRAINING_ROWS = 20_000;
    /** The version that nobody has approved at first. */
    static final String CANDIDATE = "v3";

    private static final List<String> VERSIONS = List.of("v1", "v2");

    /** Of calls to the admin API that change something. */
    static final String TOKEN = UUID.randomUUID().toString();

    private final Path directory;
    private final Map<String, String> places;
    /** SHA-256 of each version's training data, by its place in the cards. */
    private final Map<String, String> dataSets = new HashMap<>();

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
        Files.createDirectory(directory.resolve("cards"));
        Files.writeString(directory.resolve("token"), TOKEN);
        Files.write(directory.resolve("schema.yaml"), resource("schema.yaml"));
        Schema schema = schema();
        for (String version : VERSIONS) {
            String policy = "policies/credit-risk/" + version + "/policy.yaml";
            Files.createDirectories(directory.resolve(policy).getParent());
            Files.write(directory.resolve(policy), resource("/" + policy));
            Path training = directory.resolve("training-" + version + ".csv");
            // Each version was trained on a sample of its own.
            writeTraining(training, new Random(version.hashCode()));
            Baseline baseline = baseline(schema, training);
            Files.write(directory.resolve("baselines/credit-risk-" + version + ".json"), baseline.toJson());
            dataSets.put("@dataSha256." + version + "@", baseline.dataSha256());
        }
        Files.write(directory.resolve("gates.yaml"), resource("gates.yaml"));
        for (String version : List.of("v1", "v2", CANDIDATE)) {
            replace(card(version), cardText(version));
        }
    }

    /** {@code driftgate.yaml}. */
    Path config() {
        return directory.resolve("driftgate.yaml");
    }

    /** The audit log. */
    Path audit() {
        return directory.resolve("audit");
    }

    /** A copy of the audit log, in which one byte of a record is another. */
    Path forgedAudit() throws IOException {
        Path copy = Files.createDirectory(directory.resolve("forged"));
        try (Stream<Path> files = Files.list(audit())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        try (Stream<Path> files = Files.list(copy)) {
            Path segment = files.filter(file -> file.getFileName().toString().startsWith("segment-"))
                    .min(Comparator.naturalOrder())
                    .orElseThrow(() -> new IOException("the audit log has no segment"));
            byte[] bytes = Files.readAllBytes(segment);
            bytes[bytes.length / 4] ^= 1;
            Files.write(segment, bytes);
        }
        return copy;
    }

    /** Where the audit log's checkpoints are held besides. */
    Path heldCheckpoints() {
        return directory.resolve("held");
    }

    /** Puts a card in the candidate's place that says of it what its gates ask for, and that two people signed. */
    void approveCandidate() throws IOException {
        replace(
                card(CANDIDATE),
                cardText(CANDIDATE)
                        .replace("pending_review", "approved")
                        .replace("approvers: [a.ng]", "approvers: [a.ng, m.ruiz]")
                        .replace("difference: 0.13", "difference: 0.06")
                        .replace("ratio: 0.76", "ratio: 0.88"));
    }

    private Path card(String version) {
        return directory.resolve("cards/credit-risk-" + version + ".yaml");
    }

    private String cardText(String version) throws IOException {
        String text = new String(resource("cards/credit-risk-" + version + ".yaml"), StandardCharsets.UTF_8);
        for (Map.Entry<String, String> place : dataSets.entrySet()) {
            text = text.replace(place.getKey(), place.getValue());
        }
        return text;
    }

    /** Where the gateway's log goes, so that it does not run through the picture. */
    Path log() {
        return directory.resolve("driftgate.log");
    }

    /** Writes the configuration with these weights, in one step, as an operator's tool would. */
    void weights(int v2, int v1, int v3) throws IOException {
        String text = new String(resource("driftgate.yaml"), StandardCharsets.UTF_8)
                .replace("@weight.v2@", Integer.toString(v2))
                .replace("@weight.v1@", Integer.toString(v1))
                .replace("@weight.v3@", Integer.toString(v3));
        for (Map.Entry<String, String> place : places.entrySet()) {
            text = text.replace(place.getKey(), place.getValue());
        }
        replace(config(), text);
    }

    private static void replace(Path file, String text) throws IOException {
        Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
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
