package io.driftgate.policy;

import io.driftgate.cel.Fact;
import io.driftgate.cel.Term;
import io.driftgate.cel.TextTest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says what conditions of a value state in the words of expressions, so that the two can be held against each other. What has no such
 * words is a bool of its own, of which nothing is known. Stateless.
 */
final class StatedFacts {
    private StatedFacts() {}

    /**
     * What is true of a value that is there and satisfies the conditions of a rule. One that isn't there satisfies most of them as well,
     * but then it can't contradict an expression that reads it: over that the expression is an error.
     */
    static Fact ofRule(Conditions conditions) {
        List<Fact> facts = ofValue(conditions);
        String name = nameOf(conditions.subject());
        if (conditions.isForbidden()) {
            facts.add(new Fact.Not(Fact.holds(Term.presenceOf(name))));
            facts.add(unknown("forbidden", name, ""));
        }
        if (conditions.isRequired()) {
            facts.add(unknown("required", name, ""));
        }
        if (conditions.isNotNull()) {
            facts.add(unknown("notNull", name, ""));
        }
        if (conditions.isRequired() && conditions.isNotNull()) {
            facts.add(Fact.holds(Term.presenceOf(name)));
        }
        return Fact.all(facts);
    }

    /** What is true of a request for which a guard holds: the value is there, and satisfies the conditions. */
    static Fact ofGuard(Conditions conditions) {
        List<Fact> facts = ofValue(conditions);
        facts.add(Fact.holds(Term.presenceOf(nameOf(conditions.subject()))));
        return Fact.all(facts);
    }

    /** How many rows a request has. */
    static Fact ofRowCount(Bounds bounds) {
        List<Fact> facts = new ArrayList<>();
        addRange(new Term("request.rows", Term.Domain.COUNT), bounds.low(), bounds.high(), facts);
        return Fact.all(facts);
    }

    private static String nameOf(Subject subject) {
        String record = switch (subject.kind()) {
            case FEATURE, ELEMENT -> "features";
            case PREDICTION -> "prediction";
            case ATTRIBUTION -> "prediction.attributions";
            case HEADER -> "request.headers";
        };
        return Term.path(record, subject.name());
    }

    private static List<Fact> ofValue(Conditions conditions) {
        String name = nameOf(conditions.subject());
        List<Fact> facts = new ArrayList<>();
        conditions.parts().forEach(part -> add(part, name, facts));
        conditions
                .items()
                .ifPresent(items -> facts.add(unknown(
                        "items",
                        name,
                        items.parts().isEmpty()
                                ? "notNull"
                                : items.parts().get(0).at().position())));
        conditions.batch().ifPresent(batch -> facts.add(unknown("batch", name, batch)));
        return facts;
    }

    private static Fact unknown(String condition, String name, Object detail) {
        return Fact.holds(new Term(condition + "(" + name + ", " + detail + ")", Term.Domain.BOOL));
    }

    private static void add(Part part, String name, List<Fact> into) {
        Check check = part.check();
        if (check instanceof Check.Range range) {
            // The schema is not enforced: a value of an int feature may be 1.5.
            addRange(part.name(), new Term(name, Term.Domain.REAL), range, into);
        } else if (check instanceof Check.IsBool bool) {
            Fact holds = Fact.holds(new Term(name, Term.Domain.BOOL));
            into.add(bool.allowed() ? holds : new Fact.Not(holds));
        } else if (check instanceof Check.InNumbers || check instanceof Check.InTexts) {
            Fact isOne = isOneOf(part.values(), name);
            into.add(part.candidates().isEmpty() ? new Fact.Not(isOne) : isOne);
        } else if (check instanceof Check.NotEmpty) {
            addRange(Term.sizeOf(name), 1, Double.POSITIVE_INFINITY, into);
        } else if (check instanceof Check.Length length) {
            double longest = length.longest() == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : length.longest();
            addRange(Term.sizeOf(name), (double) length.shortest(), longest, into);
        } else if (check instanceof Check.Matches matches) {
            TextTest test = new TextTest(
                    TextTest.Kind.MATCHES_WHOLE, matches.match().pattern().pattern());
            Fact passes = new Fact.TextPasses(new Term(name, Term.Domain.TEXT), test);
            into.add(matches.wanted() ? passes : new Fact.Not(passes));
        } else if (!part.literal().isEmpty()) {
            into.add(ofLiteral(part, new Term(name, Term.Domain.TEXT)));
        } else {
            into.add(unknown(part.name(), name, check));
        }
    }

    private static Fact ofLiteral(Part part, Term term) {
        TextTest.Kind kind = switch (part.name()) {
            case "startsWith" -> TextTest.Kind.STARTS_WITH;
            case "endsWith" -> TextTest.Kind.ENDS_WITH;
            default -> TextTest.Kind.CONTAINS;
        };
        Fact passes = new Fact.TextPasses(term, new TextTest(kind, part.literal()));
        return part.name().equals("notContains") ? new Fact.Not(passes) : passes;
    }

    private static Fact isOneOf(Set<Object> values, String name) {
        if (values.iterator().next() instanceof String) {
            Set<String> texts = values.stream().map(Object::toString).collect(Collectors.toSet());
            return new Fact.TextIn(new Term(name, Term.Domain.TEXT), texts);
        }
        Set<BigDecimal> numbers =
                values.stream().map(value -> new BigDecimal((Double) value)).collect(Collectors.toSet());
        return new Fact.NumberIn(new Term(name, Term.Domain.REAL), numbers);
    }

    /** An exclusive bound was moved to the next double inside, and is moved back. */
    private static void addRange(String condition, Term term, Check.Range range, List<Fact> into) {
        switch (condition) {
            case "exclusiveMin" ->
                into.add(new Fact.NumberIs(term, Fact.ABOVE, new BigDecimal(Math.nextDown(range.low()))));
            case "exclusiveMax" ->
                into.add(new Fact.NumberIs(term, Fact.BELOW, new BigDecimal(Math.nextUp(range.high()))));
            default -> addRange(term, range.low(), range.high(), into);
        }
    }

    private static void addRange(Term term, double low, double high, List<Fact> into) {
        if (!Double.isInfinite(low)) {
            into.add(new Fact.NumberIs(term, Fact.AT_LEAST, new BigDecimal(low)));
        }
        if (!Double.isInfinite(high)) {
            into.add(new Fact.NumberIs(term, Fact.AT_MOST, new BigDecimal(high)));
        }
    }
}
