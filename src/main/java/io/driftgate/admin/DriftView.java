package io.driftgate.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.driftgate.control.LearningStatus;
import io.driftgate.drift.DriftReport;
import io.driftgate.drift.DriftSentence;
import io.driftgate.drift.DriftSettings;
import io.driftgate.drift.DriftWindow;
import io.driftgate.drift.FalseAlarms;
import io.driftgate.drift.FeatureDrift;
import io.driftgate.drift.PairDrift;
import io.driftgate.drift.evidence.FeatureEvidence;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.source.Durations;
import io.driftgate.windowgate.WindowGateResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the window says of the traffic.
 *
 * @param verdict of the primary's baseline, the one that moves traffic; {@code insufficient} until there is one
 * @param since when that verdict came; absent until there is one
 * @param thresholds absent when no version has a baseline
 * @param note why traffic stays where it is although the verdict asks for a move
 * @param refusing the window gate that refuses all requests of the model; absent when none does
 * @param windowGates what the window says of them, by version
 * @param learning versions whose baseline is being learned
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record DriftView(
        String model,
        Optional<String> primary,
        String verdict,
        Optional<Instant> since,
        Optional<ThresholdsView> thresholds,
        Optional<String> note,
        Optional<String> refusing,
        List<VersionDriftView> versions,
        List<VersionGatesView> windowGates,
        List<LearningView> learning) {
    /** {@code psi} and {@code ks} trip, {@code clearPsi} and {@code clearKs} clear. */
    public record ThresholdsView(
            double psi,
            double ks,
            double clearPsi,
            double clearKs,
            int minSamples,
            int minRequests,
            int consecutive,
            String window,
            int panes,
            String cooldown,
            String reroute,
            Optional<FalseAlarmsView> falseAlarms) {}

    /** The rate of false alarms that the evidence keeps; then {@code psi} and {@code ks} decide only where they are named here. */
    public record FalseAlarmsView(
            double atMost, String per, int replicas, double immaterial, String lookback, List<String> effect) {}

    /**
     * Evidence, as natural logarithms.
     *
     * @param logE absent before the first row
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record EvidenceView(Optional<Double> logE, double threshold) {}

    /**
     * What a feature's evidence says.
     *
     * @param logE absent before the first row
     * @param direction such as {@code shift, more} or {@code missing, less}
     * @param value that became more or less frequent, where the direction is one value's
     * @param since about
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record FeatureEvidenceView(
            Optional<Double> logE, String direction, Optional<String> value, Instant since, long rows) {}

    /**
     * How far a version is with learning its baseline; until then its verdict is {@code insufficient}.
     *
     * @param since when the first rows came; absent until they did
     * @param passed rows that nothing was learned from: there were too many at once, their texts are too long, or personal data was found
     * @param withheld features that are not learned
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record LearningView(
            String version,
            String verdict,
            String note,
            long rows,
            long wanted,
            Optional<Instant> since,
            PassedView passed,
            List<String> withheld) {
        static LearningView of(String version, LearningStatus status) {
            return new LearningView(
                    version,
                    "insufficient",
                    status.sentence(),
                    status.rows(),
                    status.wanted(),
                    status.since(),
                    new PassedView(status.full(), status.large(), status.personal()),
                    status.withheld());
        }
    }

    /** Rows that nothing was learned from, by reason. */
    public record PassedView(long number, long size, long personal) {}

    /**
     * The same traffic against one version's own baseline.
     *
     * @param pairs of features, those of the baseline
     * @param learned whether that is one of live traffic: it tells of drift and moves nothing
     */
    public record VersionDriftView(
            String version,
            boolean learned,
            String verdict,
            Instant since,
            Instant evaluatedAt,
            long samples,
            long requests,
            double newestRowAgeSeconds,
            double oldestRowAgeSeconds,
            Optional<EvidenceView> evidence,
            List<FeatureView> features,
            List<PairView> pairs) {}

    /**
     * Two features together, whatever each does by itself.
     *
     * @param pair its name, such as {@code income x age}
     * @param association in training and in the window: of two numbers the correlation of their ranks, of others Cramér's V; a side is
     *     absent where it is undefined
     * @param psi as of a feature, over cells of both, with the window's margins taken out; {@code ks} is the total variation distance
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record PairView(
            String pair,
            List<String> features,
            AssociationView association,
            Optional<Double> psi,
            double psiThreshold,
            Optional<Double> ks,
            double ksThreshold,
            String state,
            Optional<FeatureEvidenceView> evidence) {}

    /** How strongly two features go together. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record AssociationView(Optional<Double> training, Optional<Double> now) {}

    /**
     * A feature.
     *
     * @param psi absent where the statistic is undefined, as {@code ks}
     * @param psiThreshold what {@code psi} is compared with now: the trip threshold, or the clear threshold while drifted
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record FeatureView(
            String feature,
            Optional<Double> psi,
            double psiThreshold,
            Optional<Double> ks,
            double ksThreshold,
            long samples,
            String state,
            Optional<FeatureEvidenceView> evidence) {}

    /** A version's window gates. */
    public record VersionGatesView(String version, List<GateView> gates) {}

    /**
     * A window gate. Of a sensitive feature it has a difference or a ratio and a number of groups, and no group.
     *
     * @param result {@code insufficient}, {@code pass}, {@code warning} or {@code fail}
     * @param value absent when there is nothing to compute it from
     * @param baseline the training data's share; absent when it is not compared with
     * @param groups that the value is over; absent when it is over none
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record GateView(
            String gate,
            String check,
            Optional<String> feature,
            String action,
            String result,
            Instant since,
            Optional<Double> value,
            Optional<Double> baseline,
            Optional<Double> atLeast,
            Optional<Double> atMost,
            long rows,
            Optional<Integer> groups) {
        static GateView of(WindowGateResult result) {
            return new GateView(
                    result.gate().id(),
                    result.gate().check().label(),
                    Optional.of(result.gate().feature()).filter(name -> !name.isEmpty()),
                    result.gate().action().label(),
                    result.level().label(),
                    result.since(),
                    finite(result.value()),
                    finite(result.baseline()),
                    finite(result.lower()),
                    finite(result.upper()),
                    result.rows(),
                    result.groups() == 0 ? Optional.empty() : Optional.of(result.groups()));
        }
    }

    static DriftView of(
            Model model,
            Map<String, DriftReport> reports,
            Map<String, List<WindowGateResult>> gates,
            Optional<String> note,
            Function<String, Optional<LearningStatus>> learning) {
        int primary = model.primary();
        Optional<String> primaryName = primary < 0
                ? Optional.empty()
                : Optional.of(model.versions().get(primary).name());
        Optional<DriftReport> deciding = primaryName.map(reports::get);
        List<VersionDriftView> versions = new ArrayList<>();
        for (ModelVersion version : model.versions()) {
            DriftReport report = reports.get(version.name());
            if (report != null) {
                long paneNanos = model.drift().map(DriftSettings::paneNanos).orElse(0L);
                versions.add(of(version, report, paneNanos));
            }
        }
        return new DriftView(
                model.name(),
                primaryName,
                deciding.map(report -> lower(report.verdict())).orElse("insufficient"),
                deciding.map(DriftReport::since),
                model.drift().map(DriftView::of),
                note.or(() -> primaryName.flatMap(learning).map(LearningStatus::sentence)),
                model.refusing(),
                versions,
                gates.entrySet().stream()
                        .map(each -> new VersionGatesView(
                                each.getKey(),
                                each.getValue().stream().map(GateView::of).toList()))
                        .toList(),
                model.versions().stream()
                        .flatMap(version ->
                                learning
                                        .apply(version.name())
                                        .map(status -> LearningView.of(version.name(), status))
                                        .stream())
                        .toList());
    }

    private static VersionDriftView of(ModelVersion version, DriftReport report, long paneNanos) {
        List<FeatureView> features = new ArrayList<>();
        for (int i = 0; i < report.features().size(); i++) {
            int feature = i;
            features.add(of(
                    report.features().get(i),
                    report.evidence()
                            .map(evidence -> of(evidence.features().get(feature), report.evaluatedAt(), paneNanos))));
        }
        List<PairView> pairs = new ArrayList<>();
        for (int i = 0; i < report.pairs().size(); i++) {
            int pair = i;
            pairs.add(of(
                    report.pairs().get(i),
                    report.evidence()
                            .map(evidence -> of(evidence.pairs().get(pair), report.evaluatedAt(), paneNanos))));
        }
        return new VersionDriftView(
                version.name(),
                version.isLearned(),
                lower(report.verdict()),
                report.since(),
                report.evaluatedAt(),
                report.samples(),
                report.requests(),
                report.age().newestNanos() / 1e9,
                report.age().oldestNanos() / 1e9,
                report.evidence().map(evidence -> new EvidenceView(finite(evidence.logE()), evidence.threshold())),
                features,
                pairs);
    }

    private static FeatureEvidenceView of(FeatureEvidence evidence, Instant at, long paneNanos) {
        return new FeatureEvidenceView(
                finite(evidence.logE()),
                DriftSentence.direction(evidence),
                Optional.of(evidence.value()).filter(value -> !value.isEmpty()),
                at.minusNanos(evidence.panes() * paneNanos),
                evidence.rows());
    }

    private static FeatureView of(FeatureDrift drift, Optional<FeatureEvidenceView> evidence) {
        return new FeatureView(
                drift.feature(),
                finite(drift.psi()),
                drift.psiThreshold(),
                finite(drift.ks()),
                drift.ksThreshold(),
                drift.samples(),
                lower(drift.state()),
                evidence);
    }

    private static PairView of(PairDrift pair, Optional<FeatureEvidenceView> evidence) {
        FeatureDrift drift = pair.statistics();
        return new PairView(
                pair.name(),
                List.of(pair.first(), pair.second()),
                new AssociationView(finite(pair.trained()), finite(pair.now())),
                finite(drift.psi()),
                drift.psiThreshold(),
                finite(drift.ks()),
                drift.ksThreshold(),
                lower(drift.state()),
                evidence);
    }

    private static ThresholdsView of(DriftSettings settings) {
        return new ThresholdsView(
                settings.psi(),
                settings.ks(),
                settings.clearPsi(),
                settings.clearKs(),
                settings.minSamples(),
                settings.minRequests(),
                settings.consecutive(),
                window(settings.window()),
                settings.panes(),
                Durations.format(settings.cooldownNanos()),
                lower(settings.reroute()),
                settings.falseAlarms().map(DriftView::of));
    }

    private static FalseAlarmsView of(FalseAlarms rule) {
        List<String> effect = new ArrayList<>();
        if (rule.effectPsi()) {
            effect.add("psi");
        }
        if (rule.effectKs()) {
            effect.add("ks");
        }
        return new FalseAlarmsView(
                rule.atMost(),
                Durations.format(rule.perNanos()),
                rule.replicas(),
                rule.immaterial(),
                Durations.format(rule.lookbackNanos()),
                effect);
    }

    private static String window(DriftWindow window) {
        String time = Durations.format(window.nanos());
        return window.isByCount() ? window.rows() + " rows within " + time : time;
    }

    private static Optional<Double> finite(double statistic) {
        return Double.isFinite(statistic) ? Optional.of(statistic) : Optional.empty();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
