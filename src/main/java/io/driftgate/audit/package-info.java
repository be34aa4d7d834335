/**
 * The audit log: what it is set to ({@link io.driftgate.audit.AuditSettings}) and, in the packages below, how it is done.
 *
 * <ul>
 *   <li>{@code record}: the binary form of a record, and its reading;
 *   <li>{@code log}: segments on disk, the one thread that writes them, recovery, retention, checkpoints;
 *   <li>{@code merkle}: the RFC 6962 tree over the records and its proofs;
 *   <li>{@code note}: checkpoints as signed notes, and their keys.
 * </ul>
 *
 * <p>{@link io.driftgate.audit.DirectoryLock} keeps a log's directory to one process, and the state directory likewise.
 *
 * <p>Plain Java without a framework. The data plane appends decisions and outcomes, the control plane its events, the command line reads.
 */
package io.driftgate.audit;
