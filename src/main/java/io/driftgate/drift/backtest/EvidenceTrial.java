package io.driftgate.drift.backtest;

import io.driftgate.drift.evidence.DriftEvidence;
import io.driftgate.drift.evidence.EvidenceReport;
import io.driftgate.drift.evidence.FeatureEvidence;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.SketchPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The alarms of one evidence setting over the panes of a stream. After each the evidence starts anew. One thread. */
public final class EvidenceTrial {
    private final EvidenceSetting setting;
    private final DriftEvidence evidence;
    private final boolean followed;
    private final Course course = new Course();
    private final List<Course> features = new ArrayList<>();
    private Optional<Alarm> first = Optional.empty();
    private double threshold;
    private long rows;
    private long panes;
    private long alarms;

    /**
     * An alarm.
     *
     * @param pane its index
     * @param row one past the pane's last row
     * @param since the row since which the leading feature differs most, about
     * @param leading the feature or pair with the most evidence
     */
    public record Alarm(long pane, long row, long since, FeatureEvidence leading) {}

    /**
     * Prepares.
     *
     * @param followed whether the features' courses are kept
     */
    EvidenceTrial(SketchPlan plan, EvidenceSetting setting, boolean followed) {
        this.setting = setting;
        this.followed = followed;
        evidence = setting.start(plan);
        for (int i = 0; followed && i < plan.baseline().features().size(); i++) {
            features.add(new Course());
        }
    }

    /** Takes the next rows, which no pane before held. */
    void add(PaneCounts pane) {
        EvidenceReport report = evidence.endPane(pane);
        rows += pane.rows();
        threshold = report.threshold();
        course.add(Math.max(0, report.logE()));
        for (int i = 0; followed && i < features.size(); i++) {
            features.get(i).add(Math.max(0, report.features().get(i).logE()));
        }
        if (report.alarm()) {
            if (first.isEmpty()) {
                FeatureEvidence leading = report.leading().orElseThrow();
                first = Optional.of(new Alarm(panes, rows, rows - leading.rows(), leading));
            }
            alarms++;
            evidence.restart();
        }
        panes++;
    }

    public EvidenceSetting setting() {
        return setting;
    }

    public Optional<Alarm> first() {
        return first;
    }

    public long alarms() {
        return alarms;
    }

    public long panes() {
        return panes;
    }

    /** What the natural logarithm of the e-value must reach; 0 before the first pane. */
    public double threshold() {
        return threshold;
    }

    /** The natural logarithm of the e-value after each pane, 0 where it is below. */
    public Course course() {
        return course;
    }

    /** The same of one feature; of the followed trial only. */
    public Course course(int feature) {
        return features.get(feature);
    }
}
