package io.driftgate.alert;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Alerts and settings for tests. */
public final class Alerts {
    public static final Instant AT = Instant.parse("2026-11-01T10:00:00Z");
    public static final String DRIFT_DETAILS = """
            {"psi":0.31,"worst":"income","features":["income"],\
            "statistics":{"income":{"psi":0.31,"psi_threshold":0.2,"ks":0.1,"ks_threshold":0.1,"state":"drift"}},\
            "window":{"samples":5000,"requests":5000}}""";

    private Alerts() {}

    public static Alert drift(String id, boolean resolved) {
        return alert(id, AlertKind.DRIFT, AlertSeverity.CRITICAL, "v2", resolved, "credit-risk v2: the input drifted");
    }

    public static Alert alert(
            String id, AlertKind kind, AlertSeverity severity, String subject, boolean resolved, String summary) {
        return new Alert(
                id,
                Alert.key("test", "credit-risk", kind, subject),
                kind,
                severity,
                resolved,
                AT,
                "/driftgate/test/host-1",
                "credit-risk",
                "v2",
                summary,
                "/admin/models/credit-risk/drift",
                DRIFT_DETAILS);
    }

    public static AlertSettings settings(List<Sink> sinks, Map<AlertKind, List<String>> routes) {
        return new AlertSettings(
                "https://driftgate.example",
                "https://runbooks.example/driftgate#{alert}",
                false,
                AlertSettings.QUEUE_COUNT,
                AlertSettings.QUEUE_BYTES,
                sinks,
                routes,
                RateSettings.DEFAULT,
                RateSettings.DEFAULT);
    }

    /** A sink without secrets. */
    public static Sink sink(String name, Sink.Type type, String url, long timeoutMillis) {
        return new Sink(
                name,
                type,
                Optional.of(URI.create(url)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                timeoutMillis * 1_000_000L);
    }
}
