package io.driftgate.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.logging.LogRecord;
import org.jboss.logmanager.ExtFormatter;
import org.jboss.logmanager.ExtLogRecord;

/** How a log event is written: as text or as one JSON object. Stateless, so safe for the threads that log. */
abstract class LogLine extends ExtFormatter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    static String time(Instant at) {
        return TIME.format(at);
    }

    static String stackTrace(Throwable thrown) {
        StringWriter out = new StringWriter();
        thrown.printStackTrace(new PrintWriter(out, true));
        return out.toString().stripTrailing();
    }

    /**
     * {@code 2026-11-01T12:00:00.000Z INFO  io.driftgate.control.Publisher: message}. Further lines of a message or a stack trace
     * are indented, so that text from outside can never look like an event of its own.
     */
    static final class Text extends LogLine {
        @Override
        public String format(ExtLogRecord event) {
            StringBuilder out = new StringBuilder()
                    .append(time(event.getInstant()))
                    .append(' ')
                    .append(event.getLevel().getName());
            for (int length = event.getLevel().getName().length(); length < 5; length++) {
                out.append(' ');
            }
            out.append(' ').append(event.getLoggerName()).append(": ");
            appendIndented(formatMessage(event), out);
            if (event.getThrown() != null) {
                out.append("\n    ");
                appendIndented(stackTrace(event.getThrown()), out);
            }
            return out.append('\n').toString();
        }

        private static void appendIndented(String text, StringBuilder out) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\n') {
                    out.append("\n    ");
                } else if (c >= ' ' || c == '\t') {
                    out.append(c);
                } else if (c != '\r') {
                    out.append('?');
                }
            }
        }
    }

    /** One object per line: timestamp, level, logger, thread, message, and stackTrace when there is one. */
    static final class Json extends LogLine {
        @Override
        public String format(ExtLogRecord event) {
            StringBuilder out = new StringBuilder("{");
            field("timestamp", time(event.getInstant()), out);
            field("level", event.getLevel().getName(), out);
            field("logger", event.getLoggerName(), out);
            field("thread", event.getThreadName(), out);
            field("message", formatMessage(event), out);
            if (event.getThrown() != null) {
                field("stackTrace", stackTrace(event.getThrown()), out);
            }
            return out.append("}\n").toString();
        }

        private static void field(String name, String value, StringBuilder out) {
            if (out.length() > 1) {
                out.append(',');
            }
            out.append('"').append(name).append("\":\"");
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                switch (c) {
                    case '"' -> out.append("\\\"");
                    case '\\' -> out.append("\\\\");
                    case '\n' -> out.append("\\n");
                    case '\r' -> out.append("\\r");
                    case '\t' -> out.append("\\t");
                    default -> {
                        if (c < ' ' || (Character.isSurrogate(c) && !isPaired(value, i))) {
                            out.append("\\u").append(Character.forDigit(c >> 12, 16));
                            out.append(Character.forDigit(c >> 8 & 15, 16));
                            out.append(Character.forDigit(c >> 4 & 15, 16));
                            out.append(Character.forDigit(c & 15, 16));
                        } else {
                            out.append(c);
                        }
                    }
                }
            }
            out.append('"');
        }

        private static boolean isPaired(String value, int i) {
            return Character.isHighSurrogate(value.charAt(i))
                    ? i + 1 < value.length() && Character.isLowSurrogate(value.charAt(i + 1))
                    : i > 0 && Character.isHighSurrogate(value.charAt(i - 1));
        }
    }

    /** The message with its parameters. */
    @Override
    public String formatMessage(LogRecord event) {
        String message = super.formatMessage(event);
        return message == null ? "" : message;
    }
}
