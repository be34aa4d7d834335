package io.driftgate.alert;

import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads {@code alerts:}.
 *
 * <pre>
 * alerts:
 *   adminUrl: https://driftgate.example
 *   runbook: "https://runbooks.example/driftgate#{alert}"
 *   sinks:
 *     oncall: {type: pagerduty, routingKey: {file: /run/secrets/pagerduty}}
 *   on:
 *     drift: [oncall]
 *     violations: {sinks: [oncall], rate: 0.05, clear: 0.02, min: 50, window: 5m}
 * </pre>
 */
public final class AlertSettingsReader {
    private static final long SECOND = 1_000_000_000L;
    private static final long MAX_WINDOW = 3600 * SECOND;
    private static final int MAX_SINKS = 32;

    private final Fields alerts;
    private final Problems problems;
    private final SinkReader sinks;

    private AlertSettingsReader(Fields alerts, Function<String, Path> files, Problems problems) {
        this.alerts = alerts;
        this.problems = problems;
        this.sinks = new SinkReader(files, problems);
    }

    /**
     * @param adminUrl of this gateway, where the section names no other
     * @param files where a name in the section leads
     */
    public static AlertSettings read(Fields alerts, String adminUrl, Function<String, Path> files, Problems problems) {
        return new AlertSettingsReader(alerts, files, problems).read(adminUrl);
    }

    private AlertSettings read(String adminUrl) {
        String base = url("adminUrl", "https://driftgate.example").orElse(adminUrl);
        String runbook =
                url("runbook", "\"https://runbooks.example/driftgate#{alert}\"").orElse("");
        boolean perInstance = alerts.bool("perInstance", false);
        Optional<Fields> queue = alerts.mapping("queue");
        int count = queue.map(fields -> fields.integer("count", AlertSettings.QUEUE_COUNT, 1, 100_000))
                .orElse(AlertSettings.QUEUE_COUNT);
        long bytes = queue.map(fields -> fields.integer("bytes", AlertSettings.QUEUE_BYTES, 64 << 10, 1L << 30))
                .orElse(AlertSettings.QUEUE_BYTES);
        queue.ifPresent(Fields::reportUnknown);
        List<Sink> read = readSinks();
        // Those that are wrong in themselves too: one mistake is told once.
        Routes routes = new Routes(alerts.mapping("sinks").map(Fields::keys).orElse(Set.of()));
        alerts.mapping("on").ifPresent(routes::read);
        alerts.reportUnknown();
        reportRetraining(read, routes.byKind);
        warnOfUnused(read, routes.byKind);
        return new AlertSettings(
                base.endsWith("/") ? base.substring(0, base.length() - 1) : base,
                runbook,
                perInstance,
                count,
                bytes,
                read,
                routes.byKind,
                routes.violations,
                routes.pii);
    }

    private Optional<String> url(String key, String example) {
        Optional<String> text = alerts.string(key);
        if (text.isPresent()
                && Sink.parse(text.get().replace("{alert}", "x").replace("#", "/"))
                        .isEmpty()) {
            problems.error(
                    alerts.get(key).orElseThrow(),
                    alerts.pathOf(key) + " must be an http or https URL",
                    "such as " + example);
            return Optional.empty();
        }
        return text;
    }

    private List<Sink> readSinks() {
        List<Sink> read = new ArrayList<>();
        Optional<Fields> section = alerts.mapping("sinks");
        if (section.isEmpty()) {
            return read;
        }
        if (section.get().keys().size() > MAX_SINKS) {
            problems.error(section.get().node(), alerts.pathOf("sinks") + " names more than " + MAX_SINKS);
            return read;
        }
        for (String name : section.get().keys()) {
            section.get()
                    .require(name, "such as {type: webhook, url: \"https://hooks.example/driftgate\"}")
                    .flatMap(node -> sinks.read(name, node, section.get().pathOf(name)))
                    .ifPresent(read::add);
        }
        return read;
    }

