package io.driftgate.control;

import io.driftgate.config.ConfigLoader;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.BaselineBuilder;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** A directory with a configuration of two versions, v2 the primary and v1 its fallback, and what watches over it. */
final class Installation {
    static final double AGE_DEVIATION = 8;
    static final String MODEL = "credit-risk";
    static final String VERSIONS = """
        models:
          credit-risk:
            schema: {age: int, income: float}
            versions:
              v2: {upstream: "http://127.0.0.1:9102", policy: credit-risk@v2, baseline: v2.json}
              v1: {upstream: "http://127.0.0.1:9101", policy: none}
        """;
    static final String ROUTE = "    route: {weights: {v2: 100}, fallback: [v1]}\n";
    static final String DRIFT = "    drift: {window: 6s, panes: 6, minSamples: 500, minRequests: 1, cooldown: 0s}\n";
    static final String POLICY = """
        rules:
          - {id: age-range, owner: risk-platform, enforcement: deny, feature: age, between: [18, 120]}
        """;

    final Path directory;
    final TestingClock clock = new TestingClock();
    final RecordingMeters meters = new RecordingMeters();

    Installation(Path directory) {
        this.directory = directory;
        write("policies/credit-risk/v2/policy.yaml", POLICY);
        configure(VERSIONS + ROUTE + DRIFT);
        baseline("v2.json", 40);
    }

    void configure(String models) {
        write("driftgate.yaml", "state: state\n" + models);
    }

    void write(String name, String text) {
        try {
            Path file = directory.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Builds a baseline of ages around {@code meanAge}. */
    void baseline(String name, double meanAge) {
        baseline(name, meanAge, 0);
    }

    /** As well, with incomes that go with age so much, -1 to 1. */
    void baseline(String name, double meanAge, double correlation) {
        Random random = new Random(7);
        StringBuilder csv = new StringBuilder("age,income\n");
        for (int i = 0; i < 5000; i++) {
            int age = age(random, meanAge);
            csv.append(age)
                    .append(',')
                    .append(income(random, (age - meanAge) / AGE_DEVIATION, correlation))
                    .append('\n');
        }
        write("training.csv", csv.toString());
        Schema schema =
                new Schema(List.of(new Feature("age", FeatureType.INT), new Feature("income", FeatureType.FLOAT)));
        Problems problems = new Problems();
        try {
            Baseline baseline = new BaselineBuilder(schema, "test", BaselineBuilder.DEFAULT_BINS, rows -> {})
                    .build(directory.resolve("training.csv"), "training.csv", problems)
                    .orElseThrow(() -> new IllegalStateException(problems.render()));
            Files.write(directory.resolve(name), baseline.toJson());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int age(Random random, double mean) {
        return (int) Math.round(mean + AGE_DEVIATION * random.nextGaussian());
    }

    /**
     * An income, whose distribution is the same for every correlation.
     *
     * @param age in standard deviations from its mean
     */
    static double income(Random random, double age, double correlation) {
        return 30_000 + 1000 * (correlation * age + Math.sqrt(1 - correlation * correlation) * random.nextGaussian());
    }

    Path file() {
        return directory.resolve("driftgate.yaml");
    }

    Publisher start() throws InvalidConfiguration {
        return new Publisher(new ConfigLoader(clock), file(), meters, ControlEvents.NONE, clock);
    }

    static Model model(Publisher publisher) {
        Snapshot snapshot = publisher.holder().current();
        return snapshot.models().get(0);
    }
}
