package io.driftgate.control;

import static io.driftgate.control.Installation.model;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.snapshot.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigWatcherTest {
    @TempDir
    Path directory;

    @Test
    void reloadsOncePerChange() throws InvalidConfiguration {
        Installation installation = new Installation(directory);
        Publisher publisher = installation.start();
        try (ConfigWatcher watcher = new ConfigWatcher(publisher, ConfigWatcher.INTERVAL_NANOS)) {
            watcher.look();
            assertEquals(List.of(Publisher.Status.APPLIED), installation.meters.reloads, "nothing changed");

            installation.configure(Installation.VERSIONS + "    route: {weights: {v2: 1, v1: 1}}\n");
            for (int i = 0; i < 4; i++) {
                watcher.look();
            }
            assertEquals(List.of(Publisher.Status.APPLIED, Publisher.Status.APPLIED), installation.meters.reloads);

            installation.configure("models: 5\n");
            for (int i = 0; i < 4; i++) {
                watcher.look();
            }
            assertEquals(3, installation.meters.reloads.size(), "a rejected file is not tried again until it changes");
            assertEquals(1, model(publisher).route().weight(1));
        }
    }

    @Test
    void loadsNoHalfWrittenFileBecauseTheDateChanges() throws InvalidConfiguration {
        Installation installation = new Installation(directory);
        installation.write(
                "policies/credit-risk/v2/policy.yaml", "rules:\n  - {id: a, feature: age, required: true}\n");
        Publisher publisher = installation.start();
        Snapshot first = publisher.holder().current();
        try (ConfigWatcher watcher = new ConfigWatcher(publisher, ConfigWatcher.INTERVAL_NANOS)) {
            installation.clock.advance(Duration.ofDays(1));
            installation.write(
                    "policies/credit-risk/v2/policy.yaml", "rules:\n  - {id: b, feature: age, required: true}\n");
            watcher.look();
            assertSame(first, publisher.holder().current(), "seen once: somebody may still be writing");
            watcher.look();
            assertNotSame(first, publisher.holder().current());
        }
    }

    @Test
    void loadsAgainWhenTheDateChanges() throws InvalidConfiguration {
        Installation installation = new Installation(directory);
        installation.write("policies/credit-risk/v2/policy.yaml", """
                rules:
                  - {id: soon, owner: risk-platform, expires: 2026-11-02, feature: age, required: true}
                  - {id: late, owner: fraud, expires: 2026-12-24, feature: income, required: true}
                """);
        Publisher publisher = installation.start();
        Snapshot first = publisher.holder().current();
        assertEquals(List.of(1L), days(installation), "told at the load");
        try (ConfigWatcher watcher = new ConfigWatcher(publisher, ConfigWatcher.INTERVAL_NANOS)) {
            installation.clock.advance(Duration.ofHours(23));
            watcher.look();
            assertSame(first, publisher.holder().current(), "the same day");

            installation.clock.advance(Duration.ofHours(25));
            watcher.look();
            assertNotSame(first, publisher.holder().current(), "compiled for another day");
            assertEquals(first.digest(), publisher.holder().current().digest());
            assertEquals(List.of(-1L), days(installation));
            RuleExpiry expiry = installation.meters.expiring.get(1).get(0);
            assertEquals("risk-platform", expiry.owner());
            assertTrue(expiry.sentence().contains("risk-platform"), expiry.sentence());
            assertTrue(expiry.sentence().contains("expired on 2026-11-02"), expiry.sentence());

            Snapshot second = publisher.holder().current();
            watcher.look();
            assertSame(second, publisher.holder().current(), "once a day");

            installation.configure("models: 5\n");
            installation.clock.advance(Duration.ofDays(1));
            watcher.look();
            watcher.look();
            assertEquals(Publisher.Status.REJECTED, publisher.lastResult().status());
            assertEquals(3, installation.meters.reloads.size(), "broken files are tried once a day too");
            assertEquals(List.of(-2L), days(installation), "what is in force goes on ageing");
        }
    }

    private static List<Long> days(Installation installation) {
        List<List<RuleExpiry>> told = installation.meters.expiring;
        return told.get(told.size() - 1).stream().map(RuleExpiry::days).toList();
    }

    @Test
    void waitsUntilAFileIsWhole() throws InvalidConfiguration {
        Installation installation = new Installation(directory);
        Publisher publisher = installation.start();
        String policy = "policies/credit-risk/v2/policy.yaml";
        String second = "  - {id: rich, owner: risk-platform, feature: income, between: [0, 1000000]}\n";
        try (ConfigWatcher watcher = new ConfigWatcher(publisher, ConfigWatcher.INTERVAL_NANOS)) {
            installation.write(policy, Installation.POLICY + second + second.replace("rich", "ric"));
            assertEquals(ConfigWatcher.SETTLING_NANOS, watcher.look());
            installation.write(policy, Installation.POLICY + second);
            watcher.look();
            assertEquals(1, installation.meters.reloads.size(), "somebody is still writing");

            assertEquals(ConfigWatcher.INTERVAL_NANOS, watcher.look());

            assertEquals(2, model(publisher).versions().get(0).policy().rules());
            installation.write(policy, Installation.POLICY);
            watcher.look();
            installation.write(policy, Installation.POLICY + second);
            watcher.look();
            watcher.look();
            assertEquals(2, installation.meters.reloads.size(), "back to what is loaded");
        }
    }

    @Test
    void noticesAPolicyThatAppears() throws InvalidConfiguration, IOException {
        Installation installation = new Installation(directory);
        Files.delete(directory.resolve("policies/credit-risk/v2/policy.yaml"));
        Publisher publisher = installation.start();
        assertEquals(1, publisher.notReadyReasons().size());
        try (ConfigWatcher watcher = new ConfigWatcher(publisher, ConfigWatcher.INTERVAL_NANOS)) {
            watcher.look();
            assertEquals(1, installation.meters.reloads.size());

            installation.write("policies/credit-risk/v2/policy.yaml", Installation.POLICY);
            watcher.look();
            watcher.look();

            assertEquals(List.of(), publisher.notReadyReasons());
        }
    }

    /** A mounted ConfigMap: every file is a link through {@code ..data}, which is swapped by a rename. */
    @Test
    void seesAConfigMapSwap() throws InvalidConfiguration, IOException {
        Path mount = Files.createDirectories(directory.resolve("mount"));
        configMapGeneration("..2026_1", Installation.ROUTE);
        Files.createSymbolicLink(mount.resolve("..data"), Path.of("..2026_1"));
        for (String name : List.of("driftgate.yaml", "policies", "v2.json")) {
            Files.createSymbolicLink(mount.resolve(name), Path.of("..data", name));
        }
        RecordingMeters meters = new RecordingMeters();
        TestingClock clock = new TestingClock();
        Publisher publisher = new Publisher(
                new io.driftgate.config.ConfigLoader(clock),
                mount.resolve("driftgate.yaml"),
                meters,
                ControlEvents.NONE,
                clock);
        try (ConfigWatcher watcher = new ConfigWatcher(publisher, ConfigWatcher.INTERVAL_NANOS)) {
            watcher.look();
            assertEquals(1, meters.reloads.size());

            configMapGeneration("..2026_2", "    route: {weights: {v2: 90, v1: 10}}\n");
            Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of("..2026_2"));
            Files.move(
                    mount.resolve("..data_tmp"),
                    mount.resolve("..data"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            watcher.look();
            watcher.look();

            assertEquals(10, model(publisher).route().weight(1));
        }
    }

    private void configMapGeneration(String name, String route) {
        Installation generation = new Installation(directory.resolve("mount").resolve(name));
        generation.write(
                "driftgate.yaml", "state: " + directory.resolve("state") + "\n" + Installation.VERSIONS + route);
    }
}
