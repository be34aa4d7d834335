package io.driftgate.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says which build this is and what it runs on. */
@Command(name = "version", description = "Prints version, revision and runtime.", mixinStandardHelpOptions = true)
public final class VersionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    VersionCommand() {}

    @Override
    public Integer call() {
        for (String line : new Lines().getVersion()) {
            spec.commandLine().getOut().println(line);
        }
        return ExitCode.DONE;
    }

    /** The same lines for {@code --version}. */
    static final class Lines implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                BuildInfo.read().toString(),
                "java " + System.getProperty("java.version") + " (" + System.getProperty("java.vm.name") + "), "
                        + System.getProperty("os.name") + " " + System.getProperty("os.arch")
            };
        }
    }
}
