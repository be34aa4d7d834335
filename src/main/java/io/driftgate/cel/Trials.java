package io.driftgate.cel;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decides whether a fact is constant, by trying it. The constants that a term is compared with cut its values into points and gaps, in
 * each of which every comparison is constant; so it is enough to try one value of each, and of several terms all combinations. A
 * combination that nothing has (a value between two neighbouring doubles; x < y, y < z and z < x) is tried all the same.
 *
 * <p>So what is found to be constant is; what is not found may be. Logic is monotone in errors (cel-spec, Logical Operators: an operand
 * that decides absorbs those of the others), so a fact that is true for all values of its terms is true or an error where one of them
 * can't be read, and never false.
 *
 * <p>Work is bounded for each question and for each object. One thread.
 */
public final class Trials {
    /** Parts of facts looked at for one question. */
    private static final int MAX_PER_QUESTION = 300_000;

    /** Terms tried together. */
    private static final int MAX_DEPTH = 100;

    /** What a text test costs beside a comparison. */
    private static final int TEXT_COST = 50;

    private static final int FALSE = CelPredicate.FALSE;
    private static final int TRUE = CelPredicate.TRUE;
    private static final int UNKNOWN = 2;

    private static final int CAN_BE_FALSE = 1 << FALSE;
    private static final int CAN_BE_TRUE = 1 << TRUE;
    private static final int EITHER = CAN_BE_FALSE | CAN_BE_TRUE;

    /** What a term may be: below, on or above a constant; not a number; one text, or (null) none of those that are named. */
    private record Trial(BigDecimal number, boolean above, String text) {
        boolean isNaN() {
            return number == null;
        }
    }

    /**
     * A constant fact.
     *
     * @param value what it always is, unless it is an error
     * @param term of which every value makes it so, whatever the others are; empty when it takes more than one
     */
    public record Constant(boolean value, Optional<Term> term) {}

    private Map<String, Tried> terms = Map.of();
    private Tried undecided;
    private long left;
    private int leftOfQuestion;

    /** @param work parts of facts to look at, for all questions together */
    public Trials(long work) {
        left = work;
    }

    /** Whether the fact is the same for all values; empty when it isn't, and when it would take too long to say. */
    public Optional<Constant> constant(Fact fact) {
        if (!begin(fact)) {
            return Optional.empty();
        }
        try {
            int alone = test(fact);
            if (alone != UNKNOWN) {
                return Optional.of(new Constant(alone == TRUE, Optional.empty()));
            }
            for (Tried term : terms.values()) {
                int seen = outcomes(fact, term, EITHER, 1);
                if (seen != EITHER) {
                    return Optional.of(new Constant(seen == CAN_BE_TRUE, Optional.of(widest(term))));
                }
            }
            int seen = terms.size() < 2
                    ? EITHER
                    : outcomes(fact, terms.values().iterator().next(), EITHER, MAX_DEPTH);
            return seen == EITHER ? Optional.empty() : Optional.of(new Constant(seen == CAN_BE_TRUE, Optional.empty()));
        } finally {
            left -= MAX_PER_QUESTION - leftOfQuestion;
        }
    }

    /**
     * Whether no values make the fact true; false as well when it would take too long to say.
     *
     * @param first the name of the term that it is most likely about
     */
    public boolean isNever(Fact fact, String first) {
        if (!begin(fact)) {
            return false;
        }
        try {
            Tried term = terms.get(first);
            int seen = term == null ? EITHER : outcomes(fact, term, CAN_BE_TRUE, MAX_DEPTH);
            return seen == CAN_BE_FALSE;
        } finally {
            left -= MAX_PER_QUESTION - leftOfQuestion;
        }
    }

    /** The names of what a fact is about, in the order in which they stand. */
    public static Set<String> termsOf(Fact fact) {
        Trials trials = new Trials(Long.MAX_VALUE);
        trials.terms = new LinkedHashMap<>();
        trials.collect(fact);
        return trials.terms.keySet();
    }

