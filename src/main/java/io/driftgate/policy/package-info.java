/**
 * Policies: rules about the features of a request, the request itself and the prediction that answers it, read from
 * {@code policies/<name>/<version>/policy.yaml} and compiled over the feature slots of one model.
 *
 * <p>{@link io.driftgate.policy.PolicyLoader} runs on control-plane threads and in the command line, at every load.
 * {@link io.driftgate.policy.CompiledPolicy} is immutable and evaluated by every event loop;
 * {@link io.driftgate.policy.Violations} and {@link io.driftgate.policy.PolicyInput} are mutable and belong to one event loop. Depends on
 * {@code source}, {@code feature} and {@code cel} only.
 *
 * <p>A rule has one subject, and states one or more conditions that must hold of it; it is violated when any of them fails, and can't be
 * evaluated when none fails but one can't say:
 *
 * <pre>
 * condition              for         absent     null       a value of the right kind                     of another kind
 * required: true         any         violates   holds      holds                                         scalar: holds; list, object: violates
 * notNull: true          any         holds      violates   holds                                         scalar: holds; list, object: violates
 * forbidden: true        any         holds      violates   violates                                      violates
 * notEmpty: true         text, list  holds      holds      violates when "" or []                        violates
 * between: [lo, hi]      number      holds      holds      violates unless lo <= value <= hi             violates
 * min, max: n            number      holds      holds      violates below, above                         violates
 * exclusiveMin, ..Max    number      holds      holds      violates at it too                            violates
 * multipleOf: n          number      holds      holds      violates unless a multiple (see below)        violates
 * equals: v, in: [...]   scalar      holds      holds      violates unless it, one of them               violates
 * notIn: [...]           scalar      holds      holds      violates when one of them                     violates
 * matches: 're'          text        holds      holds      violates unless all of it matches             violates
 * notMatches: 're'       text        holds      holds      violates when all of it matches               violates
 * startsWith, endsWith   text        holds      holds      violates unless it does                       violates
 * contains, notContains  text        holds      holds      violates unless it does, when it does         violates
 * length: [lo, hi]       text, list  holds      holds      violates unless so many code points, elements violates
 * items: {...}           list        holds      holds      violates when an element does                 violates
 * type: int              any         holds      holds      violates when not of the type                 violates
 * </pre>
 *
 * <p>So "an age from 18 to 120, and never without one" takes {@code required}, {@code notNull} and {@code between}. The types are
 * {@code int} (5.0 is one), {@code float} and {@code number} (any number), {@code bool}, {@code string} and {@code list}. A {@code null} or
 * {@code ~} bound is open. {@code matches} is RE2 syntax (linear time); over a text above
 * {@value io.driftgate.cel.BoundedMatch#MAX_TEXT_BYTES} bytes it can't be evaluated. {@code multipleOf} compares as near as doubles
 * tell. {@code items} takes what a scalar of the element's type takes, and {@code notNull}; a null element holds for all else, an element
 * of another kind violates, and a list of more than {@value io.driftgate.feature.FeatureRow#MAX_ELEMENTS} elements can't be evaluated.
 *
 * <p>Subjects:
 *
 * <ul>
 *   <li>{@code feature}: as in the table.
 *   <li>{@code prediction}, {@code attribution} ({@code phase: response}): what an answer doesn't hold can't be judged. So a rule can't be
 *       evaluated where the value is absent, unless {@code required} (then it is violated) or {@code forbidden}; nor where it is null, unless
 *       {@code notNull} (violated), {@code forbidden} (violated), or {@code required} is all that it states (holds).
 *   <li>{@code header}: text. A header that stands twice, or is no UTF-8, can't be evaluated, but violates {@code forbidden}.
 *   <li>{@code cel}: an expression that must be true; false violates, an error can't be evaluated.
 *   <li>{@code unknownFeatures: deny}: the row has a feature that no version's schema knows. {@code forbidden} needs a feature that some
 *       version knows: it keeps a feature of one version from another.
 *   <li>{@code rowCount: [lo, hi]}: how many rows the request has.
 * </ul>
 *
 * <p>{@code maxMissingShare} (of rows in which the value is absent or null) and {@code meanBetween} (over the rows that have a number; holds
 * when none has) are about the whole batch and stand in a rule without other conditions. A value of another kind leaves a mean undecided,
 * and so does a missing prediction. They, {@code rowCount}, and every rule that reads nothing of a row (a header, an expression over
 * {@code request} but {@code request.row}) are decided after the last row, once, and name no row.
 *
 * <p>{@code when} is a guard: an expression, or conditions of one value. The rule applies to the rows for which the guard holds; a batch rule
 * adds up those rows only, and the guard of {@code rowCount} may read nothing of a row. Conditions hold in a guard for a value that is there
 * and not null and satisfies all of them; a value of another kind (but for {@code type}), and an answer that lacks the value (but for
 * {@code required}), can't be evaluated, and then the rule can't.
 *
 * <p>Regular expressions and expressions in CEL draw on one {@link io.driftgate.cel.WorkBudget} for each policy and request, and one for its
 * answer; what would spend more can't be evaluated.
 *
 * <p>What can't be evaluated refuses as a violation does, unless {@code onError: allow}; a shadow rule only counts it. Evaluation never
 * throws.
 *
 * <p>A condition that can never hold or never fail is a problem of the file, and so are a guard that leaves nothing of its rule or
 * implies it, and conditions that contradict each other, in one rule or in several that deny without a guard or under the same one.
 * {@code Clash} and {@code Contradictions} look at conditions of one value among themselves; {@code Consistency} holds expressions,
 * guards and conditions against each other as {@link io.driftgate.cel.Fact}s.
 *
 * <p>The schema itself is not enforced: what no rule states is allowed. So an {@code in} that lists every category of an enum is no
 * tautology: it refuses the values that the schema doesn't know.
 */
package io.driftgate.policy;
