package io.driftgate.cli.backtest;

import io.driftgate.drift.backtest.Course;
import io.driftgate.drift.backtest.EvidenceTrial;
import io.driftgate.drift.backtest.Findings;
import io.driftgate.drift.backtest.Measure;
import io.driftgate.drift.backtest.Replay;
import io.driftgate.drift.statistic.ReferenceGroups;
import io.driftgate.sketch.CategoricalProfile;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.NumericProfile;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A backtest as one HTML file that loads nothing: tables, the course of each statistic, and histograms of the worst windows. */
final class BacktestReport {
    private static final int COURSE_HEIGHT = 130;
    private static final int EVIDENCE_HEIGHT = 220;

    /** By how much evidence may be beyond the highest threshold before its course is cut off. */
    private static final double CUT = 1.5;

    private static final String STYLE = """
        :root{color-scheme:light dark;--ink:#1c1e21;--back:#fff;--soft:#5b6370;--line:#d5d9de;--a:#0b62c4;--b:#b45309}
        @media (prefers-color-scheme:dark){:root{--ink:#e6e8eb;--back:#15171a;--soft:#a4adb7;--line:#3a3f46;--a:#6cb2ff;--b:#f5a54a}}
        body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--back);max-width:72rem;margin:2rem auto;padding:0 1rem}
        h1,h3,caption,tr~tr th{overflow-wrap:anywhere}a{color:var(--a)}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:1rem 0}
        caption{text-align:left;font-weight:600;font-size:1.1rem;padding-bottom:.3rem}
        th,td{text-align:left;vertical-align:top;padding:.25rem 1rem .25rem 0;border-bottom:1px solid var(--line)}
        td{white-space:nowrap}tr th:first-child{min-width:9rem;max-width:24rem}tr~tr th{font-weight:400}
        .wide{overflow-x:auto}section{border-top:1px solid var(--line);margin-top:2rem}
        svg{max-width:100%;height:auto;display:block;margin:.5rem 0}
        svg text{fill:var(--soft);font-size:11px;paint-order:stroke;stroke:var(--back);stroke-width:3px}
        svg .name{fill:var(--ink);font-size:12px}svg .mark{fill:var(--b)}
        .course{fill:none;stroke:var(--a);stroke-width:1.5;stroke-linejoin:round}.axis{fill:none;stroke:var(--line)}
        .limit{fill:none;stroke:var(--b);stroke-dasharray:5 4}
        .base{fill:var(--a)}.live{fill:var(--b)}p{color:var(--soft);max-width:48rem}
        """;

    private final String data;
    private final String baseline;
    private final BacktestText text;
    private final Replay replay;
    private final List<FeatureProfile> profiles;
    private final Findings findings;

    BacktestReport(
            String data,
            String baseline,
            BacktestText text,
            Replay replay,
            List<FeatureProfile> profiles,
            Findings findings) {
        this.data = data;
        this.baseline = baseline;
        this.text = text;
        this.replay = replay;
        this.profiles = profiles;
        this.findings = findings;
    }

    String html() {
        List<String> links =
                IntStream.range(0, profiles.size()).mapToObj(i -> "f" + i).toList();
        StringBuilder out = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
                .append("<title>Backtest of ")
                .append(Html.escaped(data))
                .append("</title><style>\n")
                .append(STYLE)
                .append("</style></head><body><main>\n<h1>Backtest of ")
                .append(Html.escaped(data))
                .append("</h1>\n");
        paragraph(BacktestText.summary(replay) + ", compared with " + baseline + ".", out);
        out.append("<h2>Settings</h2>\n");
        out.append(Html.table("When each threshold trips", text.settingTable(), List.of()));
        paragraph(text.note(), out);
        out.append(Html.table("When evidence raises an alarm", text.evidenceTable(), List.of()));
        paragraph(text.evidenceNote(), out);
        evidence(out);
        out.append("<h2>Features</h2>\n");
        out.append(Html.table("Worst window of each feature", wholeNames(text.featureTable()), links));
        paragraph("The worst window is the one of largest Jensen-Shannon distance.", out);
        if (!findings.pairs().isEmpty()) {
            out.append(Html.table("Worst window of the pairs that differ most", text.pairTable(), List.of()));
            paragraph(text.pairNote(), out);
        }
        for (int i = 0; i < profiles.size(); i++) {
            feature(i, out);
        }
        return out.append("</main></body></html>\n").toString();
    }

