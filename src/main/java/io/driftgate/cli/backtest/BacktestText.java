package io.driftgate.cli.backtest;

import io.driftgate.drift.DriftSettings;
import io.driftgate.drift.backtest.EvidenceSetting;
import io.driftgate.drift.backtest.EvidenceTrial;
import io.driftgate.drift.backtest.Findings;
import io.driftgate.drift.backtest.Findings.Setting;
import io.driftgate.drift.backtest.Findings.Trip;
import io.driftgate.drift.backtest.Measure;
import io.driftgate.drift.backtest.Replay;
import io.driftgate.drift.backtest.ReplayWindow;
import io.driftgate.drift.evidence.FeatureEvidence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The findings of a backtest as tables; the report shows the same ones. */
final class BacktestText {
    /** Letters of a name. */
    private static final int SHOWN = 60;

    private final DriftSettings drift;
    private final Findings findings;
    private final Optional<Chance> chance;
    private final double atMost;
    private static final int MAX_PAIRS = 20;

    private final List<Setting> suggested = new ArrayList<>();

    /** Adds the suggested settings to what {@code findings} watches, so it must be made before the first window. */
    BacktestText(DriftSettings drift, Findings findings, Optional<Chance> chance, double atMost) {
        this.drift = drift;
        this.findings = findings;
        this.chance = chance;
        this.atMost = atMost;
        chance.ifPresent(drawn -> {
            for (Measure measure : Measure.values()) {
                suggested.add(findings.watch(measure, drawn.windows().suggest(measure, atMost)));
            }
        });
    }

