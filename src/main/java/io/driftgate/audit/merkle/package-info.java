/**
 * Merkle trees over SHA-256 as RFC 6962 and RFC 9162 define them: what the audit log's writer keeps of its tree, and the proofs that a
 * record is in a tree and that one tree continues another. Knows bytes and hashes, no records and no files; plain Java. Each object
 * belongs to one thread.
 *
 * <pre>
 * {@link io.driftgate.audit.merkle.TreeHash}     the two hashes
 * {@link io.driftgate.audit.merkle.Sha256Tree}   a growing tree, of which the frontier is kept
 * {@link io.driftgate.audit.merkle.ProofBuilder} makes a proof while the leaves pass by
 * {@link io.driftgate.audit.merkle.ProofCheck}   checks a proof
 * </pre>
 */
package io.driftgate.audit.merkle;
