package io.driftgate.app;

import io.driftgate.control.stream.PaneCount;
import io.driftgate.control.stream.PaneStream;
import io.driftgate.control.stream.PaneStreams;
import io.driftgate.sketch.stream.StreamSettings;
import io.driftgate.telemetry.SketchMeters;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/** Starts the stream of panes, if the settings have one, with its meters and this machine's name. */
final class Streams {
    private static final String NAMELESS = "driftgate";
    private static final int MAX_NAME = 63;

    private Streams() {}

    static PaneStreams start(Optional<StreamSettings> settings, MeterRegistry registry, String env) {
        return new PaneStreams(settings.map(stream -> PaneStream.start(
                stream, host(), count(new SketchMeters(registry, env)), Clock.systemUTC(), new SecureRandom())));
    }

    private static PaneCount count(SketchMeters meters) {
        return new PaneCount() {
            @Override
            public void written(int bytes) {
                meters.written(bytes);
            }

            @Override
            public void dropped() {
                meters.dropped();
            }
        };
    }

    /** As containers and machines say it themselves; no name service is asked. */
    static String host() {
        String name = System.getenv().getOrDefault("HOSTNAME", "");
        if (name.isEmpty()) {
            try {
                name = Files.readString(Path.of("/proc/sys/kernel/hostname"));
            } catch (IOException e) {
                name = NAMELESS;
            }
        }
        String plain = name.strip().replaceAll("[^A-Za-z0-9._-]", "-");
        return plain.isEmpty() ? NAMELESS : plain.substring(0, Math.min(MAX_NAME, plain.length()));
    }
}
