package io.driftgate.app;

import io.driftgate.cli.baseline.BaselineCommand;
import io.driftgate.testing.Answers;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.TestUpstream;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine;

/**
 * Steady traffic on real sockets through a gateway whose route switches again and again between two model servers, and what became
 * of each request. {@code main} lets the traffic drift there and back until there were enough of both, and prints the counts.
 */
final class SwitchingTraffic implements AutoCloseable {
    private static final int CLIENTS = 4;
    private static final int LOOPS = 2;

    private final TestUpstream v2 = TestUpstream.start().always(Answers.json(200, "{}"));
    private final TestUpstream v1 = TestUpstream.start().always(Answers.json(200, "{}"));
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private final List<Future<?>> running = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong answered = new AtomicLong();
    private final Map<String, AtomicLong> outcomes = new ConcurrentHashMap<>();
    private final Gateway gateway;
    private volatile int youngest = 20;

    /** Each answer's version, or what it was if it was no answer of a model, and how many there were. */
    Map<String, AtomicLong> outcomes() {
        return outcomes;
    }

    /**
     * Starts servers, gateway and clients.
     *
     * @param drift the model's {@code drift:} mapping
     */
    SwitchingTraffic(Path directory, String drift) throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        Files.writeString(directory.resolve("schema.yaml"), "age: int\n");
        StringBuilder csv = new StringBuilder("age\n");
        for (int i = 0; i < 4000; i++) {
            csv.append(random.nextInt(20, 60)).append('\n');
        }
        Files.writeString(directory.resolve("training.csv"), csv);
        int exit = new CommandLine(new BaselineCommand())
                .execute(
                        "build",
                        "--data",
                        directory.resolve("training.csv").toString(),
                        "--schema",
                        directory.resolve("schema.yaml").toString(),
                        "--out",
                        directory.resolve("baseline.json").toString());
        if (exit != 0) {
            throw new IllegalStateException("no baseline");
        }
        Files.writeString(directory.resolve("driftgate.yaml"), """
            listen: {host: 127.0.0.1, port: 0}
            state: state
            models:
              credit:
                protocols: [open-inference]
                schema: schema.yaml
                versions:
                  v2: {upstream: "%s", policy: none, baseline: baseline.json}
                  v1: {upstream: "%s", policy: none}
                route: {weights: {v2: 100}, fallback: [v1]}
                drift: %s
            """.formatted(v2.url(), v1.url(), drift));
        gateway = Gateway.start(directory.resolve("driftgate.yaml"), registry, LOOPS);
        for (int client = 0; client < CLIENTS; client++) {
            SplittableRandom own = random.split();
            running.add(clients.submit(() -> {
                send(own);
                return null;
            }));
        }
    }

    private void send(SplittableRandom random) throws IOException {
        RawClient client = connect();
        try {
            while (!over.get()) {
                String outcome;
                try {
                    RawResponse answer = client.postJson(
                            "/v2/models/credit/infer",
                            "{\"inputs\":[{\"name\":\"age\",\"shape\":[1],\"datatype\":\"INT64\",\"data\":["
                                    + random.nextInt(youngest, youngest + 40) + "]}]}");
                    outcome = answer.status() == 200
                            ? answer.header("x-driftgate-version").orElseThrow()
                            : "status " + answer.status();
                } catch (IOException e) {
                    outcome = e.toString();
                    client.close();
                    client = connect();
                }
                outcomes.computeIfAbsent(outcome, absent -> new AtomicLong()).incrementAndGet();
                answered.incrementAndGet();
            }
        } finally {
            client.close();
        }
    }

    private RawClient connect() throws IOException {
        return RawClient.connect(gateway.address().orElseThrow().getPort());
    }

    /** Waits until the clients have had so many answers in all. */
    void await(long requests) throws InterruptedException {
        while (answered.get() < requests) {
            if (running.stream().anyMatch(Future::isDone)) {
                throw new IllegalStateException("a client gave up: " + outcomes);
            }
            Thread.sleep(1);
        }
    }

    long requests() {
        return answered.get();
    }

    /** Moves all traffic to a version at once, or back, as a person's or drift's decision would. */
    boolean route(Optional<String> to) {
        return gateway.publisher().route(gateway.publisher().holder().current(), "credit", to, "test");
    }

    /** Moves of traffic that the meters counted. */
    long switches() {
        return Math.round(registry.find("driftgate.switches").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum());
    }

    private String active() {
        return gateway.publisher().switchOf("credit").isPresent() ? "v1" : "v2";
    }

    /** From now on the applicants are so old, give or take forty years. */
    private void applicants(int from) {
        youngest = from;
    }

    long failed() {
        return outcomes.entrySet().stream()
                .filter(each -> !each.getKey().equals("v1") && !each.getKey().equals("v2"))
                .mapToLong(each -> each.getValue().get())
                .sum();
    }

    @Override
    public void close() throws IOException {
        over.set(true);
        clients.shutdown();
        try {
            for (Future<?> client : running) {
                client.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            gateway.close();
            v2.close();
            v1.close();
        }
    }

    /** {@code REQUESTS SWITCHES DIRECTORY}; exits 1 if a request failed. */
    public static void main(String[] args) throws Exception {
        long requests = Long.parseLong(args[0]);
        long switches = Long.parseLong(args[1]);
        Path directory = Files.createDirectories(Path.of(args[2]));
        try (SwitchingTraffic traffic = new SwitchingTraffic(
                directory,
                "{window: 1s, panes: 10, minSamples: 100, minRequests: 50, cooldown: 0s, ramp: 1s,"
                        + " halfOpen: {share: 0.1, for: 1s}}")) {
            long start = System.nanoTime();
            while (traffic.requests() < requests || traffic.switches() < switches) {
                String before = traffic.active();
                traffic.applicants(before.equals("v2") ? 60 : 20);
                while (traffic.active().equals(before)) {
                    Thread.sleep(20);
                }
            }
            System.out.printf(
                    "requests %d%nswitches %d%nfailed %d%nby outcome %s%nseconds %.0f%n",
                    traffic.requests(),
                    traffic.switches(),
                    traffic.failed(),
                    traffic.outcomes(),
                    (System.nanoTime() - start) / 1e9);
            System.exit(traffic.failed() == 0 ? 0 : 1);
        }
    }
}
