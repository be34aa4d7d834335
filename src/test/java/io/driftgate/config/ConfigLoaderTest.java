package io.driftgate.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.alert.AlertSettings;
import io.driftgate.drift.Reroute;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.pii.PiiAction;
import io.driftgate.pii.pattern.PiiEntity;
import io.driftgate.protocol.Protocol;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.BaselineBuilder;
import io.driftgate.snapshot.Limits;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.Settings;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.snapshot.Upstream;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    private static final String EXAMPLE = """
        listen: {host: 0.0.0.0, port: 8080}
        admin: {host: 127.0.0.1, port: 9000, tokenFile: /run/secrets/driftgate-token}
        state: /var/lib/driftgate
        limits: {maxBodyBytes: 8388608, maxHeaderBytes: 16384, maxConnections: 4096, maxConcurrent: 1024, maxBufferedBytes: 67108864, upstreamTimeout: 30s, idleTimeout: 60s}
        unmatched: refuse
        policies: policies
        models:
          credit-risk:
            mode: enforce
            protocols: [open-inference, kserve-v1, mlflow]
            paths: []
            schema: {age: int, income: float, segment: {enum: [new, returning]}}
            versions:
              v2: {upstream: "http://127.0.0.1:9102", policy: credit-risk@v2, baseline: baselines/credit-risk-v2.json}
              v1: {upstream: "http://127.0.0.1:9101", policy: credit-risk@v1, baseline: baselines/credit-risk-v1.json}
            route: {weights: {v2: 100}, sticky: {header: X-User-Id}, fallback: [v1]}
            drift: {window: 60s, panes: 12, minSamples: 1000, psi: 0.2, ks: 0.15, clear: {psi: 0.1, ks: 0.1}, consecutive: 2, reroute: always}
            pii: {EMAIL_ADDRESS: BLOCK, CREDIT_CARD: {action: MASK, keepLast: 4}, PHONE_NUMBER: SHADOW}
        """;
    private static final String MINIMAL = """
        models:
          m:
            versions: {v1: {upstream: "http://127.0.0.1:9101", policy: none}}
        """;

    @TempDir
    Path directory;

    private void write(String name, String text) throws IOException {
        Files.createDirectories(directory.resolve(name).getParent());
        Files.writeString(directory.resolve(name), text);
    }

    private ConfigLoader.Loaded load() {
        return new ConfigLoader(Clock.fixed(NOW, ZoneOffset.UTC)).load(directory.resolve("driftgate.yaml"));
    }

    private Snapshot loadClean() {
        ConfigLoader.Loaded loaded = load();
        assertEquals(List.of(), loaded.problems());
        return loaded.snapshot().orElseThrow();
    }

    private void writeExample() throws IOException {
        write("driftgate.yaml", EXAMPLE.replace(", tokenFile: /run/secrets/driftgate-token", ""));
        StringBuilder csv = new StringBuilder("age,income,segment\n");
        for (int i = 0; i < 2000; i++) {
            csv.append(18 + i % 70).append(',').append(1000.5 * i).append(i % 3 == 0 ? ",new\n" : ",returning\n");
        }
        write("training.csv", csv.toString());
        Schema schema = new Schema(List.of(
                new Feature("age", FeatureType.INT),
                new Feature("income", FeatureType.FLOAT),
                new Feature("segment", FeatureType.ENUM, List.of("new", "returning"), "")));
        byte[] baseline = new BaselineBuilder(schema, "test", BaselineBuilder.DEFAULT_BINS, rows -> {})
                .build(directory.resolve("training.csv"), "training.csv", new Problems())
                .orElseThrow()
                .toJson();
        for (String version : List.of("v1", "v2")) {
            write(
                    "policies/credit-risk/" + version + "/policy.yaml",
                    "rules:\n  - {id: age-range, owner: risk, enforcement: deny, feature: age, between: [18, 120]}\n");
            write("baselines/credit-risk-" + version + ".json", "");
            Files.write(directory.resolve("baselines/credit-risk-" + version + ".json"), baseline);
        }
    }

    @Test
    void warnsOfABaselineWhoseTrainingIsLongAgo() throws IOException {
        writeExample();
        Path file = directory.resolve("baselines/credit-risk-v2.json");
        Baseline baseline =
                Baseline.read(Files.readAllBytes(file), "b", new Problems()).orElseThrow();
        Files.write(file, baseline.withTrainedAt(NOW.minus(90, ChronoUnit.DAYS)).toJson());
        loadClean();

        Files.write(file, baseline.withTrainedAt(NOW.minus(91, ChronoUnit.DAYS)).toJson());
        ConfigLoader.Loaded loaded = load();
        assertTrue(loaded.snapshot().isPresent());
        assertEquals(Optional.empty(), loaded.snapshot().get().models().get(0).denied());
        String problems = loaded.problems().toString();
        assertTrue(problems.contains("is of a version that was trained 91 days ago"), problems);

        String yaml = Files.readString(directory.resolve("driftgate.yaml"));
        assertTrue(yaml.contains("drift: {"), yaml);
        write("driftgate.yaml", yaml.replace("drift: {", "drift: {staleAfter: 91d, "));
        loadClean();
    }

    @Test
    void warnsOfABaselineOfWhichNothingSaysWhenItsVersionWasTrained() throws IOException {
        writeExample();
        Path file = directory.resolve("baselines/credit-risk-v2.json");
        Baseline baseline =
                Baseline.read(Files.readAllBytes(file), "b", new Problems()).orElseThrow();
        Files.write(file, baseline.withBuiltAt(NOW.minus(100, ChronoUnit.DAYS)).toJson());
        String problems = load().problems().toString();
        assertTrue(
                problems.contains("was built 100 days ago, and nothing says when its version was trained"), problems);

        Files.write(
                file,
                baseline.withBuiltAt(NOW.minus(100, ChronoUnit.DAYS))
                        .withTrainedAt(NOW.minus(10, ChronoUnit.DAYS))
                        .toJson());
        loadClean();
    }

    @Test
    void loadsTheExampleOfTheDocumentation() throws IOException {
        writeExample();

        Snapshot snapshot = loadClean();

        assertEquals(NOW, snapshot.loadedAt());
        assertEquals(Limits.DEFAULT, snapshot.settings().limits());
        Model model = snapshot.models().get(0);
        assertEquals(Optional.empty(), model.denied());
        assertEquals(Model.Mode.ENFORCE, model.mode());
        assertEquals(
                List.of("open-inference", "kserve-v1", "mlflow"),
                model.protocols().stream().map(Protocol::id).toList());
        assertEquals(
                List.of("v2", "v1"),
                model.versions().stream().map(ModelVersion::name).toList());
        assertEquals(100, model.configured().weight(0));
        assertEquals(0, model.configured().weight(1));
        assertEquals("x-user-id", model.stickyHeader());
        assertEquals(List.of(1), model.fallback());
        assertEquals(Reroute.ALWAYS, model.drift().orElseThrow().reroute());
        assertEquals(Optional.of(PiiAction.BLOCK), model.pii().action(PiiEntity.EMAIL_ADDRESS));
        ModelVersion v1 = model.versions().get(1);
        assertEquals(new Upstream("127.0.0.1", 9101, ""), v1.upstream());
        assertEquals("credit-risk", v1.policy().name());
        assertEquals("v1", v1.policy().version());
        assertTrue(v1.sketch().isPresent());
        assertNotEquals(
                v1.sketch().get().key(),
                model.versions().get(0).sketch().orElseThrow().key(),
                "each version has shards of its own");
        assertEquals(
                Set.of(
                        "driftgate.yaml",
                        "policies/credit-risk/v1/policy.yaml",
                        "policies/credit-risk/v2/policy.yaml",
                        "baselines/credit-risk-v1.json",
                        "baselines/credit-risk-v2.json"),
                snapshot.fileDigests().keySet());
    }

    @Test
    void takesTheDocumentedDefaults() throws IOException {
        write("driftgate.yaml", MINIMAL);

        Snapshot snapshot = loadClean();

        assertEquals(
                new Settings(
                        "0.0.0.0",
                        8080,
                        "127.0.0.1",
                        9000,
                        Optional.of(Path.of("/run/secrets/driftgate-token")),
                        Path.of("/var/lib/driftgate"),
                        Limits.DEFAULT,
                        Optional.empty(),
                        true,
                        "default",
                        5_000_000_000L,
                        30_000_000_000L,
                        AlertSettings.NONE,
                        Optional.empty(),
                        Optional.empty()),
                snapshot.settings());
        Model model = snapshot.models().get(0);
        assertEquals(Model.Mode.ENFORCE, model.mode());
        assertEquals(1, model.configured().share(0));
        assertEquals("", model.stickyHeader());
        assertEquals(Optional.empty(), model.drift());
        assertTrue(model.pii().isOff());
        assertFalse(model.versions().get(0).readyPath().isEmpty());
    }

    @Test
    void resolvesNamesAgainstTheConfiguration() throws IOException {
        write("schemas/m.json", "{\"age\": \"int\"}");
        write(
                "elsewhere/p/v1/policy.yaml",
                "rules:\n  - {id: a, owner: o, enforcement: deny, feature: age, required: true}\n");
        write("driftgate.yaml", """
            state: state
            admin: {tokenFile: schemas/m.json}
            responseHeaders: none
            env: production
            unmatched: {pass: "http://127.0.0.1:9100"}
            drain: {delay: 0s, timeout: 1m}
            policies: elsewhere
            models:
              m:
                schema: schemas/m.json
                protocols: [json]
                paths: [/score]
                versions:
                  v1: {upstream: "http://127.0.0.1:9101/base/", policy: p@v1, ready: "/health?full=1"}
                  v2: {upstream: "http://[::1]", policy: none, schema: {height: float}}
                route: {weights: {v1: 0.5, v2: 1.5}}
            """);

        Snapshot snapshot = loadClean();

        Settings settings = snapshot.settings();
        assertEquals(directory.resolve("state"), settings.state());
        assertEquals(Optional.of(directory.resolve("schemas/m.json")), settings.adminTokenFile());
        assertFalse(settings.responseHeaders());
        assertEquals(Optional.of(new Upstream("127.0.0.1", 9100, "")), settings.unmatched());
        assertEquals(0, settings.drainDelayNanos());
        Model model = snapshot.models().get(0);
        ModelVersion v1 = model.versions().get(0);
        assertEquals(new Upstream("127.0.0.1", 9101, "/base"), v1.upstream());
        assertEquals("/health?full=1", v1.readyPath());
        ModelVersion v2 = model.versions().get(1);
        assertEquals(new Upstream("::1", 80, ""), v2.upstream());
        assertEquals(2, model.index().slots(), "the union of the versions' features");
        assertEquals(1, v2.binding().schema().size());
        assertEquals(0.75, model.configured().share(1));
    }

    @Test
    void digestsContentsAndNames() throws IOException {
        writeExample();
        String first = loadClean().digest();
        assertEquals(first, loadClean().digest());

        Path file = directory.resolve("policies/credit-risk/v1/policy.yaml");
        String policy = Files.readString(file);
        Files.writeString(file, policy + "# a comment\n");
        String changed = loadClean().digest();
        assertNotEquals(first, changed);

        Files.writeString(file, policy);
        assertEquals(first, loadClean().digest());
    }

    @Test
    void watchesWhatIsMissing() throws IOException {
        writeExample();
        Path policy = directory.resolve("policies/credit-risk/v1/policy.yaml");
        Path baseline = directory.resolve("baselines/credit-risk-v2.json");
        Files.delete(policy);
        Files.delete(baseline);

        ConfigLoader.Loaded loaded = load();

        assertEquals(2, loaded.problems().size());
        assertTrue(loaded.hasErrors());
        assertTrue(loaded.snapshot().orElseThrow().models().get(0).denied().isPresent());
        assertEquals(5, loaded.files().size());
        assertEquals("", loaded.fingerprints().get(policy));
        assertEquals("", loaded.fingerprints().get(baseline));
        loaded.fingerprints().forEach((path, seen) -> assertEquals(seen, ConfigLoader.fingerprint(path)));
    }

    @Test
    void saysThatThereIsNoConfiguration() {
        ConfigLoader.Loaded loaded = load();

        assertEquals(Optional.empty(), loaded.snapshot());
        assertEquals(1, loaded.problems().size());
        assertEquals(Set.of(directory.resolve("driftgate.yaml")), loaded.files());
    }

    @Test
    void neverThrowsOnMangledConfigurations() throws IOException {
        writeExample();
        String text = Files.readString(directory.resolve("driftgate.yaml"));
        Random random = new Random(5);
        String alphabet = " :{}[],\"'#-\n\tx0&*!|>%@\u0000\u00e9";
        for (int round = 0; round < 300; round++) {
            StringBuilder mangled = new StringBuilder(text);
            for (int i = 0; i <= random.nextInt(3); i++) {
                int at = random.nextInt(mangled.length());
                switch (random.nextInt(3)) {
                    case 0 -> mangled.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
                    case 1 -> mangled.delete(at, Math.min(mangled.length(), at + 1 + random.nextInt(20)));
                    default -> mangled.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
                }
            }
            write("driftgate.yaml", mangled.toString());
            ConfigLoader.Loaded loaded = load();
            assertTrue(loaded.snapshot().isPresent() || loaded.hasErrors(), mangled.toString());
        }
    }
}
