/**
 * The command {@code audit}: what auditors do with an audit log. It reads a directory, or copies of its files, and writes nothing there, so that
 * it can run beside the gateway that writes the log, or on another machine. Memory is bounded by the largest record.
 *
 * <pre>
 * {@link io.driftgate.cli.audit.VerifyCommand}      is it as it was written? io.driftgate.audit.verify says
 * {@link io.driftgate.cli.audit.ShowCommand}        records by {@link io.driftgate.cli.audit.RecordFilter}, as {@link io.driftgate.cli.audit.RecordLine}
 * {@link io.driftgate.cli.audit.ExportCommand}      the same for programs
 * {@link io.driftgate.cli.audit.WhyCommand}         {@link io.driftgate.cli.audit.RequestStory} of a request, and what was {@link io.driftgate.cli.audit.InForce}
 * {@link io.driftgate.cli.audit.ProveCommand}       proofs of a log, by {@link io.driftgate.cli.audit.LogProof}
 * {@link io.driftgate.cli.audit.CheckProofCommand}  proofs on standard input, by {@link io.driftgate.cli.audit.ProofLine}
 * </pre>
 */
package io.driftgate.cli.audit;
