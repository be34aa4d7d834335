/**
 * Verification of a log: reads all segments once, rebuilds the tree, and compares it with every checkpoint on the way. Needs no key but public ones, and nothing of the process
 * that wrote the log; works on a copy of the directory, and beside a running writer. Memory does not grow with the log.
 *
 * <pre>
 * {@link io.driftgate.audit.verify.HeldCheckpoint}  a checkpoint that the reader brings
 * {@link io.driftgate.audit.verify.LogVerifier}     reads and compares
 * {@link io.driftgate.audit.verify.Claims}          the checkpoints in the order of their sizes
 * {@link io.driftgate.audit.verify.Verification}    what came of it, with each {@link io.driftgate.audit.verify.Finding}
 * </pre>
 */
package io.driftgate.audit.verify;