    /** A page has room for names that a terminal's table shortens. */
    private List<List<String>> wholeNames(List<List<String>> table) {
        List<List<String>> whole = new ArrayList<>(table);
        for (int i = 0; i < profiles.size(); i++) {
            List<String> row = new ArrayList<>(table.get(i + 1));
            row.set(0, profiles.get(i).name());
            whole.set(i + 1, row);
        }
        return whole;
    }

    private static void paragraph(String text, StringBuilder out) {
        out.append("<p>").append(Html.escaped(text)).append("</p>\n");
    }

    /** All features' evidence, by the followed setting, beside the thresholds of all. */
    private void evidence(StringBuilder out) {
        EvidenceTrial followed = followed();
        if (followed.panes() == 0) {
            return;
        }
        double highest = findings.evidence().stream()
                .mapToDouble(EvidenceTrial::threshold)
                .max()
                .orElseThrow();
        double largest = largest(followed.course());
        double top = Math.max(1.1 * highest, Math.min(CUT * highest, 1.1 * largest));
        String setting = BacktestText.name(followed.setting());
        Plot plot = new Plot(
                        "evidence",
                        "evidence of all features over " + followed.panes() + " panes",
                        String.format(
                                Locale.ROOT,
                                "Set for 1 false alarm in %s. Largest %.1f, threshold %.1f, %d alarms.",
                                setting,
                                largest,
                                followed.threshold(),
                                followed.alarms()),
                        EVIDENCE_HEIGHT,
                        top)
                .caption("ln e-value, set for 1 false alarm in " + setting, cut(top, largest))
                .ends("pane 0", "pane " + (followed.panes() - 1));
        findings.evidence().stream()
                .filter(trial -> trial.threshold() > 0)
                .sorted(Comparator.comparingDouble(EvidenceTrial::threshold).reversed())
                .forEach(trial -> plot.limit(
                        trial.threshold(),
                        String.format(Locale.ROOT, "%,.0f", trial.setting().panesPerFalseAlarm())));
        out.append(plot.course(followed.course()).close());
        paragraph(
                "Dashed: what each setting's evidence must reach, by panes per false alarm. After an alarm the evidence"
                        + " starts anew, so that a drift that lasts draws teeth."
                        + (largest > top ? " The course is cut off at the top." : ""),
                out);
    }

    private EvidenceTrial followed() {
        return findings.evidence().get(findings.evidence().size() - 1);
    }

    private static String cut(double top, double largest) {
        return (largest > top ? "≥ " : "") + String.format(Locale.ROOT, "%.1f", top);
    }

    private static double largest(Course course) {
        return Arrays.stream(course.points()).max().orElse(0);
    }

    private void feature(int i, StringBuilder out) {
        Findings.FeatureFindings feature = findings.features().get(i);
        String id = "f" + i;
        out.append("<section id=\"")
                .append(id)
                .append("\"><h3>")
                .append(Html.escaped(feature.feature()))
                .append("</h3>\n");
        for (Measure measure : Measure.values()) {
            course(id, feature, measure, out);
        }
        evidence(id, feature.feature(), i, out);
        histogram(id, feature, profiles.get(i), out);
        out.append("</section>\n");
    }

    private void evidence(String id, String feature, int i, StringBuilder out) {
        EvidenceTrial followed = followed();
        if (followed.panes() == 0) {
            return;
        }
        Course course = followed.course(i);
        double largest = largest(course);
        double limit = followed.threshold();
        double top = Math.max(1.1 * limit, Math.min(CUT * limit, 1.1 * largest));
        out.append(new Plot(
                        id + "-evidence",
                        "evidence of " + feature + " over " + followed.panes() + " panes",
                        String.format(Locale.ROOT, "Largest %.1f, threshold %.1f.", largest, limit),
                        COURSE_HEIGHT,
                        top)
                .caption("ln e-value", cut(top, largest))
                .ends("pane 0", "pane " + (followed.panes() - 1))
                .limit(limit, String.format(Locale.ROOT, "%.1f", limit))
                .course(course)
                .close());
    }

