package io.driftgate.governance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an auditor reads of one version: what its card promises, and what its gates found. Values are as JSON has them; keys are in snake
 * case, as in cards. What the card doesn't say is null.
 *
 * <pre>
 * model_id, model_version, result (pass | fail), held_by, data_version, data_source, data_sha256, training_timestamp,
 * validation_results: [{gate, owner, description, required, result, detail, holds, waiver?}], approver: [...],
 * compliance_status, owners, intended_use, limitations, metrics, hyperparameters, environment, cost, baseline, card: {file, sha256},
 * configuration_sha256, generated_at
 * </pre>
 */
public final class GovernanceReport {
    /** Up to this, a double is every whole number. */
    private static final double MAX_EXACT = 1L << 53;

    private GovernanceReport() {}

    /** The report of a version that was judged. */
    public static Map<String, Object> of(
            Release release, List<GateResult> results, String configurationDigest, Instant now) {
        Optional<ModelCard> card = release.card();
        Optional<String> held = release.heldBy(results);
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("model_id", release.model());
        report.put("model_version", release.version());
        report.put("result", held.isPresent() ? "fail" : "pass");
        report.put("held_by", held.orElse(null));
        report.put("data_version", card.flatMap(each -> each.data().version()).orElse(null));
        report.put("data_source", card.flatMap(each -> each.data().source()).orElse(null));
        report.put("data_sha256", card.flatMap(each -> each.data().sha256()).orElse(null));
        report.put(
                "training_timestamp",
                card.flatMap(each -> each.training().timestamp())
                        .map(Instant::toString)
                        .orElse(null));
        report.put(
                "validation_results", results.stream().map(GovernanceReport::of).toList());
        report.put("approver", card.map(ModelCard::approvers).orElse(List.of()));
        report.put(
                "compliance_status",
                card.flatMap(ModelCard::compliance)
                        .map(ModelCard.Compliance::label)
                        .orElse(null));
        report.put("owners", card.map(ModelCard::owners).orElse(List.of()));
        report.put("intended_use", card.flatMap(ModelCard::intendedUse).orElse(null));
        report.put("limitations", card.map(ModelCard::limitations).orElse(List.of()));
        report.put("metrics", card.map(ModelCard::metrics).orElse(Map.of()));
        report.put(
                "hyperparameters",
                plain(card.map(each -> each.training().hyperparameters()).orElse(Map.of())));
        report.put(
                "environment",
                plain(card.map(each -> each.training().environment()).orElse(Map.of())));
        report.put("cost", card.map(each -> cost(each.cost())).orElse(Map.of()));
        report.put("baseline", release.baseline().map(GovernanceReport::of).orElse(null));
        report.put("card", card.map(GovernanceReport::of).orElse(null));
        report.put("configuration_sha256", configurationDigest);
        report.put("generated_at", now.toString());
        return report;
    }

    private static Map<String, Object> of(GateResult result) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("gate", result.gate());
        view.put("owner", result.owner());
        view.put("description", result.description());
        view.put("required", result.required());
        view.put("result", result.outcome().label());
        view.put("detail", result.detail());
        view.put("holds", result.holds());
        result.waiver()
                .ifPresent(waiver -> view.put(
                        "waiver",
                        Map.of(
                                "by", waiver.by(),
                                "why", waiver.why(),
                                "expires", waiver.expires().toString())));
        return view;
    }

    private static Map<String, Object> cost(ModelCard.Cost cost) {
        Map<String, Object> view = new LinkedHashMap<>();
        cost.instancePerHour().ifPresent(value -> view.put("instance_per_hour", value));
        cost.maxRequestsPerHour().ifPresent(value -> view.put("max_requests_per_hour", plain(value)));
        if (cost.instancePerHour().isPresent() && cost.maxRequestsPerHour().isPresent()) {
            view.put(
                    "per_request",
                    cost.instancePerHour().get() / cost.maxRequestsPerHour().get());
        }
        return view;
    }

    /** Whole numbers as a card writes them, without a fraction of 0. */
    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> plain = new LinkedHashMap<>();
            map.forEach((key, each) -> plain.put(String.valueOf(key), plain(each)));
            return plain;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(GovernanceReport::plain).toList();
        }
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) <= MAX_EXACT) {
            return number.longValue();
        }
        return value;
    }

    private static Map<String, Object> of(Lineage lineage) {
        return Map.of("data_sha256", lineage.dataSha256(), "rows", lineage.rows());
    }

    private static Map<String, Object> of(ModelCard card) {
        return Map.of("file", card.file(), "sha256", card.digest());
    }

    /** One report as it is, several as a list: what {@code governance_report.json} holds. */
    public static Object document(List<Map<String, Object>> reports) {
        return reports.size() == 1 ? reports.get(0) : new ArrayList<>(reports);
    }
}