    private boolean begin(Fact fact) {
        if (left <= 0) {
            return false;
        }
        terms = new LinkedHashMap<>();
        leftOfQuestion = MAX_PER_QUESTION;
        collect(fact);
        return true;
    }

    private static Term widest(Tried tried) {
        return new Term(tried.name, tried.domain);
    }

    /**
     * What the fact can be over all values of a term, and of those that it is still undecided by, as a set of bits.
     *
     * @param sought what is enough to see
     * @param depth how many terms to try together
     */
    private int outcomes(Fact fact, Tried term, int sought, int depth) {
        int seen = 0;
        for (Trial trial : term.trials()) {
            term.value = trial;
            undecided = null;
            int value = test(fact);
            if (value != UNKNOWN) {
                seen |= 1 << value;
            } else if (depth == 1 || undecided == null || leftOfQuestion <= 0) {
                seen = EITHER;
            } else {
                seen |= outcomes(fact, undecided, sought, depth - 1);
            }
            if ((seen & sought) == sought) {
                break;
            }
        }
        term.value = null;
        return seen;
    }

    /** A term, the constants that it is compared with, and the value that it is taken to have. */
    private static final class Tried {
        private final String name;
        private final TreeSet<BigDecimal> numbers = new TreeSet<>();
        private final Set<String> texts = new HashSet<>();
        private Term.Domain domain;
        private List<Trial> trials = List.of();
        private Trial value;

        Tried(Term term) {
            name = term.name();
            domain = term.domain();
        }

        /** A value from each point and gap; of a text each that is named, and one that isn't. */
        List<Trial> trials() {
            if (trials.isEmpty()) {
                trials = switch (domain) {
                    case BOOL ->
                        List.of(new Trial(BigDecimal.ZERO, false, null), new Trial(BigDecimal.ONE, false, null));
                    case TEXT -> ofTexts();
                    default -> ofNumbers();
                };
            }
            return trials;
        }

        private List<Trial> ofTexts() {
            List<Trial> all = new ArrayList<>();
            texts.forEach(text -> all.add(new Trial(null, false, text)));
            all.add(new Trial(null, false, null));
            return all;
        }

        private List<Trial> ofNumbers() {
            if (domain == Term.Domain.COUNT) {
                numbers.add(BigDecimal.ZERO);
            }
            List<Trial> all = new ArrayList<>();
            add(numbers.first().subtract(BigDecimal.ONE), false, all);
            for (BigDecimal number : numbers) {
                if (!domain.isWhole() || isWhole(number)) {
                    add(number, false, all);
                }
                BigDecimal next = numbers.higher(number);
                if (next == null || !domain.isWhole() || hasWholeBetween(number, next)) {
                    add(number, true, all);
                }
            }
            if (domain == Term.Domain.REAL_OR_NAN) {
                all.add(new Trial(null, false, null));
            }
            return all;
        }

        private void add(BigDecimal number, boolean above, List<Trial> into) {
            if (domain != Term.Domain.COUNT || number.signum() >= 0) {
                into.add(new Trial(number.stripTrailingZeros(), above, null));
            }
        }

        private static boolean isWhole(BigDecimal number) {
            return number.setScale(0, RoundingMode.FLOOR).compareTo(number) == 0;
        }

        private static boolean hasWholeBetween(BigDecimal below, BigDecimal above) {
            return below.setScale(0, RoundingMode.FLOOR).add(BigDecimal.ONE).compareTo(above) < 0;
        }
    }

