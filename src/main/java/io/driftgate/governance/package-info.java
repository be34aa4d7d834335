/**
 * What a version of a model must show before it may answer: a {@linkplain io.driftgate.governance.ModelCard model card} that people
 * write, and {@linkplain io.driftgate.governance.Gate gates} over it in CEL. {@link io.driftgate.governance.Release} judges one version;
 * {@link io.driftgate.governance.GovernanceReport} says the same to an auditor.
 *
 * <p>Expressions go through {@code cel}, and are bounded in work as rules are. A gate is judged when a snapshot is made and when something
 * outside of the files is learned, on a thread of the control plane, and never for a request: what requests meet is a weight of 0.
 *
 * <p>Part of the domain: knows {@code source}, {@code feature} and {@code cel}, and no framework. Called by {@code config}, which reads the
 * files, {@code control}, {@code cli} and {@code admin}.
 */
package io.driftgate.governance;
