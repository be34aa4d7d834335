package io.driftgate.cli.demo;

import io.driftgate.cli.ExitCode;
import io.driftgate.cli.LogFormat;
import io.driftgate.cli.Server;
import io.driftgate.config.ConfigLoader;
import io.driftgate.source.Problem;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Shows the whole gateway at work in a minute. The main thread serves, as {@code serve} would; the story runs beside it and ends
 * it, or leaves it running for the reader's own requests.
 */
@Command(
        name = "demo",
        description = {
            "Starts two small model servers and the gateway, sends traffic, and shows what the gateway does with it.",
            "Everything stays on 127.0.0.1 and in a temporary directory."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:everything that was expected was seen",
            "1:something was not, or the demo was interrupted",
            "2:the command line is wrong, or a port is taken; nothing was started"
        })
public final class DemoCommand implements Callable<Integer> {
    private static final int TRAFFIC_PER_SECOND = 400;
    private static final int IDLE_TRAFFIC_PER_SECOND = 120;
    private static final int LOG_TAIL_LINES = 20;

    private final Server server;
    private final AtomicBoolean allSeen = new AtomicBoolean();

    @Option(names = "--once", description = "exit when the story has been told")
    private boolean once;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "the gateway's port; 0 takes a free one; default 8080")
    private int port;

    @Option(
            names = "--admin-port",
            paramLabel = "PORT",
            defaultValue = "9000",
            description = "the admin port; 0 takes a free one; default 9000")
    private int adminPort;

    @Spec
    private CommandSpec spec;

    public DemoCommand(Server server) {
        this.server = server;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try {
            port = freePort("--port", port);
            adminPort = freePort("--admin-port", adminPort);
        } catch (IOException e) {
            spec.commandLine().getErr().println("demo: " + e.getMessage());
            return ExitCode.USAGE;
        }
        Screen screen = new Screen(out, Screen.isTerminal());
        screen.line("preparing two models, their training data and baselines");
        try (ModelServer v1 = new ModelServer(ScoringModel.V1);
                ModelServer v2 = new ModelServer(ScoringModel.V2);
                DemoDirectory files = new DemoDirectory(port, adminPort, v1, v2)) {
            files.weights(100, 0, 0);
            return serve(files, v1, v2, screen);
        }
    }

    private int serve(DemoDirectory files, ModelServer v1, ModelServer v2, Screen screen) throws IOException {
        ConfigLoader.Loaded loaded = new ConfigLoader(Clock.systemUTC()).load(files.config());
        if (loaded.snapshot().isEmpty()) {
            loaded.problems().stream().map(Problem::render).forEach(screen::line);
            return ExitCode.PROBLEM;
        }
        Gateway gateway = new Gateway(port, adminPort);
        PrintStream stderr = System.err;
        try (PrintStream log = new PrintStream(Files.newOutputStream(files.log()), true, StandardCharsets.UTF_8);
                Traffic traffic = new Traffic(gateway, TRAFFIC_PER_SECOND)) {
            System.setErr(log);
            Scenario scenario = new Scenario(gateway, traffic, files, v1, v2, screen);
            Thread story = new Thread(() -> tell(scenario, traffic, files, screen), "demo");
            story.setDaemon(true);
            story.start();
            int code = server.serve(files.config(), loaded, LogFormat.TEXT);
            story.interrupt();
            if (code == ExitCode.DONE && allSeen.get()) {
                return ExitCode.DONE;
            }
            screen.line("");
            screen.line("the end of the gateway's log:");
            tail(files).forEach(screen::line);
            return code == ExitCode.DONE ? ExitCode.PROBLEM : code;
        } finally {
            System.setErr(stderr);
        }
    }

    private void tell(Scenario scenario, Traffic traffic, DemoDirectory files, Screen screen) {
        try {
            boolean seen = scenario.run();
            allSeen.set(seen);
            screen.line("");
            screen.line(seen ? "everything that was expected was seen" : "NOT everything that was expected was seen");
            if (once) {
                server.end(ExitCode.DONE);
                return;
            }
            traffic.perSecond(IDLE_TRAFFIC_PER_SECOND);
            invite(files, screen);
        } catch (IOException | RuntimeException e) {
            screen.line("the demo failed: " + e);
            server.end(ExitCode.PROBLEM);
        } catch (InterruptedException e) {
            // the gateway has ended, and with it the story
        }
    }

    private void invite(DemoDirectory files, Screen screen) {
        screen.line("");
        screen.line("All of it keeps running, with some traffic, until Ctrl-C. Try:");
        screen.line("");
        for (int age : new int[] {42, 17}) {
            screen.line("  curl -i http://127.0.0.1:" + port + "/v1/models/credit-risk:predict"
                    + " -H 'content-type: application/json' -d '{\"instances\":[{\"age\":" + age
                    + ",\"income\":52000,\"segment\":\"new\",\"purpose\":\"car\"}]}'");
        }
        screen.line("  curl http://127.0.0.1:" + adminPort + "/admin/models/credit-risk/drift");
        screen.line("  java -jar target/driftgate.jar audit why REQUEST_ID " + files.audit()
                + "     (x-request-id of an answer)");
        screen.line("");
    }

    private static List<String> tail(DemoDirectory files) throws IOException {
        List<String> lines = Files.readAllLines(files.log());
        return lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size());
    }

    /** Tries the port before anything is started; for 0, finds one that is free now. */
    private static int freePort(String option, int port) throws IOException {
        if (port < 0 || port > 65535) {
            throw new IOException(option + " must be a port from 0 to 65535, not " + port);
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return probe.getLocalPort();
        } catch (IOException e) {
            throw new IOException(
                    "port " + port + " on 127.0.0.1 can't be used (" + e.getMessage() + "); choose another with "
                            + option + ", 0 for any",
                    e);
        }
    }
}
