package io.driftgate.cli.backtest;

import io.driftgate.drift.backtest.Course;
import java.util.Locale;

/**
 * One plot as SVG: a caption in a line of its own, axes, and what is drawn between them. Colours are classes of the page that it
 * stands in. Everything is also said in its title and description, for those who can't see it. One thread.
 *
 * <pre>
 * caption                     legend
 *  top |
 *      |      …                limit    HEIGHT
 *    0 |________________________
 *      from                   to
 * </pre>
 */
final class Plot {
    static final int WIDTH = 720;
    static final int LEFT = 52;
    private static final int RIGHT = WIDTH - 64;
    private static final int TOP = 22;
    private static final int BOTTOM = 20;

    /** Two limits' labels nearer than this would overlap. */
    private static final double LABEL_HEIGHT = 11;

    private final StringBuilder out = new StringBuilder();
    private final int height;
    private final double top;
    private double lastLabel = Double.NEGATIVE_INFINITY;

    /**
     * Opens a plot.
     *
     * @param id of the page's elements, unique in it
     * @param title what is shown
     * @param description what there is to see
     * @param top value at the upper end of the vertical axis
     */
    Plot(String id, String title, String description, int height, double top) {
        this.height = height;
        this.top = top;
        out.append(String.format(
                        Locale.ROOT,
                        "<svg role=\"img\" aria-labelledby=\"%s-t %s-d\" viewBox=\"0 0 %d %d\" width=\"%d\""
                                + " height=\"%d\">",
                        id,
                        id,
                        WIDTH,
                        height,
                        WIDTH,
                        height))
                .append(String.format(Locale.ROOT, "<title id=\"%s-t\">", id))
                .append(Html.escaped(title))
                .append(String.format(Locale.ROOT, "</title><desc id=\"%s-d\">", id))
                .append(Html.escaped(description))
                .append("</desc>");
        out.append(String.format(
                Locale.ROOT, "<path class=\"axis\" d=\"M%d %dV%dH%d\"/>", LEFT, TOP, height - BOTTOM, RIGHT));
    }

    static double left() {
        return LEFT;
    }

    static double width() {
        return RIGHT - LEFT;
    }

    Plot caption(String caption, String topLabel) {
        text("name", LEFT, 13, "start", caption);
        text("", LEFT - 6.0, TOP + 9.0, "end", topLabel);
        text("", LEFT - 6.0, height - BOTTOM, "end", "0");
        return this;
    }

    Plot ends(String from, String to) {
        text("", LEFT, height - 5.0, "start", from);
        text("", RIGHT, height - 5.0, "end", to);
        return this;
    }

    Plot label(double x, String label) {
        text("", x, height - 5.0, "middle", label);
        return this;
    }

    /** Colours and what they mean, at the right end of the caption's line. */
    Plot legend(String... classesAndNames) {
        double x = RIGHT;
        for (int i = classesAndNames.length - 2; i >= 0; i -= 2) {
            x -= 6.5 * classesAndNames[i + 1].length();
            text("", x, 13, "start", classesAndNames[i + 1]);
            x -= 14;
            out.append(String.format(
                    Locale.ROOT,
                    "<rect class=\"%s\" x=\"%.1f\" y=\"4\" width=\"10\" height=\"10\"/>",
                    classesAndNames[i],
                    x));
            x -= 14;
        }
        return this;
    }

    /** A dashed line; from the highest to the lowest, so that a label which has no room is left out. */
    Plot limit(double value, String label) {
        double y = y(value);
        out.append(String.format(Locale.ROOT, "<path class=\"limit\" d=\"M%d %.1fH%d\"><title>", LEFT, y, RIGHT));
        out.append(Html.escaped(label)).append("</title></path>");
        if (y - lastLabel >= LABEL_HEIGHT) {
            text("mark", RIGHT + 5.0, y + 4, "start", label);
            lastLabel = y;
        }
        return this;
    }

    /** A line through the points; one that is beyond the top runs along it. */
    Plot course(Course course) {
        double[] points = course.points();
        out.append("<polyline class=\"course\" points=\"");
        for (int p = 0; p < points.length; p++) {
            double x = LEFT + width() * (points.length == 1 ? 0 : (double) p / (points.length - 1));
            out.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y(points[p])));
        }
        if (points.length == 1) {
            out.append(String.format(Locale.ROOT, "%d,%.1f", RIGHT, y(points[0])));
        }
        out.append("\"/>");
        return this;
    }

    Plot bar(String kind, double x, double width, double value, String name) {
        double y = y(value);
        out.append(String.format(
                        Locale.ROOT,
                        "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>",
                        kind,
                        x,
                        y,
                        width,
                        height - BOTTOM - y))
                .append(Html.escaped(name))
                .append("</title></rect>");
        return this;
    }

    String close() {
        return out.append("</svg>\n").toString();
    }

    private void text(String kind, double x, double y, String anchor, String text) {
        out.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\"", x, y));
        if (!kind.isEmpty()) {
            out.append(" class=\"").append(kind).append('"');
        }
        if (!anchor.equals("start")) {
            out.append(" text-anchor=\"").append(anchor).append('"');
        }
        out.append('>').append(Html.escaped(text)).append("</text>");
    }

    private double y(double value) {
        double share = top > 0 ? Math.min(1, value / top) : 0;
        return height - BOTTOM - share * (height - BOTTOM - TOP);
    }
}