    private void course(String id, Findings.FeatureFindings feature, Measure measure, StringBuilder out) {
        Course course = feature.course(measure);
        double largest = largest(course);
        double[] limits = findings.settings().stream()
                .filter(setting -> setting.measure() == measure)
                .mapToDouble(Findings.Setting::threshold)
                .sorted()
                .distinct()
                .toArray();
        double top = 1.1 * Math.max(largest, limits[0]);
        String name = measure.name().toLowerCase(Locale.ROOT);
        Plot plot = new Plot(
                        id + "-" + name,
                        name + " of " + feature.feature() + " over " + replay.windows() + " windows",
                        "Largest " + BacktestText.number(largest) + ".",
                        COURSE_HEIGHT,
                        top)
                .caption(name, BacktestText.number(top))
                .ends("window 0", "window " + (replay.windows() - 1));
        for (int l = limits.length - 1; l >= 0; l--) {
            if (limits[l] <= top) {
                plot.limit(limits[l], BacktestText.number(limits[l]));
            }
        }
        out.append(plot.course(course).close());
    }

    private static void histogram(
            String id, Findings.FeatureFindings feature, FeatureProfile profile, StringBuilder out) {
        ReferenceGroups groups = ReferenceGroups.of(profile);
        long[] live = feature.worstGroups();
        double rows = feature.worst().statistics().rows();
        double top = 0;
        StringBuilder told = new StringBuilder("Training data and window: ");
        for (int group = 0; group < live.length; group++) {
            top = Math.max(top, Math.max(groups.share(group), live[group] / rows));
            told.append(group == 0 ? "" : ", ")
                    .append(name(group, groups, profile))
                    .append(String.format(
                            Locale.ROOT, " %.1f %% and %.1f %%", 100 * groups.share(group), 100 * live[group] / rows));
        }
        Plot plot = new Plot(
                        id + "-shares",
                        "shares of " + feature.feature() + " by group, training data and window "
                                + feature.worstWindow(),
                        told.append('.').toString(),
                        COURSE_HEIGHT,
                        top)
                .caption("share by group", String.format(Locale.ROOT, "%.0f %%", 100 * top))
                .legend("base", "training data", "live", "window " + feature.worstWindow());
        double pitch = Plot.width() / live.length;
        int letters = (int) (pitch / 6);
        for (int group = 0; group < live.length; group++) {
            String name = name(group, groups, profile);
            double x = Plot.left() + group * pitch;
            bar(plot, "base", x + 2, pitch, groups.share(group), name + ", training data");
            bar(plot, "live", x + pitch / 2, pitch, live[group] / rows, name + ", window");
            plot.label(x + pitch / 2, shortened(name, Math.max(3, letters)));
        }
        out.append(plot.close());
    }

    private static void bar(Plot plot, String kind, double x, double pitch, double share, String name) {
        plot.bar(kind, x, pitch / 2 - 3, share, String.format(Locale.ROOT, "%s: %.1f %%", name, 100 * share));
    }

    private static String shortened(String name, int letters) {
        return name.codePointCount(0, name.length()) <= letters
                ? name
                : name.substring(0, name.offsetByCodePoints(0, letters - 1)) + "…";
    }

    /** What a group holds. */
    private static String name(int group, ReferenceGroups groups, FeatureProfile profile) {
        boolean numeric = profile instanceof NumericProfile;
        if (group < 3) {
            return switch (group) {
                case 0 -> "missing";
                case 1 -> numeric ? "below" : "no bin";
                default -> numeric ? "above" : "rarer";
            };
        }
        double upper = Double.NaN;
        for (int bin = 0; bin < profile.bins(); bin++) {
            if (groups.group(bin) == group) {
                if (profile instanceof CategoricalProfile categorical) {
                    return categorical.values().get(bin - CategoricalProfile.FIRST);
                }
                upper = ((NumericProfile) profile).upper(bin - NumericProfile.FIRST);
            }
        }
        return "≤" + rounded(upper);
    }

    /** To three digits, short enough to stand below a bar. */
    static String rounded(double value) {
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(3));
        double size = Math.abs(rounded.doubleValue());
        if (size >= 1e12 || (size > 0 && size < 1e-3)) {
            return String.format(Locale.ROOT, "%.0e", value);
        }
        int thousands = size >= 1e9 ? 3 : size >= 1e6 ? 2 : size >= 1e4 ? 1 : 0;
        return rounded.movePointLeft(3 * thousands).stripTrailingZeros().toPlainString()
                + List.of("", "k", "M", "G").get(thousands);
    }
}
