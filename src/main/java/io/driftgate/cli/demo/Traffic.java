package io.driftgate.cli.demo;

import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Steady traffic from a few clients, each with its own seed, connection and thread: every request on time while the gateway
 * keeps up, and every answer but a 200, or a refusal by a window gate, counted as lost. Thread-safe.
 */
final class Traffic implements AutoCloseable {
    static final int CLIENTS = 4;
    static final int USERS = 5000;
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final Gateway gateway;
    private final Thread[] threads = new Thread[CLIENTS];
    private final Map<String, Long> byVersion = new TreeMap<>();
    private long sent;
    private long refused;
    private long lost;
    private String firstLoss = "";
    private volatile Population population = Population.USUAL;
    private volatile boolean withoutIncome;
    private volatile int perSecond;
    private volatile boolean running = true;

    Traffic(Gateway gateway, int perSecond) {
        this.gateway = gateway;
        this.perSecond = perSecond;
        for (int i = 0; i < CLIENTS; i++) {
            Random random = new Random(100 + i);
            threads[i] = new Thread(() -> send(random), "client-" + i);
            threads[i].setDaemon(true);
        }
    }

    /**
     * Counts so far.
     *
     * @param refused answers 503 in which a window gate refuses
     * @param lost other answers than 200, and requests without an answer
     * @param firstLoss what the first lost one met; empty when none was
     */
    record Tally(long sent, long refused, long lost, Map<String, Long> byVersion, String firstLoss) {
        Tally since(Tally earlier) {
            Map<String, Long> difference = new TreeMap<>(byVersion);
            earlier.byVersion.forEach((version, count) -> difference.merge(version, -count, Long::sum));
            return new Tally(
                    sent - earlier.sent, refused - earlier.refused, lost - earlier.lost, difference, firstLoss);
        }

        long of(String version) {
            return byVersion.getOrDefault(version, 0L);
        }

        /** From 0 to 1, of the requests that a version answered. */
        double share(String version) {
            long all = byVersion.values().stream().mapToLong(Long::longValue).sum();
            return all == 0 ? 0 : (double) of(version) / all;
        }
    }

    void start() {
        for (Thread thread : threads) {
            thread.start();
        }
    }

    void population(Population next) {
        population = next;
    }

    /** Whether the column income is 0 in every request, as when the pipeline before the clients breaks. */
    void withoutIncome(boolean zero) {
        withoutIncome = zero;
    }

    void perSecond(int rate) {
        perSecond = rate;
    }

    synchronized Tally tally() {
        return new Tally(sent, refused, lost, Map.copyOf(byVersion), firstLoss);
    }

    @Override
    public void close() {
        running = false;
        for (Thread thread : threads) {
            thread.interrupt();
        }
    }

    private void send(Random random) {
        RequestShape[] shapes = RequestShape.values();
        long due = System.nanoTime();
        for (int i = 0; running; i++) {
            Applicant drawn = population.draw(random);
            Applicant applicant = withoutIncome ? drawn.withIncome(0) : drawn;
            String user = "user-" + random.nextInt(USERS);
            try {
                count(gateway.infer(shapes[i % shapes.length], applicant, user));
            } catch (IOException e) {
                lose(e.toString());
            } catch (InterruptedException e) {
                return;
            }
            due += SECOND_NANOS * CLIENTS / perSecond;
            long early = due - System.nanoTime();
            if (early > 0) {
                LockSupport.parkNanos(early);
            } else if (early < -SECOND_NANOS) {
                due = System.nanoTime();
            }
        }
    }

    private synchronized void count(Gateway.Answer answer) {
        if (!running) {
            return;
        }
        if (answer.isOk()) {
            sent++;
            byVersion.merge(answer.version(), 1L, Long::sum);
        } else if (answer.status() == 503 && answer.reason().equals("window_gate")) {
            sent++;
            refused++;
        } else {
            lose("status " + answer.status() + ": " + answer.body());
        }
    }

    private synchronized void lose(String why) {
        if (!running) {
            return;
        }
        sent++;
        lost++;
        if (firstLoss.isEmpty()) {
            firstLoss = why;
        }
    }
}
