package io.driftgate.cli.policy;

import java.util.List;
import java.util.Locale;

/**
 * Writes results as the XML that build servers read as JUnit's: a {@code testsuite} for each policy version, a {@code testcase} for
 * each test. Stateless.
 */
final class JunitReport {
    private JunitReport() {}

    /**
     * One policy version's results.
     *
     * @param name the policy's reference
     * @param errors why tests could not run at all; then {@code cases} is empty
     */
    record Suite(String name, List<Case> cases, List<String> errors) {}

    /**
     * One test's result.
     *
     * @param failure empty when it passed
     */
    record Case(String name, String file, int line, String failure, long nanos) {}

    static String write(List<Suite> suites) {
        int tests = 0;
        int failures = 0;
        int errors = 0;
        long nanos = 0;
        StringBuilder body = new StringBuilder();
        for (Suite suite : suites) {
            suite(suite, body);
            tests += suite.cases().size() + suite.errors().size();
            failures += failures(suite);
            errors += suite.errors().size();
            nanos += nanos(suite);
        }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                + String.format(
                        Locale.ROOT,
                        "<testsuites tests=\"%d\" failures=\"%d\" errors=\"%d\" time=\"%s\">%n",
                        tests,
                        failures,
                        errors,
                        seconds(nanos))
                + body
                + "</testsuites>\n";
    }

    private static void suite(Suite suite, StringBuilder out) {
        out.append(String.format(
                Locale.ROOT,
                "  <testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"%d\" time=\"%s\">%n",
                escape(suite.name()),
                suite.cases().size() + suite.errors().size(),
                failures(suite),
                suite.errors().size(),
                seconds(nanos(suite))));
        for (String error : suite.errors()) {
            out.append("    <testcase classname=\"")
                    .append(escape(suite.name()))
                    .append("\" name=\"the policy and its tests load\"><error message=\"")
                    .append(escape(firstLine(error)))
                    .append("\">")
                    .append(escape(error))
                    .append("</error></testcase>\n");
        }
        for (Case test : suite.cases()) {
            out.append(String.format(
                    Locale.ROOT,
                    "    <testcase classname=\"%s\" name=\"%s\" file=\"%s\" line=\"%d\" time=\"%s\"",
                    escape(suite.name()),
                    escape(test.name()),
                    escape(test.file()),
                    test.line(),
                    seconds(test.nanos())));
            if (test.failure().isEmpty()) {
                out.append("/>\n");
            } else {
                out.append("><failure message=\"")
                        .append(escape(firstLine(test.failure())))
                        .append("\">")
                        .append(escape(test.failure()))
                        .append("</failure></testcase>\n");
            }
        }
        out.append("  </testsuite>\n");
    }

    private static int failures(Suite suite) {
        return (int)
                suite.cases().stream().filter(test -> !test.failure().isEmpty()).count();
    }

    private static long nanos(Suite suite) {
        return suite.cases().stream().mapToLong(Case::nanos).sum();
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.6f", nanos / 1e9);
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    /** For text and for attributes in double quotes; what XML 1.0 has no character for becomes U+FFFD. */
    static String escape(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\n', '\r', '\t' -> out.append("&#").append(c).append(';');
                default -> out.appendCodePoint(isXml(c) ? c : 0xFFFD);
            }
        });
        return out.toString();
    }

    private static boolean isXml(int c) {
        return (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) || c >= 0x10000;
    }
}
