package io.driftgate.proxy.exchange;

import io.driftgate.audit.AuditSettings;
import io.driftgate.audit.Durability;
import io.driftgate.audit.OnFull;
import io.driftgate.audit.log.AuditLog;
import io.driftgate.audit.log.AuditObserver;
import io.driftgate.audit.record.Fingerprint;
import io.driftgate.audit.record.FingerprintKey;
import io.driftgate.config.ConfigLoader;
import io.driftgate.protocol.Protocol;
import io.driftgate.protocol.Protocols;
import io.driftgate.route.RouteReason;
import io.driftgate.snapshot.SnapshotHolder;
import io.driftgate.telemetry.DataPlaneMeters;
import io.driftgate.telemetry.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Comparator;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the audit log costs an event loop for each request: a decision with the fingerprint of a body of 1,206 bytes, and an outcome, both
 * encoded and put into the lane; and the fingerprint and the prediction by themselves. The log's writer runs beside it and drops what it can't keep up with.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AuditBenchmark {
    private static final int BODY_BYTES = 1_206;
    private static final String ANSWER =
            "{\"model_name\":\"bench\",\"outputs\":[{\"name\":\"score\",\"shape\":[1],\"datatype\":\"FP64\",\"data\":[0.5]}]}";

    private final PassedPredictions predictions = new PassedPredictions(new HeapCopy(), new HeapCopy());
    private final byte[] out = new byte[Fingerprint.BYTES];
    private Path directory;
    private AuditLog log;
    private Fingerprint fingerprint;
    private ModelState model;
    private Exchange exchange;
    private Inspection inspection;
    private GuardDecision.Permit permit;
    private ByteBuf body;
    private ByteBuf answer;

    @Setup
    public void start() throws IOException {
        directory = Files.createTempDirectory("audit-benchmark");
        Files.writeString(directory.resolve("driftgate.yaml"), """
            models:
              bench:
                protocols: [open-inference]
                schema: {age: int}
                versions: {v1: {upstream: "http://127.0.0.1:1", policy: none}}
            """);
        ConfigLoader.Loaded loaded = new ConfigLoader(Clock.systemUTC()).load(directory.resolve("driftgate.yaml"));
        FingerprintKey key = FingerprintKey.create(new SecureRandom());
        fingerprint = new Fingerprint(key);
        log = AuditLog.open(
                AuditSettings.of(directory.resolve("audit"), Durability.NONE, OnFull.DROP),
                Clock.systemUTC(),
                AuditObserver.NONE);
        LoopState loop = new LoopState(
                new SnapshotHolder(loaded.snapshot().orElseThrow(() -> new AssertionError(loaded.problems()))),
                new DataPlaneMeters(new SimpleMeterRegistry(), "benchmark"),
                new Admission(),
                "via",
                (upstream, waiting, fresh) -> {},
                new SplittableRandom(1),
                Optional.of(new AuditAccess(log, key, Clock.systemUTC())),
                Runnable::run);
        model = loop.bound().models[0];
        Protocol protocol = Protocols.byId("open-inference").orElseThrow();
        RequestHead head = new RequestHead();
        head.set("POST", "/v2/models/bench/infer", "");
        exchange = new RefusedExchange(
                loop, loop.bound(), null, head, model, model.unrouted, protocol, "bench", Outcome.OK, 200, "");
        inspection = new Inspection(
                model, 0, model.versions[0].enforcedFor(1), protocol, head, BodyKind.JSON, exchange.requestId);
        permit = new GuardDecision.Permit(inspection, true, Redaction.none(), "", "");
        byte[] bytes = new byte[BODY_BYTES];
        new SplittableRandom(2).nextBytes(bytes);
        body = Unpooled.wrappedBuffer(bytes);
        answer = Unpooled.wrappedBuffer(ANSWER.getBytes(StandardCharsets.US_ASCII));
    }

    @TearDown
    public void stop() throws IOException {
        log.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Both records, with the fingerprint. */
    @Benchmark
    public ExchangeRecords records() {
        ExchangeRecords records = ExchangeRecords.of(exchange, model);
        exchange.loop.audit().notes().beginRequest();
        boolean unused = records.decide(inspection, RouteReason.WEIGHT, "permit", 0, "", new HeapCopy().take(body));
        records.end(Outcome.OK, 200, exchange.times(), System.nanoTime());
        return records;
    }

    @Benchmark
    public byte[] fingerprint() {
        fingerprint.of(body.array(), 0, BODY_BYTES, out);
        return out;
    }

    /** Of an answer of 90 bytes. */
    @Benchmark
    public PredictionNote prediction() {
        return predictions.read(permit, body, answer, exchange.loop.guard());
    }
}
