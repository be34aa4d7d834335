package io.driftgate.policy;

import io.driftgate.cel.Fact;
import io.driftgate.cel.Trials;
import io.driftgate.source.Position;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds expressions, guards and conditions against each other, as far as {@link Fact}s tell:
 *
 * <ul>
 *   <li>A guard that leaves nothing of its rule's condition, or that implies it: the rule refuses whatever it applies to, or nothing.
 *   <li>Rules that deny, have no guard or equal ones, and can't hold together. Rules of both phases count: an answer that the response
 *       rules let through belongs to a request, and a row, that the request rules let through. Conditions of values without a guard are
 *       {@link Contradictions}' among themselves.
 * </ul>
 *
 * <p>Not rules that only count or replace, now or because they expired: they refuse nothing. Nor a guarded rule beside an unguarded
 * one: to refuse everything of a kind may be what its author wants. One thread, one load.
 */
final class Consistency {
    /** Parts of facts to look at in one policy. */
    private static final long MAX_WORK = 5_000_000;

    /** Rules about one value that are tried together. */
    private static final int MAX_TOGETHER = 1_000;

    /** Rules that a message names. */
    private static final int MAX_NAMED = 5;

    /**
     * What a rule states.
     *
     * @param at where its condition stands
     * @param isExpression whether it is more than conditions of a value
     */
    record Statement(
            CompiledPolicy.Rule rule, YamlNode at, Optional<Fact> guard, Fact condition, boolean isExpression) {}

    private final Problems problems;
    private final Trials trials = new Trials(MAX_WORK);
    private final Map<Optional<Fact>, List<Statement>> denying = new LinkedHashMap<>();
    private final Set<List<Statement>> reported = new HashSet<>();

    Consistency(Problems problems) {
        this.problems = problems;
    }

    /** Adds a rule, and reports one that is at odds with its own guard. */
    void add(Statement statement) {
        if (statement.guard().isPresent()
                && isAtOddsWithGuard(statement, statement.guard().get())) {
            return;
        }
        if (statement.rule().enforcement() == Enforcement.DENY) {
            denying.computeIfAbsent(statement.guard(), guard -> new ArrayList<>())
                    .add(statement);
        }
    }

    private boolean isAtOddsWithGuard(Statement statement, Fact guard) {
        Set<String> shared = new LinkedHashSet<>(Trials.termsOf(guard));
        shared.retainAll(Trials.termsOf(statement.condition()));
        for (String term : shared) {
            if (trials.isNever(Fact.all(List.of(guard, statement.condition())), term)) {
                problems.error(
                        statement.at(),
                        "the rule '" + statement.rule().id()
                                + "' refuses everything that it applies to: nothing satisfies"
                                + " both its guard and what it states here",
                        "look for a wrong bound; what must hold of all requests belongs in a rule without when");
                return true;
            }
            if (trials.isNever(Fact.all(List.of(guard, new Fact.Not(statement.condition()))), term)) {
                problems.error(
                        statement.at(),
                        "the rule '" + statement.rule().id() + "' can never be violated: whatever satisfies its guard"
                                + " satisfies what it states here, or can't be evaluated",
                        "look for a wrong bound, in the guard or here");
                return true;
            }
        }
        return false;
    }

    /** Reports rules that can't hold together. */
    void report() {
        denying.forEach((guard, statements) -> report(statements));
    }

    private void report(List<Statement> statements) {
        Map<String, List<Statement>> byTerm = new LinkedHashMap<>();
        for (Statement statement : statements) {
            for (String term : Trials.termsOf(statement.condition())) {
                byTerm.computeIfAbsent(term, name -> new ArrayList<>()).add(statement);
            }
        }
        byTerm.forEach((term, about) -> {
            if (isOurs(about) && isNever(about, term)) {
                report("no value of " + term, core(about, term));
            }
        });
        Set<String> seen = new HashSet<>();
        for (String term : byTerm.keySet()) {
            if (!seen.contains(term)) {
                List<Statement> linked = linked(term, byTerm, seen);
                if (linked.size() > byTerm.get(term).size() && isOurs(linked) && isNever(linked, term)) {
                    report("nothing", fewest(linked, term));
                }
            }
        }
    }

    /** Whether it isn't what {@link Contradictions} looks at: more than one rule, and not only conditions without a guard. */
    private static boolean isOurs(List<Statement> statements) {
        return statements.size() > 1
                && statements.stream()
                        .anyMatch(one -> one.isExpression() || one.guard().isPresent());
    }

    /** The rules that a term joins to one another, by way of other terms too, in file order; but for those that were reported. */
    private List<Statement> linked(String first, Map<String, List<Statement>> byTerm, Set<String> seen) {
        Set<Statement> found = new LinkedHashSet<>();
        Deque<String> next = new ArrayDeque<>(List.of(first));
        seen.add(first);
        while (!next.isEmpty()) {
            for (Statement statement : byTerm.get(next.pop())) {
                if (found.add(statement)) {
                    Trials.termsOf(statement.condition()).stream()
                            .filter(seen::add)
                            .forEach(next::push);
                }
            }
        }
        reported.forEach(core -> found.remove(core.get(core.size() - 1)));
        return found.stream()
                .sorted(Comparator.comparing(
                        one -> one.at().position(),
                        Comparator.comparingInt(Position::line).thenComparingInt(Position::column)))
                .toList();
    }

    private boolean isNever(List<Statement> statements, String term) {
        List<Fact> facts = new ArrayList<>();
        statements.get(0).guard().ifPresent(facts::add);
        statements.forEach(statement -> facts.add(statement.condition()));
        return statements.size() <= MAX_TOGETHER && trials.isNever(Fact.all(facts), term);
    }

    /** The rules that it takes: a pair when there is one. */
    private List<Statement> core(List<Statement> all, String term) {
        for (int other = 1; other < all.size(); other++) {
            for (int one = 0; one < other; one++) {
                List<Statement> pair = List.of(all.get(one), all.get(other));
                if (isNever(pair, term)) {
                    return pair;
                }
            }
        }
        return fewest(all, term);
    }

    /** What is left when none can be left out. */
    private List<Statement> fewest(List<Statement> all, String term) {
        List<Statement> fewest = all;
        for (Statement statement : all) {
            List<Statement> fewer = new ArrayList<>(fewest);
            fewer.remove(statement);
            if (fewer.size() > 1 && isNever(fewer, term)) {
                fewest = fewer;
            }
        }
        return fewest;
    }

    private void report(String nothing, List<Statement> core) {
        if (!isOurs(core) || !reported.add(core)) {
            return;
        }
        Statement last = core.get(core.size() - 1);
        List<Statement> others = core.subList(0, core.size() - 1);
        String named = others.stream()
                .limit(MAX_NAMED)
                .map(one -> "'" + one.rule().id() + "' in line "
                        + one.at().position().line())
                .collect(Collectors.joining(", "));
        boolean isGuarded = last.guard().isPresent();
        problems.error(
                last.at(),
                "the rule '" + last.rule().id() + "' contradicts the rule" + (others.size() == 1 ? " " : "s ") + named
                        + (others.size() > MAX_NAMED ? " and others" : "")
                        + (isGuarded ? ", under the same guard: " : ": ") + nothing + " satisfies "
                        + (others.size() == 1 ? "both" : "all of them"),
                isGuarded
                        ? "together they refuse everything that they apply to: look for a wrong bound, or let one only"
                                + " count with enforcement: shadow"
                        : "together they refuse everything: give them guards with when, or let one only count with"
                                + " enforcement: shadow");
    }
}