    /** Rows of cells, the head first. */
    List<List<String>> featureTable() {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("feature", "worst window", "from row", "psi", "ks", "js", "missing", "unseen", "state"));
        for (Findings.FeatureFindings feature : findings.features()) {
            ReplayWindow.Entry worst = feature.worst();
            var shares = worst.statistics().shares().orElseThrow();
            table.add(List.of(
                    printable(feature.feature()),
                    Long.toString(feature.worstWindow()),
                    Long.toString(feature.worstStart()),
                    number(Measure.PSI.of(worst)),
                    number(Measure.KS.of(worst)),
                    number(Measure.JS.of(worst)),
                    percent(shares.missing().window()),
                    percent(shares.unseen().window()),
                    worst.drift().state().name().toLowerCase(Locale.ROOT)));
        }
        return table;
    }

    /** Rows of cells, the head first, of the pairs that differ most; only the head of a baseline without. */
    List<List<String>> pairTable() {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of("pair", "worst window", "from row", "psi", "tv", "in training", "then", "drift in windows"));
        findings.pairs().stream()
                .sorted(Comparator.comparingDouble((Findings.PairFindings pair) ->
                        -pair.worst().statistics().excess()))
                .limit(MAX_PAIRS)
                .forEach(pair -> table.add(List.of(
                        printable(pair.name()),
                        Long.toString(pair.worstWindow()),
                        Long.toString(pair.worstStart()),
                        number(pair.worst().statistics().psi()),
                        number(pair.worst().statistics().ks()),
                        number(pair.worst().trained()),
                        number(pair.worst().now()),
                        Long.toString(pair.drifting()))));
        return table;
    }

    /** What the table of pairs is about. */
    String pairNote() {
        return "Two features together, their window of largest psi; the " + MAX_PAIRS + " furthest of "
                + findings.pairs().size()
                + " pairs. What either feature does by itself is taken out. 'in training' and 'then' say how strongly"
                + " both go together: correlation of ranks, -1 to 1, of two numbers, else Cramer's V, 0 to 1. The"
                + " thresholds above are of features; pairs are in the verdict and in the evidence.";
    }

    /** Rows of cells, the head first. */
    List<List<String>> settingTable() {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of(
                "setting", "trips at window", "after row", "by feature", "windows", "by chance in 1,000 windows"));
        for (Setting setting : findings.settings()) {
            table.add(row(
                    (suggested.contains(setting) ? "suggested " : "")
                            + setting.measure().name().toLowerCase(Locale.ROOT) + " >= " + number(setting.threshold()),
                    setting.first(),
                    setting.windows(),
                    chance.map(drawn -> String.format(
                                    Locale.ROOT,
                                    "%.1f",
                                    drawn.windows().alarmsPerThousand(setting.measure(), setting.threshold())))
                            .orElse("-")));
        }
        table.add(row(
                (drift.falseAlarms().isPresent() ? "if thresholds decided: psi " : "verdict: psi ")
                        + number(drift.psi()) + " or ks " + number(drift.ks()) + ", " + drift.consecutive()
                        + " in a row",
                findings.verdictTrip(),
                findings.verdictDrifted(),
                chance.map(drawn -> rate(drawn.traffic().tripsPerThousand())).orElse("-")));
        return table;
    }

    /** Rows of cells, the head first. */
    List<List<String>> evidenceTable() {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of(
                "evidence, 1 false alarm in",
                "alarms after row",
                "differs since row",
                "feature",
                "change",
                "alarms",
                "by chance in 1,000 panes"));
        Optional<EvidenceSetting> best = suggestedEvidence();
        for (EvidenceTrial trial : findings.evidence()) {
            Optional<EvidenceTrial.Alarm> alarm = trial.first();
            table.add(List.of(
                    (best.equals(Optional.of(trial.setting())) ? "suggested " : "") + name(trial.setting()),
                    alarm.map(first -> Long.toString(first.row())).orElse("never"),
                    alarm.map(first -> Long.toString(first.since())).orElse("-"),
                    alarm.map(first -> printable(first.leading().feature())).orElse("-"),
                    alarm.map(first -> change(first.leading())).orElse("-"),
                    Long.toString(trial.alarms()),
                    chance.map(drawn -> rate(drawn.traffic().alarmsPerThousand(trial.setting())))
                            .orElse("-")));
        }
        return table;
    }

    static String name(EvidenceSetting setting) {
        return String.format(Locale.ROOT, "%,.0f panes", setting.panesPerFalseAlarm())
                + (setting.ofModel() ? " (model)" : "");
    }

    /**
     * The quickest that chance does not trip too often. The fewer panes per false alarm, the less evidence an alarm takes and
     * the sooner it comes.
     */
    private Optional<EvidenceSetting> suggestedEvidence() {
        return chance.flatMap(drawn -> findings.evidence().stream()
                .map(EvidenceTrial::setting)
                .filter(setting -> setting.panesPerFalseAlarm() >= EvidenceSetting.FEWEST_PANES)
                .filter(setting -> drawn.traffic().alarmsPerThousand(setting) <= atMost)
                .min(Comparator.comparingDouble(EvidenceSetting::panesPerFalseAlarm)));
    }

    /** What became of a feature, in words. */
    private static String change(FeatureEvidence evidence) {
        boolean more = evidence.more();
        return switch (evidence.direction()) {
            case "shift" -> more ? "shifted up" : "shifted down";
            case "spread" -> more ? "spread wider" : "spread narrower";
            case "shape" -> "another shape";
            case "value" -> "'" + printable(evidence.value()) + (more ? "' more often" : "' less often");
            case "association" -> more ? "go together more" : "go together less";
            case "together" ->
                "'" + printable(evidence.value()) + (more ? "' together more often" : "' together less often");
            default -> evidence.direction() + (more ? " more often" : " less often");
        };
    }

    /** What the evidence's numbers mean. */
    String evidenceNote() {
        String pane = "A pane is one step of the replay. "
                + (drift.falseAlarms()
                                .filter(rule ->
                                        rule.hasEffectGate() || drift.weights().driftShare() > 0)
                                .isPresent()
                        ? "The model's own setting is shown without its psi, ks and driftShare, which may hold an"
                                + " alarm back. "
                        : "");
        if (chance.isEmpty()) {
            return pane.strip();
        }
        String drawn = String.format(
                Locale.ROOT,
                "By chance: alarms in a stream of %,d panes drawn from the reference, per 1,000. ",
                chance.get().traffic().panes());
        return pane
                + drawn
                + suggestedEvidence()
                        .map(setting -> String.format(
                                Locale.ROOT,
                                "Suggested is the quickest setting of at least %,.0f panes that raised at most %s of"
                                        + " them: falseAlarms with a time of %,.0f panes per false alarm.",
                                EvidenceSetting.FEWEST_PANES,
                                plain(atMost),
                                setting.panesPerFalseAlarm()))
                        .orElse("No setting of at least 1,000 panes raised as few as " + plain(atMost)
                                + " of them: the reference differs from the baseline.");
    }

    private static String plain(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }

    private static String rate(double perThousand) {
        return String.format(Locale.ROOT, "%.1f", perThousand);
    }

    private static List<String> row(String setting, Optional<Trip> trip, long windows, String byChance) {
        return List.of(
                setting,
                trip.map(first -> Long.toString(first.window())).orElse("never"),
                trip.map(first -> Long.toString(first.row())).orElse("-"),
                trip.map(first -> printable(first.feature())).orElse("-"),
                Long.toString(windows),
                byChance);
    }

    /** What the rates mean. */
    String note() {
        return chance.map(drawn -> "By chance: of " + drawn.windows().rounds()
                        + " windows drawn from the reference, those in which any"
                        + " feature reached the setting, per 1,000. Overlapping"
                        + " windows alarm together. Of the verdict: how often it"
                        + " became drift in a stream of as many windows. Where the baseline was built"
                        + " from the same rows, its own sampling error is not in"
                        + " these rates.")
                .orElse("With --reference FILE, the training data, this also says what chance alone would trip,"
                        + " and suggests settings.");
    }

    static String summary(Replay replay) {
        return String.format(Locale.ROOT, "%,d rows in %,d windows", replay.rows(), replay.windows());
    }

    String render(Replay replay) {
        StringBuilder out = new StringBuilder(summary(replay)).append("\n\n");
        draw(featureTable(), out);
        if (!findings.pairs().isEmpty()) {
            out.append('\n');
            draw(pairTable(), out);
            out.append('\n').append(pairNote()).append("\n");
        }
        out.append('\n');
        draw(settingTable(), out);
        out.append('\n').append(note()).append("\n\n");
        draw(evidenceTable(), out);
        return out.append('\n').append(evidenceNote()).append('\n').toString();
    }

    private static void draw(List<List<String>> table, StringBuilder out) {
        int[] widths = new int[table.get(0).size()];
        for (List<String> row : table) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : table) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            out.append(line.toString().stripTrailing()).append('\n');
        }
    }

    /** A dash for what there is none of, such as how strongly something goes together with what never varies. */
    static String number(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /**
     * Names come out of files: nothing in them may steer a terminal. Of a long one both ends are shown, for names that only differ
     * in the last letters are common.
     */
    private static String printable(String name) {
        int[] points = name.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .toArray();
        if (points.length <= SHOWN) {
            return new String(points, 0, points.length);
        }
        int head = SHOWN * 2 / 3;
        int tail = SHOWN - head - 1;
        return new String(points, 0, head) + '…' + new String(points, points.length - tail, tail);
    }
}
