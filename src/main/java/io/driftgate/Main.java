package io.driftgate;

import io.driftgate.app.QuarkusServer;
import io.driftgate.cli.DriftgateCommand;
import io.quarkus.runtime.annotations.QuarkusMain;

/** The process. Only {@code serve} boots Quarkus. */
@QuarkusMain
public final class Main {
    private Main() {}

    public static void main(String... arguments) {
        System.exit(DriftgateCommand.execute(new QuarkusServer(), arguments));
    }
}
