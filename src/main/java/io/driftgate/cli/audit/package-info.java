/**
 * The command {@code audit}: what auditors do with an audit log. It reads a directory, or copies of its files, and writes nothing there, so that
 * it can run beside the gateway that writes the log, or on another machine. Memory is bounded by the largest record.
 *
 * <pre>
 * {@link io.driftgate.cli.audit.CheckProofCommand} proofs on standard input, by {@link io.driftgate.cli.audit.ProofLine}
 * </pre>
 */
package io.driftgate.cli.audit;
