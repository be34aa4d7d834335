package io.driftgate.cli.backtest;

import io.driftgate.drift.backtest.Course;
import io.driftgate.drift.backtest.Findings;
import io.driftgate.drift.backtest.Measure;
import io.driftgate.drift.backtest.Replay;
import io.driftgate.drift.statistic.ReferenceGroups;
import io.driftgate.sketch.CategoricalProfile;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.NumericProfile;
import java.util.List;
import java.util.Locale;

/** A backtest as one HTML file that loads nothing: tables, the course of each statistic, and histograms of the worst windows. */
final class BacktestReport {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 120;
    private static final int LEFT = 40;
    private static final int BOTTOM = 20;
    private static final String STYLE = """
        :root{color-scheme:light dark;--ink:#1c1e21;--back:#fff;--soft:#6b7280;--line:#d5d9de;--a:#0b62c4;--b:#b45309}
        @media (prefers-color-scheme:dark){:root{--ink:#e6e8eb;--back:#15171a;--soft:#9aa3ad;--line:#3a3f46;--a:#6cb2ff;--b:#f5a54a}}
        body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--back);max-width:72rem;margin:2rem auto;padding:0 1rem}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:1rem 0}
        th,td{text-align:left;padding:.25rem .8rem .25rem 0;border-bottom:1px solid var(--line)}
        .wide{overflow-x:auto}section{border-top:1px solid var(--line);margin-top:2rem}
        svg{max-width:100%;height:auto;display:block;margin:.5rem 0}svg text{fill:var(--soft);font-size:11px}
        .course{fill:none;stroke:var(--a);stroke-width:1.5}.axis{stroke:var(--line)}.limit{stroke:var(--b);stroke-dasharray:5 4}
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
        StringBuilder out = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
                .append("<title>Backtest of ")
                .append(escaped(data))
                .append("</title><style>\n")
                .append(STYLE)
                .append("</style></head><body>\n<h1>Backtest of ")
                .append(escaped(data))
                .append("</h1>\n<p>")
                .append(escaped(BacktestText.summary(replay)))
                .append(", compared with ")
                .append(escaped(baseline))
                .append(".</p>\n<h2>When each setting trips</h2>\n");
        table(text.settingTable(), out);
        out.append("<p>").append(escaped(text.note())).append("</p>\n<h2>Worst window of each feature</h2>\n");
        table(text.featureTable(), out);
        out.append("<p>The worst window is the one of largest Jensen-Shannon distance.</p>\n");
        for (int i = 0; i < profiles.size(); i++) {
            feature(i, out);
        }
        return out.append("</body></html>\n").toString();
    }

    private static void table(List<List<String>> rows, StringBuilder out) {
        out.append("<div class=\"wide\"><table>\n");
        for (int r = 0; r < rows.size(); r++) {
            out.append("<tr>");
            for (String cell : rows.get(r)) {
                out.append(r == 0 ? "<th scope=\"col\">" : "<td>")
                        .append(escaped(cell))
                        .append(r == 0 ? "</th>" : "</td>");
            }
            out.append("</tr>\n");
        }
        out.append("</table></div>\n");
    }

    private void feature(int i, StringBuilder out) {
        Findings.FeatureFindings feature = findings.features().get(i);
        out.append("<section><h2>").append(escaped(feature.feature())).append("</h2>\n");
        for (Measure measure : Measure.values()) {
            course(feature, measure, out);
        }
        histogram(feature, profiles.get(i), out);
        out.append("</section>\n");
    }

    private void course(Findings.FeatureFindings feature, Measure measure, StringBuilder out) {
        Course course = feature.course(measure);
        double[] points = course.points();
        double largest = 0;
        for (double point : points) {
            largest = Math.max(largest, point);
        }
        double limit = findings.settings().stream()
                .filter(setting -> setting.measure() == measure)
                .mapToDouble(Findings.Setting::threshold)
                .min()
                .orElse(0.1);
        double top = 1.1 * Math.max(largest, limit);
        String name = measure.name().toLowerCase(Locale.ROOT);
        open(
                name + " of " + feature.feature() + " over " + replay.windows() + " windows, largest "
                        + BacktestText.number(largest),
                out);
        axis(name, BacktestText.number(top), "window 0", "window " + (replay.windows() - 1), out);
        for (Findings.Setting setting : findings.settings()) {
            if (setting.measure() == measure && setting.threshold() <= top) {
                double y = y(setting.threshold() / top);
                out.append(String.format(
                        Locale.ROOT,
                        "<line class=\"limit\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"><title>%s"
                                + " %.3f</title></line>",
                        LEFT,
                        WIDTH,
                        y,
                        y,
                        name,
                        setting.threshold()));
            }
        }
        out.append("<polyline class=\"course\" points=\"");
        for (int p = 0; p < points.length; p++) {
            double x = LEFT + (WIDTH - LEFT) * (points.length == 1 ? 0 : (double) p / (points.length - 1));
            out.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y(points[p] / top)));
        }
        if (points.length == 1) {
            out.append(String.format(Locale.ROOT, "%d,%.1f", WIDTH, y(points[0] / top)));
        }
        out.append("\"/></svg>\n");
    }

    private static void open(String label, StringBuilder out) {
        out.append(String.format(
                        Locale.ROOT, "<svg role=\"img\" viewBox=\"0 0 %d %d\" width=\"%d\"", WIDTH, HEIGHT, WIDTH))
                .append(" aria-label=\"")
                .append(escaped(label))
                .append("\">");
    }

    private static void axis(String name, String top, String from, String to, StringBuilder out) {
        out.append(String.format(
                        Locale.ROOT,
                        "<path class=\"axis\" fill=\"none\" d=\"M%d 4V%dH%d\"/>",
                        LEFT,
                        HEIGHT - BOTTOM,
                        WIDTH))
                .append("<text x=\"0\" y=\"14\">")
                .append(escaped(top))
                .append("</text><text x=\"0\" y=\"58\">")
                .append(escaped(name))
                .append("</text>")
                .append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\">", LEFT, HEIGHT - 5))
                .append(escaped(from))
                .append(String.format(
                        Locale.ROOT, "</text><text text-anchor=\"end\" x=\"%d\" y=\"%d\">", WIDTH, HEIGHT - 5))
                .append(escaped(to))
                .append("</text>");
    }

    private static double y(double share) {
        return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - 4);
    }

    private static void histogram(Findings.FeatureFindings feature, FeatureProfile profile, StringBuilder out) {
        ReferenceGroups groups = ReferenceGroups.of(profile);
        long[] live = feature.worstGroups();
        long rows = feature.worst().statistics().rows();
        double top = 0;
        for (int group = 0; group < live.length; group++) {
            top = Math.max(top, Math.max(groups.share(group), (double) live[group] / rows));
        }
        open("shares of " + feature.feature() + " by group, training data and window " + feature.worstWindow(), out);
        axis(
                "share",
                String.format(Locale.ROOT, "%.0f %%", 100 * top),
                "training data (left bar of each pair) and window " + feature.worstWindow() + ", by group",
                "",
                out);
        double pitch = (double) (WIDTH - LEFT) / live.length;
        for (int group = 0; group < live.length; group++) {
            String name = name(group, groups, profile);
            bar("base", LEFT + group * pitch + 2, pitch / 2 - 3, groups.share(group), top, name + ", training", out);
            bar(
                    "live",
                    LEFT + (group + 0.5) * pitch,
                    pitch / 2 - 3,
                    (double) live[group] / rows,
                    top,
                    name + ", window",
                    out);
        }
        out.append("</svg>\n");
    }

    private static void bar(
            String kind, double x, double width, double share, double top, String name, StringBuilder out) {
        double y = y(share / top);
        out.append(String.format(
                        Locale.ROOT,
                        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>",
                        kind,
                        x,
                        y,
                        width,
                        HEIGHT - BOTTOM - y))
                .append(escaped(String.format(Locale.ROOT, "%s: %.1f %%", name, 100 * share)))
                .append("</title></rect>");
    }

    /** What a group holds, for whoever points at its bar. */
    private static String name(int group, ReferenceGroups groups, FeatureProfile profile) {
        if (group == 0) {
            return "missing";
        }
        if (group < 3) {
            boolean below = group == 1;
            return profile instanceof NumericProfile
                    ? (below ? "below training data" : "above training data")
                    : (below ? "without a bin" : "rarer values");
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
        return "up to " + upper;
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c < ' ' && c != '\n' && c != '\t' ? '?' : c);
            }
        }
        return out.toString();
    }
}
