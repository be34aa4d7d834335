package io.driftgate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.config.ConfigLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServingTest {
    @TempDir
    private Path directory;

    private final List<Serving> served = new ArrayList<>();
    private final StringWriter err = new StringWriter();

    /** FILE stands for a file that there is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve --config FILE",
                "serve -c FILE",
                "serve --config=FILE",
                "serve --log-format json --config FILE",
                "serve --config FILE --log-format=JSON",
                "serve --log-format Text -c FILE",
                "serve --config FILE.with=sign"
            })
    void readsPlainCommandLinesAsPicocliDoes(String line) throws IOException {
        String[] arguments = arguments(line);
        Serving plain = Serving.plainly(List.of(arguments)).orElseThrow();

        assertEquals(0, byPicocli(arguments), err::toString);
        assertEquals(List.of(plain), served);
        assertEquals(0, plain.run(new Recorder(), err::append), err::toString);
        assertEquals(List.of(plain, plain), served);
    }

    /** Picocli takes some of these and refuses the others; it is asked in any case. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "check --config FILE",
                "--config FILE",
                "serve --help",
                "serve -h",
                "serve --config",
                "serve --config FILE --config FILE",
                "serve --config FILE -c FILE",
                "serve --config FILE --log-format",
                "serve --config FILE --log-format xml",
                "serve --config FILE --log-format=",
                "serve --config --log-format json",
                "serve --config @FILE",
                "serve @FILE",
                "serve --confi FILE",
                "serve -cFILE",
                "serve -c=FILE",
                "serve FILE",
                "serve --config FILE more",
                "serve --config 'FILE'",
                "serve -- --config FILE"
            })
    void leavesAllElseToPicocli(String line) throws IOException {
        assertEquals(Optional.empty(), Serving.plainly(List.of(arguments(line))));
    }

    @Test
    void servesTheDefaultsWithoutOptions() {
        Serving serving = Serving.plainly(List.of("serve")).orElseThrow();

        assertEquals(new Serving(ConfigOption.resolve(Optional.empty()), LogFormat.TEXT), serving);
    }

    @Test
    void tellsWhatIsWrongWithTheFile() {
        Path none = directory.resolve("none.yaml");

        assertEquals(2, new Serving(none, LogFormat.TEXT).run(new Recorder(), err::append));
        assertEquals(List.of(), served);
        assertTrue(err.toString().contains(none + " is invalid; nothing was started"), err::toString);
    }

    private String[] arguments(String line) throws IOException {
        Path file = directory.resolve("driftgate.yaml");
        for (Path each : List.of(file, directory.resolve("driftgate.yaml.with=sign"))) {
            Files.writeString(each, """
                    state: state
                    models:
                      m: {versions: {v1: {upstream: "http://127.0.0.1:9", policy: none}}}
                    """);
        }
        return line.replace("FILE", file.toString()).split(" ");
    }

    private int byPicocli(String... arguments) {
        return DriftgateCommand.commandLine(new Recorder())
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private final class Recorder implements Server {
        @Override
        public int serve(Path config, ConfigLoader.Loaded loaded, LogFormat logFormat) {
            served.add(new Serving(config, logFormat));
            return 0;
        }

        @Override
        public void end(int exitCode) {}
    }
}
