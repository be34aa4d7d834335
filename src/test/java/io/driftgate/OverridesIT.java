package io.driftgate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.testing.Answers;
import io.driftgate.testing.GatewayProcess;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.TestUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code driftgate ctl} and the gateway as processes: what was set survives a kill. */
class OverridesIT {
    @TempDir
    private Path directory;

    private int port;
    private int adminPort;

    @Test
    void whatWasSetSurvivesAKill() throws Exception {
        port = GatewayProcess.freePort();
        adminPort = GatewayProcess.freePort();
        try (TestUpstream v2 = TestUpstream.start().always(Answers.json(200, "{}"));
                TestUpstream v1 = TestUpstream.start().always(Answers.json(200, "{}"))) {
            configure(v2, v1);
            try (GatewayProcess gateway = GatewayProcess.serve(directory, adminPort)) {
                assertEquals("v2 weight", served(), gateway::toString);
                String pinned = pin();
                assertTrue(pinned.stripTrailing().endsWith("in force: all traffic goes to v1"), pinned);
                assertEquals("v1 pin", served());
            }
            try (GatewayProcess gateway = GatewayProcess.serve(directory, adminPort)) {
                assertEquals("v1 pin", served(), gateway::toString);
                String released = ctl(0, "release", "credit", "--why", "INC-42 is over", "--token-file", "token");
                assertTrue(released.contains("released: ov-"), released);
                assertEquals("v2 weight", served());
                String left = ctl(0, "list");
                assertTrue(left.contains("nothing is overridden"), left);
            }
            String unreachable = ctl(1, "list");
            assertTrue(unreachable.contains("can't be reached"), unreachable);
        }
    }

    /** Until the version answers its probe, which takes a moment after the start. */
    private String pin() throws IOException, InterruptedException {
        String said = "";
        for (int i = 0; i < 20 && (said.isEmpty() || said.contains("does not answer")); i++) {
            said = ctl(0, "pin", "credit", "v1", "--why", "INC-42", "--token-file", "token", "--replace");
        }
        return said;
    }

    private String ctl(int exitCode, String... arguments) throws IOException, InterruptedException {
        String[] all = new String[arguments.length + 3];
        all[0] = "ctl";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        all[arguments.length + 1] = "--admin";
        all[arguments.length + 2] = "http://127.0.0.1:" + adminPort;
        try (GatewayProcess ctl = GatewayProcess.run(directory, all)) {
            int exit = ctl.awaitExit();
            String said = ctl.output();
            assertEquals(exitCode, exit, said);
            return said;
        }
    }

    private String served() throws IOException {
        try (RawClient client = RawClient.connect(port)) {
            RawResponse answer = client.postJson("/v1/models/credit:predict", "{\"instances\":[{\"age\":30}]}");
            assertEquals(200, answer.status(), answer.toString());
            return answer.header("x-driftgate-version").orElseThrow() + " "
                    + answer.header("x-driftgate-reason").orElseThrow();
        }
    }

    private void configure(TestUpstream v2, TestUpstream v1) throws IOException {
        Files.writeString(directory.resolve("token"), "s3cret");
        Files.writeString(directory.resolve("driftgate.yaml"), """
            listen: {host: 127.0.0.1, port: %d}
            admin: {host: 127.0.0.1, port: %d, tokenFile: token}
            state: state
            models:
              credit:
                protocols: [kserve-v1]
                schema: {age: int}
                versions:
                  v2: {upstream: "%s", policy: none}
                  v1: {upstream: "%s", policy: none}
                route: {weights: {v2: 100}, fallback: [v1]}
            """.formatted(port, adminPort, v2.url(), v1.url()));
    }
}
