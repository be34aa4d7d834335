package io.driftgate.cli.backtest;

import io.driftgate.drift.DriftSettings;
import io.driftgate.drift.backtest.Findings;
import io.driftgate.drift.backtest.Findings.Setting;
import io.driftgate.drift.backtest.Findings.Trip;
import io.driftgate.drift.backtest.Measure;
import io.driftgate.drift.backtest.Replay;
import io.driftgate.drift.backtest.ReplayWindow;
import io.driftgate.drift.backtest.Resampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The findings of a backtest as tables; the report shows the same ones. */
final class BacktestText {
    private final DriftSettings drift;
    private final Findings findings;
    private final Optional<Resampling> chance;
    private final List<Setting> suggested = new ArrayList<>();

    /** Adds the suggested settings to what {@code findings} watches, so it must be made before the first window. */
    BacktestText(DriftSettings drift, Findings findings, Optional<Resampling> chance, double atMost) {
        this.drift = drift;
        this.findings = findings;
        this.chance = chance;
        chance.ifPresent(drawn -> {
            for (Measure measure : Measure.values()) {
                suggested.add(findings.watch(measure, drawn.suggest(measure, atMost)));
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
                                    drawn.alarmsPerThousand(setting.measure(), setting.threshold())))
                            .orElse("-")));
        }
        table.add(row(
                "verdict: psi " + number(drift.psi()) + " or ks " + number(drift.ks()) + ", " + drift.consecutive()
                        + " in a row",
                findings.machineTrip(),
                findings.machineDrifted(),
                "-"));
        return table;
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
        return chance.map(drawn ->
                        "By chance: of " + drawn.rounds() + " windows drawn from the reference, those in which any"
                                + " feature reached the setting, per 1,000. Overlapping"
                                + " windows alarm together. Where the baseline was built"
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
        out.append('\n');
        draw(settingTable(), out);
        return out.append('\n').append(note()).append('\n').toString();
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

    static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** Names come out of files: nothing in them may steer a terminal. */
    private static String printable(String name) {
        StringBuilder shown = new StringBuilder();
        name.codePoints()
                .limit(60)
                .forEach(c -> shown.appendCodePoint(
                        Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c));
        return shown.toString();
    }
}
