package io.driftgate.drift;

import io.driftgate.drift.evidence.DriftEvidence;
import io.driftgate.drift.evidence.EvidenceReport;
import io.driftgate.drift.evidence.EvidenceSettings;
import io.driftgate.drift.evidence.FeatureEvidence;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SketchPlan;
import java.util.ArrayList;
import java.util.List;

/**
 * The level of an evaluation by evidence. Owned by the monitor's thread.
 *
 * <pre>
 * not drifted   DRIFT on an alarm, WARNING from half its threshold on, else STABLE
 * drifted       evidence starts anew at the trip. An alarm is DRIFT, and it starts anew again. Over a whole window, and over
 *               twice the rows that the last alarm took (or all that is looked back on), it says STABLE where its e-value is
 *               below 1; otherwise WARNING, and it starts anew
 * </pre>
 *
 * An e-value controls false alarms over all evaluations by itself, so that no alarm has to be repeated. Twice the rows show the
 * drift that took one number of rows to alarm at well beyond an e-value of 1, so that one which goes on does not clear.
 */
final class EvidenceWatch {
    private final DriftSettings settings;
    private final FalseAlarms rule;
    private final EvidenceSettings evidenceSettings;
    private final DriftEvidence evidence;
    private long panes;
    private long rows;
    private long rowsToClear;
    private long alarmRows;
    private double alarmMisfit = 1;

    /** What an evaluation found. */
    record Found(EvidenceReport report, Verdict level, List<FeatureDrift> features, List<PairDrift> pairs) {}

    /**
     * Makes one.
     *
     * @param versions with a baseline, that share the rate of false alarms
     * @param alarmRows that an alarm before this took, while it is in force; 0 when there was none, or nobody knows
     */
    EvidenceWatch(SketchPlan plan, DriftSettings settings, int versions, long alarmRows) {
        this.settings = settings;
        this.rule = settings.falseAlarms().orElseThrow();
        this.evidenceSettings = rule.evidence(settings.window(), versions);
        this.evidence = new DriftEvidence(
                plan, evidenceSettings, settings.weights().of(plan.baseline().features()));
        this.alarmRows = alarmRows;
        this.rowsToClear = alarmRows == 0 ? Long.MAX_VALUE : 2 * alarmRows;
    }

    /**
     * Takes a pane.
     *
     * @param drifted whether the verdict is that it has
     * @param sufficient whether the window holds enough for a verdict
     * @param statistics of the features over the window
     * @param together those of pairs
     */
    Found endPane(
            PaneCounts pane,
            boolean drifted,
            boolean sufficient,
            List<FeatureDrift> statistics,
            List<PairDrift> together) {
        EvidenceReport report = evidence.endPane(pane);
        panes++;
        rows += pane.rows();
        if (!sufficient) {
            return new Found(report, Verdict.INSUFFICIENT, statistics, together);
        }
        boolean effect = false;
        List<FeatureDrift> features = new ArrayList<>(statistics.size());
        for (int i = 0; i < statistics.size(); i++) {
            FeatureDrift statistic = statistics.get(i);
            double logE = report.features().get(i).logE();
            double weight = settings.weights().of(statistic.feature());
            features.add(statistic.withState(state(statistic, logE, weight, report.threshold())));
            effect |= weight > 0 && logE > 0 && hasEffect(statistic);
        }
        List<PairDrift> pairs = new ArrayList<>(together.size());
        for (int i = 0; i < together.size(); i++) {
            PairDrift pair = together.get(i);
            double logE = report.pairs().get(i).logE();
            double weight = settings.weights().of(pair);
            pairs.add(pair.withState(state(pair.statistics(), logE, weight, report.threshold())));
            effect |= weight > 0 && logE > 0 && hasEffect(pair.statistics());
        }
        boolean enough =
                settings.weights().driftShare() == 0 || settings.weights().isEnough(features, pairs);
        boolean alarm = report.alarm() && effect && enough;
        Verdict level = drifted ? levelDrifted(report, alarm, statistics, together) : level(report, alarm);
        return new Found(report, level, features, pairs);
    }

