package io.driftgate.telemetry;

import io.driftgate.audit.log.AuditLog;
import io.driftgate.audit.record.RecordKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** The audit log in metrics. Thread-safe; most are read from the log when they are scraped. */
public final class AuditMeters {
    private final MeterRegistry registry;
    private final Clock clock;
    private final Tags common;
    private final Timer syncs;

    public AuditMeters(MeterRegistry registry, String env, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.common = Tags.of("env", env);
        this.syncs = Timer.builder("driftgate.audit.fsync")
                .description("Time of the log's syncs, one per group commit")
                .serviceLevelObjectives(Latencies.buckets())
                .tags(common)
                .register(registry);
    }

    /** A sync took so long. */
    public void synced(long nanos) {
        syncs.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A checkpoint reached a sink, or was given up on. */
    public void exported(String sink, boolean success) {
        Counter.builder("driftgate.audit.exports")
                .description("Checkpoints that reached a sink, or were given up on")
                .tags(common.and("sink", sink, "result", success ? "success" : "failure"))
                .register(registry)
                .increment();
    }

    /** Reads this log from now on. */
    public void watch(AuditLog log) {
        for (RecordKind kind : RecordKind.values()) {
            FunctionCounter.builder("driftgate.audit.records", log, self -> self.records(kind))
                    .description("Records written")
                    .tags(common.and("kind", kind.label()))
                    .register(registry);
        }
        FunctionCounter.builder("driftgate.audit.drops", log, AuditLog::dropped)
                .description("Records that found no room")
                .tags(common)
                .register(registry);
        gauge(log, "driftgate.audit.failed", "1 while the log can't be written", self -> self.failed() ? 1 : 0);
        gauge(log, "driftgate.audit.queue.bytes", "Bytes that wait for the log's writer", AuditLog::queuedBytes);
        gauge(log, "driftgate.audit.disk.bytes", "Bytes of all segments", AuditLog::diskBytes);
        gauge(
                log,
                "driftgate.audit.disk.full.in.seconds",
                "Time until the disk is full at the pace of the last ten minutes",
                AuditLog::secondsUntilFull);
        gauge(log, "driftgate.audit.size", "Records in the log, removed ones included", AuditLog::size);
        gauge(
                log,
                "driftgate.audit.checkpoint.size",
                "Records that the newest checkpoint covers",
                AuditLog::checkpointSize);
        gauge(
                log,
                "driftgate.audit.checkpoint.age.seconds",
                "Time since the newest checkpoint while there are records that it does not cover, else 0",
                this::checkpointAgeSeconds);
    }

    private double checkpointAgeSeconds(AuditLog log) {
        if (log.size() <= log.checkpointSize()) {
            return 0;
        }
        long since = log.checkpointAtMillis() == 0 ? log.openedAtMillis() : log.checkpointAtMillis();
        return Math.max(0, clock.millis() - since) / 1e3; // a wall clock may step back
    }

    private void gauge(AuditLog log, String name, String description, ToDoubleFunction<AuditLog> value) {
        Gauge.builder(name, log, value).description(description).tags(common).register(registry);
    }
}
