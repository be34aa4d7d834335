/**
 * The command line: parses arguments, runs the commands that need no server, and hands {@code serve} to whoever implements
 * {@link io.driftgate.cli.Server}. Knows the configuration and the domain; boots nothing, so that {@code check} and
 * {@code version} answer at once. Runs on the main thread.
 *
 * <p>Exit codes, of every command: 0 done, 1 the command found or met a problem, 2 the command line or {@code driftgate.yaml} is
 * wrong, so that nothing was started.
 */
package io.driftgate.cli;
