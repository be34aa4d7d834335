package io.driftgate.control;

import static io.driftgate.control.Installation.MODEL;
import static io.driftgate.control.Installation.model;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.snapshot.Upstream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpstreamProberTest {
    @TempDir
    Path directory;

    private Installation installation;
    private final Set<Integer> down = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void install() {
        installation = new Installation(directory);
    }

    private boolean answer(Upstream upstream, String path) throws IOException {
        if (down.contains(upstream.port())) {
            throw new IOException("refused");
        }
        return true;
    }

    private UpstreamProber prober(Publisher publisher) {
        return new UpstreamProber(publisher.holder(), this::answer, publisher::served, UpstreamProber.INTERVAL_NANOS);
    }

    @Test
    void knowsNothingBeforeTheFirstProbe() throws InvalidConfiguration {
        Publisher publisher = installation.start();
        try (UpstreamProber prober = prober(publisher)) {
            assertFalse(prober.ready(MODEL, "v2"));
            assertFalse(prober.knows(model(publisher)));

            prober.round(Runnable::run);

            assertTrue(prober.knows(model(publisher)));
            assertEquals(Map.of("v2", true, "v1", true), prober.ready(model(publisher)));
            assertFalse(prober.ready("other", "v2"));
        }
    }

    @Test
    void goesDownAfterTwoFailuresAndUpAfterOneSuccess() throws InvalidConfiguration {
        try (UpstreamProber prober = prober(installation.start())) {
            List<Boolean> seen = new ArrayList<>();
            for (boolean up : new boolean[] {true, false, true, false, false, false, true}) {
                down.clear();
                if (!up) {
                    down.add(9101);
                }
                prober.round(Runnable::run);
                seen.add(prober.ready(MODEL, "v1"));
            }
            assertEquals(List.of(true, true, true, true, false, false, true), seen);
            assertTrue(prober.ready(MODEL, "v2"), "the other version is none of its business");
        }
    }

    @Test
    void asksWhatIsServedWhereGatesAreInForce() throws InvalidConfiguration {
        List<String> told = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        Probe probe = new Probe() {
            @Override
            public boolean ready(Upstream upstream, String path) throws IOException {
                return answer(upstream, path);
            }

            @Override
            public List<String> served(Upstream upstream, String path) throws IOException {
                asked.add(upstream.port() + path);
                if (down.contains(-1)) {
                    throw new IOException("too long");
                }
                return List.of("2");
            }
        };
        installation.configure(Installation.VERSIONS + Installation.ROUTE + "    gates: default\n");
        try (UpstreamProber prober = new UpstreamProber(
                installation.start().holder(), probe, (model, version, by, served) -> told.add(version + served), 1)) {
            down.add(9101);
            for (int round = 0; round < 10; round++) {
                prober.round(Runnable::run);
            }
            assertEquals(List.of("v2[2]"), told);
            down.clear();
            prober.round(Runnable::run);
            assertEquals(List.of("v2[2]", "v2[2]", "v1[2]"), told);
            assertEquals("9101/v2/models/credit-risk", asked.get(2));

            down.add(-1);
            for (int round = 0; round < 11; round++) {
                prober.round(Runnable::run);
            }
            assertEquals(3, told.size(), "no answer is no news");
            assertTrue(prober.ready(MODEL, "v2"), "and says nothing of being ready");
            down.clear();
            prober.round(Runnable::run);
            assertEquals(5, told.size());
        }
    }

    @Test
    void doesNotAskWhereNobodyWantsToKnow() throws InvalidConfiguration {
        try (UpstreamProber prober = new UpstreamProber(
                installation.start().holder(),
                this::answer,
                (model, version, by, served) -> {
                    throw new AssertionError(version);
                },
                1)) {
            prober.round(Runnable::run);
        }
    }

    @Test
    void forgetsAServerThatAVersionLeft() throws InvalidConfiguration {
        Publisher publisher = installation.start();
        try (UpstreamProber prober = prober(publisher)) {
            prober.round(Runnable::run);
            installation.configure(Installation.VERSIONS.replace("9101", "9201") + Installation.ROUTE);
            publisher.reload();

            assertFalse(prober.knows(model(publisher)));
            down.add(9201);
            prober.round(Runnable::run);

            assertTrue(prober.knows(model(publisher)));
            assertFalse(prober.ready(MODEL, "v1"));
        }
    }

    @Test
    void startsNoSecondProbeOfASlowServer() throws InvalidConfiguration {
        try (UpstreamProber prober = prober(installation.start())) {
            Deque<Runnable> queued = new ArrayDeque<>();
            prober.round(queued::add);
            prober.round(queued::add);
            assertEquals(2, queued.size(), "one per version");

            queued.forEach(Runnable::run);
            prober.round(queued::add);
            assertEquals(4, queued.size());
        }
    }
}
