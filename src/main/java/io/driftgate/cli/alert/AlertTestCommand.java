package io.driftgate.cli.alert;

import io.driftgate.alert.Alert;
import io.driftgate.alert.AlertKind;
import io.driftgate.alert.AlertSettings;
import io.driftgate.alert.AlertSeverity;
import io.driftgate.alert.Json;
import io.driftgate.alert.Sink;
import io.driftgate.cli.ConfigOption;
import io.driftgate.cli.ExitCode;
import io.driftgate.config.ConfigLoader;
import io.driftgate.delivery.Courier;
import io.driftgate.delivery.Poster;
import io.driftgate.snapshot.Settings;
import io.driftgate.source.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Sends a test alert to each sink, and its resolution, in one attempt each; says what the sinks answered. */
@Command(
        name = "test",
        description = {
            "Sends a test alert and its resolution to each sink of driftgate.yaml, and prints what it answered.",
            "A sink of type retrain gets one request, with \"test\": true and a psi of 0; it should start nothing."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every sink took it",
            "1:a sink did not",
            "2:the command line or driftgate.yaml is wrong; nothing was sent"
        })
public final class AlertTestCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config;

    @Option(
            names = "--sink",
            paramLabel = "NAME",
            description = "only this sink; may be given again. Otherwise all of them")
    private List<String> names = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Path file = config.resolve();
        ConfigLoader.Loaded loaded = new ConfigLoader(Clock.systemUTC()).load(file);
        if (loaded.snapshot().isEmpty()) {
            PrintWriter err = spec.commandLine().getErr();
            loaded.problems().stream()
                    .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                    .forEach(problem -> err.println(problem.render()));
            err.println("driftgate: " + file + " is invalid; nothing was sent");
            return ExitCode.USAGE;
        }
        Settings settings = loaded.snapshot().get().settings();
        List<Sink> sinks = chosen(settings.alerts());
        PrintWriter out = spec.commandLine().getOut();
        if (sinks.isEmpty()) {
            out.println(file + ": alerts.sinks names none; nothing was sent");
            return ExitCode.PROBLEM;
        }
        Poster poster = new Poster(Clock.systemUTC());
        boolean failed = false;
        for (Sink sink : sinks) {
            Courier courier = new Courier(sink, poster, Clock.systemUTC(), Courier.Pace.DEFAULT);
            failed |= !send(courier, alert(settings.env(), false), settings.alerts(), out)
                    || (sink.type() != Sink.Type.RETRAIN
                            && !send(courier, alert(settings.env(), true), settings.alerts(), out));
        }
        return failed ? ExitCode.PROBLEM : ExitCode.DONE;
    }

    private List<Sink> chosen(AlertSettings settings) {
        for (String name : names) {
            if (settings.sink(name).isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "there is no sink '" + name + "'; known here: "
                                + settings.sinks().stream().map(Sink::name).collect(Collectors.joining(", ")));
            }
        }
        return settings.sinks().stream()
                .filter(sink -> names.isEmpty() || names.contains(sink.name()))
                .toList();
    }

    private static boolean send(Courier courier, Alert alert, AlertSettings settings, PrintWriter out)
            throws InterruptedException {
        Sink sink = courier.sink();
        String what = sink.name() + " (" + sink.type().label() + ", " + sink.place() + ") "
                + (alert.resolved() ? "resolve" : "alert") + ": ";
        try {
            out.println(what + "ok, it answered " + courier.attempt(alert, settings));
            out.flush();
            return true;
        } catch (IOException e) {
            out.println(what + "FAILED: " + e.getMessage());
            out.flush();
            return false;
        }
    }

    private static Alert alert(String env, boolean resolved) {
        return new Alert(
                UUID.randomUUID().toString(),
                Alert.key(env, "", AlertKind.TEST, ""),
                AlertKind.TEST,
                AlertSeverity.INFO,
                resolved,
                Instant.now(),
                "/driftgate/" + env + "/alert-test",
                "",
                "",
                resolved
                        ? "the test of driftgate alert test is over"
                        : "a test of driftgate alert test; nothing is wrong",
                "/admin/alerts",
                Json.object(json -> {
                    json.writeBooleanField("test", true);
                    json.writeNumberField("psi", 0);
                    json.writeArrayFieldStart("features");
                    json.writeEndArray();
                    json.writeObjectFieldStart("statistics");
                    json.writeEndObject();
                    json.writeObjectFieldStart("window");
                    json.writeEndObject();
                }));
    }
}
