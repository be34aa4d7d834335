package io.driftgate.admin;

import io.driftgate.control.DriftLoop;
import io.driftgate.control.RouteStatus;
import io.driftgate.drift.DriftReport;
import io.driftgate.governance.ModelCard;
import io.driftgate.governance.Release;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.telemetry.VersionFigures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a version does, beside what its card promises. Keys are in snake case, as all of the report's; what isn't known is null.
 *
 * <pre>
 * requests, outcomes: {ok: {count, share}}, latency_ms: {p50, p99}        since the process started
 * requests_per_hour: {promised_max, live, share}, cost_per_request: {promised, live}     over the last minute
 * drift: {verdict, since, samples}, model_version: {promised, served: [...]}, weight: {configured, in_force}, held_by, ready
 * </pre>
 */
final class LiveView {
    private LiveView() {}

    static Map<String, Object> of(
            Model model,
            ModelVersion version,
            DriftLoop driftLoop,
            Optional<List<String>> served,
            VersionFigures figures) {
        Optional<ModelCard.Cost> cost = version.card().map(ModelCard::cost);
        Optional<RouteStatus> route = driftLoop.route(model.name());
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("requests", figures.requests());
        view.put("outcomes", outcomes(figures));
        view.put("latency_ms", members("p50", orNull(figures.p50Millis()), "p99", orNull(figures.p99Millis())));
        view.put("requests_per_hour", load(cost, figures));
        view.put("cost_per_request", costs(cost, figures));
        view.put("drift", drift(driftLoop.reports(model.name()).get(version.name())));
        view.put(
                "model_version",
                members(
                        "promised",
                        version.release().map(Release::modelVersion).orElse(version.name()),
                        "served",
                        orNull(served)));
        view.put(
                "weight",
                members(
                        "configured",
                        route.map(status -> status.configured().get(version.name()))
                                .orElse(null),
                        "in_force",
                        route.map(status -> status.inForce().get(version.name()))
                                .orElse(null)));
        view.put("held_by", version.held().orElse(null));
        view.put(
                "ready", route.map(status -> status.ready().get(version.name())).orElse(null));
        return view;
    }

    private static Map<String, Object> outcomes(VersionFigures figures) {
        Map<String, Object> view = new LinkedHashMap<>();
        figures.outcomes()
                .forEach((outcome, count) -> view.put(
                        outcome, members("count", count, "share", (double) count / Math.max(1, figures.requests()))));
        return view;
    }

    private static Map<String, Object> load(Optional<ModelCard.Cost> cost, VersionFigures figures) {
        Optional<Double> promised = cost.flatMap(ModelCard.Cost::maxRequestsPerHour);
        Map<String, Object> view = members("promised_max", orNull(promised), "live", figures.perHour());
        view.put("share", orNull(promised.map(most -> figures.perHour() / most)));
        return view;
    }

    /** Of one instance, the one that this process stands beside. */
    private static Map<String, Object> costs(Optional<ModelCard.Cost> cost, VersionFigures figures) {
        Optional<Double> instance = cost.flatMap(ModelCard.Cost::instancePerHour);
        Optional<Double> most = cost.flatMap(ModelCard.Cost::maxRequestsPerHour);
        return members(
                "promised",
                orNull(instance.flatMap(price -> most.map(requests -> price / requests))),
                "live",
                orNull(instance.filter(price -> figures.perHour() > 0).map(price -> price / figures.perHour())));
    }

    private static Map<String, Object> drift(DriftReport report) {
        if (report == null) {
            return null;
        }
        Map<String, Object> view = members(
                "verdict",
                report.verdict().name().toLowerCase(Locale.ROOT),
                "since",
                report.since().toString());
        view.put("samples", report.samples());
        return view;
    }

    private static Map<String, Object> members(String first, Object value, String second, Object other) {
        Map<String, Object> members = members(first, value);
        members.put(second, other);
        return members;
    }

    private static Map<String, Object> members(String name, Object value) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put(name, value);
        return members;
    }

    private static <T> T orNull(Optional<T> value) {
        return value.orElse(null);
    }
}
