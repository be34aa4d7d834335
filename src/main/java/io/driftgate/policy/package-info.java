/**
 * Input policies: rules about the features of a request, read from {@code policies/<name>/<version>/policy.yaml} and compiled
 * over the feature slots of one model.
 *
 * <p>{@link io.driftgate.policy.PolicyLoader} runs on control-plane threads and in the command line, at every load.
 * {@link io.driftgate.policy.CompiledPolicy} is immutable and evaluated by every event loop;
 * {@link io.driftgate.policy.Violations} is mutable and belongs to one event loop. Depends on {@code source} and
 * {@code feature} only.
 *
 * <p>A rule names a feature and states one or more conditions that must hold; it is violated when any of them fails:
 *
 * <pre>
 * condition          absent     null       a value of the right kind           of another kind, a list, an object
 * required: true     violates   holds      holds                               scalar: holds; list, object: violates
 * notNull: true      holds      violates   holds                               scalar: holds; list, object: violates
 * notEmpty: true     holds      holds      violates when the text is ""        violates
 * between: [lo, hi]  holds      holds      violates unless lo <= value <= hi   violates
 * in: [...]          holds      holds      violates unless listed              violates
 * matches: 're'      holds      holds      violates unless all of it matches   violates
 * type: int          holds      holds      violates when not integral          violates
 * forbidden: true    holds      violates   violates                            violates
 * </pre>
 *
 * <p>So "an age from 18 to 120, and never without one" takes {@code required}, {@code notNull} and {@code between}. A wrong
 * kind is a violation, never an exception; and should a rule fail to evaluate, it counts as violated. The types are
 * {@code int} (5.0 is one), {@code float} and {@code number} (any number), {@code bool} and {@code string}. A {@code null} or
 * {@code ~} bound of {@code between} is open. {@code matches} is RE2 syntax (linear time), and a text above
 * {@value io.driftgate.policy.Check.Matches#MAX_TEXT_BYTES} bytes doesn't match.
 *
 * <p>{@code forbidden} needs a feature that some version of the model knows: it keeps a feature of one version from another.
 * What no version knows has no slot; {@code unknownFeatures: deny}, a rule without a feature, refuses all of that.
 *
 * <p>The schema itself is not enforced: what no rule states is allowed.
 */
package io.driftgate.policy;