    private void collect(Fact fact) {
        leftOfQuestion--;
        if (fact instanceof Fact.Several several) {
            several.facts().forEach(this::collect);
        } else if (fact instanceof Fact.Not not) {
            collect(not.fact());
        } else if (fact instanceof Fact.Choice choice) {
            collect(choice.condition());
            collect(choice.yes());
            collect(choice.no());
        } else if (fact instanceof Fact.NumberIs number) {
            note(number.term()).numbers.add(number.constant());
        } else if (fact instanceof Fact.NumberIn number) {
            leftOfQuestion -= number.constants().size();
            note(number.term()).numbers.addAll(number.constants());
        } else if (fact instanceof Fact.TextIn text) {
            leftOfQuestion -= text.constants().size();
            note(text.term()).texts.addAll(text.constants());
        } else if (fact instanceof Fact.TextPasses text) {
            note(text.term());
            note(text.verdict());
        }
    }

    private Tried note(Term term) {
        Tried tried = terms.computeIfAbsent(term.name(), name -> new Tried(term));
        if (term.domain().compareTo(tried.domain) > 0) {
            tried.domain = term.domain();
        }
        return tried;
    }

    /** What a condition is for the values that terms are taken to have; sets {@link #undecided} when it depends on another. */
    private int test(Fact fact) {
        leftOfQuestion--;
        if (fact instanceof Fact.Several several) {
            return several(several);
        }
        if (fact instanceof Fact.Not not) {
            int value = test(not.fact());
            return value == UNKNOWN ? UNKNOWN : TRUE - value;
        }
        if (fact instanceof Fact.Choice choice) {
            int value = test(choice.condition());
            return value == UNKNOWN ? UNKNOWN : test(value == TRUE ? choice.yes() : choice.no());
        }
        if (fact instanceof Fact.Always always) {
            return always.value() ? TRUE : FALSE;
        }
        if (fact instanceof Fact.NumberIs number) {
            Trial trial = valueOf(number.term());
            return trial == null ? UNKNOWN : Order.test(number.comparison(), order(trial, number.constant()));
        }
        if (fact instanceof Fact.NumberIn number) {
            Trial trial = valueOf(number.term());
            boolean contained = trial != null
                    && !trial.isNaN()
                    && !trial.above
                    && number.constants().contains(trial.number);
            return trial == null ? UNKNOWN : contained ? TRUE : FALSE;
        }
        if (fact instanceof Fact.TextIn text) {
            Trial trial = valueOf(text.term());
            boolean contained =
                    trial != null && trial.text != null && text.constants().contains(trial.text);
            return trial == null ? UNKNOWN : contained ? TRUE : FALSE;
        }
        return fact instanceof Fact.TextPasses text ? passes(text) : UNKNOWN;
    }

    private int several(Fact.Several several) {
        int decisive = several.all() ? FALSE : TRUE;
        int result = TRUE - decisive;
        for (Fact part : several.facts()) {
            int value = test(part);
            if (value == decisive) {
                return decisive;
            }
            result = value == UNKNOWN ? UNKNOWN : result;
        }
        return result;
    }

    /** Of a text that is named the test is made; of any other it is as good as a bool of its own. */
    private int passes(Fact.TextPasses fact) {
        Tried text = terms.get(fact.term().name());
        if (!text.texts.isEmpty()) {
            Trial trial = valueOf(fact.term());
            if (trial == null) {
                return UNKNOWN;
            }
            if (trial.text != null) {
                leftOfQuestion -= TEXT_COST;
                OptionalInt passes = fact.test().test(trial.text);
                if (passes.isPresent()) {
                    return passes.getAsInt();
                }
            }
        }
        Trial verdict = valueOf(fact.verdict());
        return verdict == null ? UNKNOWN : verdict.number.signum() == 0 ? FALSE : TRUE;
    }

    private Trial valueOf(Term term) {
        Tried tried = terms.get(term.name());
        if (tried.value == null && undecided == null) {
            undecided = tried;
        }
        return tried.value;
    }

    private static int order(Trial trial, BigDecimal constant) {
        if (trial.isNaN()) {
            return Order.UNORDERED;
        }
        int order = trial.number.compareTo(constant);
        boolean above = order > 0 || (order == 0 && trial.above);
        return above ? Order.GREATER : order == 0 ? Order.EQUAL : Order.LESS;
    }
}
