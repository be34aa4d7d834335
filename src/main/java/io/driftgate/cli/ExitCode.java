package io.driftgate.cli;

/** The exit codes of every command. */
public final class ExitCode {
    public static final int DONE = 0;
    /** The command found or met a problem. */
    public static final int PROBLEM = 1;
    /** The command line or {@code driftgate.yaml} is wrong; nothing was started. */
    public static final int USAGE = 2;

    private ExitCode() {}
}