    private void warnOfUnused(List<Sink> read, Map<AlertKind, List<String>> routes) {
        for (Sink sink : read) {
            if (routes.values().stream().noneMatch(names -> names.contains(sink.name()))) {
                problems.warning(
                        alerts.mapping("sinks")
                                .flatMap(all -> all.get(sink.name()))
                                .orElse(alerts.node()),
                        alerts.pathOf("sinks." + sink.name()) + ": nothing goes there",
                        "name it under alerts.on");
            }
        }
    }

    /** A training that starts for any other reason than drift has nothing to learn from. */
    private void reportRetraining(List<Sink> read, Map<AlertKind, List<String>> routes) {
        Set<String> retraining = new HashSet<>();
        read.stream().filter(sink -> sink.type() == Sink.Type.RETRAIN).forEach(sink -> retraining.add(sink.name()));
        routes.forEach((kind, names) -> {
            for (String name : names) {
                if (kind != AlertKind.DRIFT && retraining.contains(name)) {
                    problems.error(
                            alerts.mapping("on")
                                    .flatMap(on -> on.get(kind.label()))
                                    .orElse(alerts.node()),
                            alerts.pathOf("on." + kind.label()) + ": " + name
                                    + " is of type retrain, which drift alone goes to",
                            "name it under on.drift");
                }
            }
        });
    }

    /** {@code on:}, which sinks each kind goes to. */
    private final class Routes {
        private final Set<String> known;
        private final Map<AlertKind, List<String>> byKind = new EnumMap<>(AlertKind.class);
        private RateSettings violations = RateSettings.DEFAULT;
        private RateSettings pii = RateSettings.DEFAULT;

        Routes(Set<String> known) {
            this.known = known;
        }

        void read(Fields on) {
            for (AlertKind kind : AlertKind.values()) {
                if (kind != AlertKind.TEST) {
                    on.get(kind.label()).ifPresent(node -> read(on, kind, node));
                }
            }
            on.reportUnknown();
        }

        private void read(Fields on, AlertKind kind, YamlNode node) {
            if (!(node instanceof YamlNode.Mapping)) {
                byKind.put(kind, names(node, on.pathOf(kind.label()), on.strings(kind.label())));
                return;
            }
            Fields fields = Fields.of(node, problems, on.pathOf(kind.label()));
            YamlNode at = fields.require("sinks", "such as sinks: [oncall]").orElse(node);
            byKind.put(kind, names(at, fields.pathOf("sinks"), fields.strings("sinks")));
            if (kind == AlertKind.VIOLATIONS) {
                violations = rate(fields);
            } else if (kind == AlertKind.PII) {
                pii = rate(fields);
            }
            fields.reportUnknown();
        }

        private List<String> names(YamlNode at, String path, List<String> names) {
            for (String name : names) {
                if (!known.contains(name)) {
                    problems.error(
                            at,
                            path + ": there is no sink '" + name + "'",
                            known.isEmpty()
                                    ? "alerts.sinks names none"
                                    : "known here: "
                                            + String.join(
                                                    ", ",
                                                    known.stream().sorted().toList()));
                }
            }
            return names.stream().filter(known::contains).distinct().toList();
        }

        private RateSettings rate(Fields fields) {
            RateSettings or = RateSettings.DEFAULT;
            double rate = fields.number("rate", or.rate(), 1e-6, 1000);
            double clear = fields.number("clear", rate / 2, 0, 1000);
            if (clear >= rate) {
                problems.error(
                        fields.get("clear").orElse(fields.node()),
                        fields.pathOf("clear") + " must be below rate, " + rate,
                        "or else an alert opens and closes all the time; half of it is the default");
                clear = rate / 2;
            }
            return new RateSettings(
                    rate,
                    clear,
                    fields.integer("min", or.min(), 1, 1_000_000_000L),
                    fields.durationNanos("window", or.windowNanos(), 10 * SECOND, MAX_WINDOW));
        }
    }

    /** For the section's documentation and its test. */
    static List<String> kinds() {
        return Arrays.stream(AlertKind.values())
                .filter(kind -> kind != AlertKind.TEST)
                .map(AlertKind::label)
                .toList();
    }
}
