package io.driftgate.cli.backtest;

import java.util.List;

/** Texts and tables as HTML. */
final class Html {
    private Html() {}

    static String escaped(String text) {
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

    /**
     * A table whose first row and column are heads. One that is too wide scrolls by itself, with the keyboard as well.
     *
     * @param rows of cells, the head first
     * @param links where each row's head leads to, without the table's; empty: nowhere
     */
    static String table(String caption, List<List<String>> rows, List<String> links) {
        StringBuilder out = new StringBuilder("<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"")
                .append(escaped(caption))
                .append("\"><table>\n<caption>")
                .append(escaped(caption))
                .append("</caption>\n");
        for (int r = 0; r < rows.size(); r++) {
            out.append("<tr>");
            List<String> row = rows.get(r);
            for (int c = 0; c < row.size(); c++) {
                boolean head = r == 0 || c == 0;
                String cell = escaped(row.get(c));
                if (r > 0 && c == 0 && !links.isEmpty()) {
                    cell = "<a href=\"#" + links.get(r - 1) + "\">" + cell + "</a>";
                }
                out.append(head ? "<th scope=\"" + (r == 0 ? "col" : "row") + "\">" : "<td>")
                        .append(cell)
                        .append(head ? "</th>" : "</td>");
            }
            out.append("</tr>\n");
        }
        return out.append("</table></div>\n").toString();
    }
}
