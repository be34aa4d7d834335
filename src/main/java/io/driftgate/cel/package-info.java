/**
 * Expressions of the Common Expression Language (https://github.com/google/cel-spec) over rows of features, and over what release gates
 * look at. cel-java parses and type-checks, at load; what it says is then compiled to nodes of our own that read slots and allocate
 * nothing. cel-java's runtime is not used.
 *
 * <p>How an expression becomes a {@link io.driftgate.cel.CelPredicate}: {@link io.driftgate.cel.CelCompiler} lets cel-java parse it;
 * {@code ExpressionReader} finds types, resolves names to slots, promotes, folds constants and makes {@code Node}s ({@code Operators}
 * those of operators and functions); the rewritten tree goes through cel-java's checker, whose word is final. {@code Facts} tells what
 * conditions say as {@link io.driftgate.cel.Fact}s, {@link io.driftgate.cel.Trials} decides whether one is constant, and
 * {@code Contradictions} reports it.
 *
 * <p>Types: a feature that is INT, FLOAT, BOOL, STRING, ENUM or a LIST of them is an int, double, bool, string, string or list.
 * Supported are {@code && || ! ?: == != < <= > >= + - * / % in [] has size contains startsWith endsWith matches lowerAscii upperAscii
 * int(double|string) double(int) string(int|bool) all exists exists_one}, string {@code +}, and literals of those types. All else is a
 * problem at load: maps, messages, null, bytes, uints, timestamps, durations, {@code dyn}, {@code type}, {@code map},
 * {@code filter}, lists of lists, {@code list + list}, conversions between text and double (which no two implementations write alike), a regular
 * expression or the name of a header that is no constant.
 *
 * <p>What goes beyond the standard, or is decided where the standard leaves it open:
 *
 * <ul>
 *   <li>An int constant beside a double (in arithmetic, a comparison, {@code in}, a list literal, the branches of {@code ?:}) is that
 *       double, when one holds it exactly: {@code features.income * 2}. Only what is constant by itself is promoted;
 *       a feature needs {@code double(features.age)}.
 *   <li>An int and a double compare with all six operators and {@code in}, and exactly, whatever their size. CEL's checker has no
 *       {@code int == double}; its values have, behind {@code dyn()}, which the rewriting puts there.
 *   <li>{@code features['loan-amount']}, {@code has(features['loan-amount'])} and CEL's backticks name features that are no identifiers.
 *   <li>{@code has(features.x)} is true when the value is there and not null. To read a value that is absent, null or of another
 *       kind is an error; so is an int feature beyond 2^53, which came in a double and is no longer exact, and a list of which
 *       not all elements were kept. An element of another kind is an error of its own: {@code all} and {@code exists} absorb it, {@code in}
 *       is an error unless another element is found.
 *   <li>{@code request.headers['x']} is an error when the header is absent, stands twice or is no UTF-8; {@code 'x' in request.headers}
 *       is false in the first case only.
 *   <li>Texts are ordered by code points.
 *   <li>Work is bounded: an evaluation that would spend more than {@code CelFrame.MAX_STEPS} on elements and text, or more than is left of
 *       the {@link io.driftgate.cel.WorkBudget} of the request, builds more than {@code CelFrame.MAX_SCRATCH} bytes of text, or matches a text
 *       of more than {@code BoundedMatch.MAX_TEXT_BYTES}, is an error.
 * </ul>
 *
 * <p>Where cel-java's runtime answers otherwise (0.14.0; the property test leaves these out):
 *
 * <ul>
 *   <li>A NaN is in no list, since it equals nothing; cel-java finds it in a list by Java's {@code equals}.
 *   <li>cel-java compares an int with a double by way of a double, so 2^53 and 2^53 + 1.0 are equal to it, and orders them by
 *       {@code Double.compare}, so -0.0 is less than 0, and NaN greater than all.
 *   <li>cel-java orders texts by UTF-16 units, so a text of the supplementary planes comes before U+FFFD.
 *   <li>{@code int('...')} takes ASCII digits only; Java's parser takes those of other scripts too.
 *   <li>cel-java's planner compares the error of one side of {@code ==} or {@code !=} as if it were a value. Its interpreter, the
 *       yardstick of the property test, doesn't.
 * </ul>
 */
package io.driftgate.cel;
