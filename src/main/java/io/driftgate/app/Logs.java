package io.driftgate.app;

import io.driftgate.cli.LogFormat;
import java.io.PrintStream;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Where the log goes: stderr, so that what commands print stays apart. A handler of our own in place of Quarkus's console, whose
 * format is fixed when the application is built, whereas ours is chosen on the command line.
 */
final class Logs {
    private Logs() {}

    /** Has to run before the first logger is asked for. */
    static void chooseLogManager() {
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
    }

    static void install(LogFormat format) {
        // Read by Quarkus when it starts; the console handler would write everything a second time.
        System.setProperty("quarkus.log.console.enabled", "false");
        Logger root = Logger.getLogger("");
        root.setLevel(Level.INFO); // until Quarkus has read its own setting, everything would be logged
        for (Handler handler : root.getHandlers()) {
            if (handler instanceof ToStream) {
                root.removeHandler(handler);
            }
        }
        root.addHandler(new ToStream(System.err, format == LogFormat.JSON ? new LogLine.Json() : new LogLine.Text()));
    }

    /** Writes each event at once and in one piece. */
    private static final class ToStream extends Handler {
        private final PrintStream stream;

        ToStream(PrintStream stream, LogLine line) {
            this.stream = stream;
            setFormatter(line);
        }

        @Override
        public void publish(LogRecord event) {
            if (isLoggable(event)) {
                String line = getFormatter().format(event);
                synchronized (stream) {
                    stream.print(line);
                    stream.flush();
                }
            }
        }

        @Override
        public void flush() {
            stream.flush();
        }

        @Override
        public void close() {
            stream.flush();
        }
    }
}