    private Verdict state(FeatureDrift statistic, double logE, double weight, double threshold) {
        if (weight > 0 && logE >= threshold && hasEffect(statistic)) {
            return Verdict.DRIFT;
        }
        return weight > 0 && logE >= threshold / 2 ? Verdict.WARNING : Verdict.STABLE;
    }

    EvidenceState remember() {
        return new EvidenceState(evidence.remember(), panes, rows, rowsToClear, alarmRows, alarmMisfit);
    }

    /**
     * Goes on where a former process stopped; before the first pane.
     *
     * @param emptyPanes that have passed since
     * @return whether it fits
     */
    boolean restore(EvidenceState state, long emptyPanes) {
        if (!evidence.restore(state.evidence())) {
            return false;
        }
        evidence.passEmpty(emptyPanes);
        panes = state.panes() + emptyPanes;
        rows = state.rows();
        rowsToClear = state.rowsToClear();
        alarmRows = state.alarmRows();
        alarmMisfit = state.alarmMisfit();
        return true;
    }

    /** Takes a pane that was judged already, by a former process. */
    void restore(PaneCounts pane) {
        evidence.endPane(pane);
        panes++;
        rows += pane.rows();
    }

    private static Verdict level(EvidenceReport report, boolean alarm) {
        if (alarm) {
            return Verdict.DRIFT;
        }
        return report.logE() >= report.threshold() / 2 ? Verdict.WARNING : Verdict.STABLE;
    }

    private Verdict levelDrifted(
            EvidenceReport report, boolean alarm, List<FeatureDrift> statistics, List<PairDrift> together) {
        if (alarm) {
            tripped(report);
            return Verdict.DRIFT;
        }
        boolean whole = panes >= settings.panes() && (rows >= rowsToClear || panes >= evidenceSettings.lookback());
        if (!whole) {
            return Verdict.WARNING;
        }
        if (report.logE() < 0 || isWithoutEffect(statistics, together)) {
            return Verdict.STABLE;
        }
        restart();
        return Verdict.WARNING;
    }

    /** The verdict has become, or is again, that it drifted. */
    void tripped(EvidenceReport report) {
        alarmRows = report.leading().map(FeatureEvidence::rows).orElse(0L);
        alarmMisfit = Math.max(1, report.logE() / report.threshold());
        rowsToClear = 2 * alarmRows;
        restart();
    }

    /** The evidence so far is of what is over. */
    void restart() {
        evidence.restart();
        panes = 0;
        rows = 0;
    }

    /** Rows since when the feature that led the last alarm differed; 0 when nobody knows. */
    long alarmRows() {
        return alarmRows;
    }

    /** 1 at the threshold. */
    double misfit(EvidenceReport report, boolean drifted) {
        return drifted ? alarmMisfit : Math.max(0, report.logE() / report.threshold());
    }

    private boolean hasEffect(FeatureDrift statistic) {
        return !rule.hasEffectGate()
                || (rule.effectPsi() && statistic.psi() >= statistic.psiThreshold())
                || (rule.effectKs() && statistic.ks() >= statistic.ksThreshold());
    }

    /** Whether all features and pairs are below what clears, of the effect that is asked for; false where none is. */
    private boolean isWithoutEffect(List<FeatureDrift> statistics, List<PairDrift> together) {
        return rule.hasEffectGate()
                && statistics.stream().noneMatch(each -> settings.weights().of(each.feature()) > 0 && isUncleared(each))
                && together.stream()
                        .noneMatch(each -> settings.weights().of(each) > 0 && isUncleared(each.statistics()));
    }

    private boolean isUncleared(FeatureDrift each) {
        double psi = settings.clearPsi() / settings.psi();
        double ks = settings.clearKs() / settings.ks();
        return (rule.effectPsi() && each.psi() >= psi * each.psiThreshold())
                || (rule.effectKs() && each.ks() >= ks * each.ksThreshold());
    }
}
