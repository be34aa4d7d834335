package io.driftgate.cli;

import io.driftgate.config.ConfigLoader;
import io.driftgate.source.Problem;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What {@code serve} is told: on what to serve, and how to log. Reads the command line that nearly every process is started with by itself: picocli's classes
 * are of a format that no AOT cache takes, so that to load and verify them is two thirds of the CPU that a start takes up to its first file. Whatever is
 * out of the ordinary there, help and mistakes among it, is {@link ServeCommand}'s.
 *
 * @param file {@code driftgate.yaml}
 */
record Serving(Path file, LogFormat logFormat) {
    private static final String CONFIG = "--config";
    private static final String LOG_FORMAT = "--log-format";

    /**
     * Understands {@code serve} with each of its options once at most, its value behind it or behind an equals sign.
     *
     * @param arguments with the command
     * @return empty for all else
     */
    static Optional<Serving> plainly(List<String> arguments) {
        if (arguments.isEmpty() || !arguments.get(0).equals("serve")) {
            return Optional.empty();
        }
        Map<String, String> values = new HashMap<>();
        for (int i = 1; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String given = equals < 0 ? argument : argument.substring(0, equals);
            String name = given.equals("-c") && equals < 0 ? CONFIG : given;
            if (equals < 0 && ++i == arguments.size()) {
                return Optional.empty();
            }
            String value = equals < 0 ? arguments.get(i) : argument.substring(equals + 1);
            boolean known = name.equals(CONFIG) || name.equals(LOG_FORMAT);
            if (!known || !isPlain(value) || values.put(name, value) != null) {
                return Optional.empty();
            }
        }
        Optional<LogFormat> format = format(values.getOrDefault(LOG_FORMAT, "text"));
        try {
            Path file =
                    ConfigOption.resolve(Optional.ofNullable(values.get(CONFIG)).map(Path::of));
            return format.map(each -> new Serving(file, each));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Whether a value is none of an option, an argument file or a quoted text, which picocli would take apart. */
    private static boolean isPlain(String value) {
        return !value.isEmpty() && "-@\"'".indexOf(value.charAt(0)) < 0;
    }

    private static Optional<LogFormat> format(String name) {
        for (LogFormat format : LogFormat.values()) {
            if (format.name().equalsIgnoreCase(name)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }

    /**
     * Serves until the process is to end.
     *
     * @param err takes lines for people
     * @return the exit code
     */
    int run(Server server, Consumer<String> err) {
        ConfigLoader.Loaded loaded = new ConfigLoader(Clock.systemUTC()).load(file);
        if (loaded.snapshot().isEmpty()) {
            for (Problem problem : loaded.problems()) {
                err.accept(problem.render());
            }
            err.accept("driftgate: " + file + " is invalid; nothing was started");
            return ExitCode.USAGE;
        }
        return server.serve(file, loaded, logFormat);
    }
}
