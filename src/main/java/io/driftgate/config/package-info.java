/**
 * {@code driftgate.yaml}, and the schemas, policies and baselines that it names, into one immutable
 * {@link io.driftgate.snapshot.Snapshot}. Strict, and complete in its complaints: every problem of every file at once, each with
 * file, line, column and a caret. Start at {@link io.driftgate.config.ConfigLoader}.
 *
 * <p>Kinds of problem differ in what they cost. One of {@code driftgate.yaml} or of a schema leaves no snapshot: nothing
 * could be served safely. One of a policy or baseline denies its model, and one of a model card or of gates holds the
 * version back; the others serve.
 *
 * <p>Called by {@code control} and the command line, on their threads, never on an event loop. Depends on {@code snapshot} and
 * the domain; no framework.
 */
package io.driftgate.config;
