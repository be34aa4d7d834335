package io.driftgate.policy;

import io.driftgate.cel.WorkBudget;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.source.Regexes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Two conditions of one subject that no value satisfies both of. What is found is so; that two patterns contradict each other is not
 * found.
 *
 * @param one the earlier of the two; the same as {@code other} when a condition contradicts the subject's own type
 * @param why in a few words
 */
record Clash(Part one, Part other, String why) {
    /** A list of thousands of values beside thousands of patterns is not worth a slow load: beyond these it goes unfound. */
    private static final int MAX_COST = 200_000;

    /** Loading has bounds of its own, below. */
    private static final WorkBudget UNLIMITED = new WorkBudget();

    private static final int MAX_PROGRAM = 200;
    private static final int MAX_LITERALS = 50;

    /** Looks for a contradiction among conditions that must hold together, in file order. */
    static Optional<Clash> in(Subject subject, List<Part> parts) {
        return ofRanges(subject, parts)
                .or(() -> ofLengths(parts))
                .or(() -> ofValues(subject, parts))
                .or(() -> ofSteps(parts))
                .or(() -> ofLiterals(parts));
    }

    private static Clash between(List<Part> parts, Part a, Part b, String why) {
        return parts.indexOf(a) <= parts.indexOf(b) ? new Clash(a, b, why) : new Clash(b, a, why);
    }

    private static Optional<Clash> ofRanges(Subject subject, List<Part> parts) {
        Part lowest = null;
        Part highest = null;
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        for (Part part : parts) {
            if (part.check() instanceof Check.Range range) {
                if (range.low() > low) {
                    low = range.low();
                    lowest = part;
                }
                if (range.high() < high) {
                    high = range.high();
                    highest = part;
                }
            }
        }
        if (lowest == null || highest == null) {
            return Optional.empty();
        }
        if (low > high) {
            return Optional.of(between(parts, lowest, highest, "no number satisfies both"));
        }
        // A whole number is what the schema says; a mean of whole numbers may be any number.
        boolean isWhole = subject.type() == FeatureType.INT && !lowest.name().equals("meanBetween");
        return isWhole && Math.ceil(low) > Math.floor(high)
                ? Optional.of(between(parts, lowest, highest, "no whole number satisfies both"))
                : Optional.empty();
    }

    private static Optional<Clash> ofLengths(List<Part> parts) {
        Part longestPart = null;
        Part shortestPart = null;
        long shortest = 0;
        long longest = Long.MAX_VALUE;
        for (Part part : parts) {
            long least = shortest(part);
            if (least > shortest) {
                shortest = least;
                shortestPart = part;
            }
            if (part.check() instanceof Check.Length length && length.longest() < longest) {
                longest = length.longest();
                longestPart = part;
            }
        }
        return shortestPart != null && longestPart != null && shortest > longest
                ? Optional.of(between(parts, shortestPart, longestPart, "nothing is of such a length"))
                : Optional.empty();
    }

    private static long shortest(Part part) {
        if (part.check() instanceof Check.Length length) {
            return length.shortest();
        }
        if (part.check() instanceof Check.NotEmpty) {
            return 1;
        }
        return part.name().equals("notContains")
                ? 0
                : part.literal().codePointCount(0, part.literal().length());
    }

    /** Where the values can be listed, one of them must satisfy everything. */
    private static Optional<Clash> ofValues(Subject subject, List<Part> parts) {
        Part source = null;
        for (Part part : parts) {
            if (!part.candidates().isEmpty()
                    && (source == null
                            || part.candidates().size() < source.candidates().size())) {
                source = part;
            }
        }
        List<Object> candidates = new ArrayList<>();
        if (source != null) {
            candidates.addAll(source.candidates());
        } else if (subject.type() == FeatureType.BOOL) {
            candidates.addAll(List.of(true, false));
        } else {
            candidates.addAll(subject.categories());
        }
        if (candidates.isEmpty() || parts.isEmpty()) {
            return Optional.empty();
        }
        long cost = 0;
        for (Object candidate : candidates) {
            boolean satisfies = true;
            for (int i = 0; satisfies && i < parts.size(); i++) {
                satisfies = satisfies(candidate, parts.get(i));
                cost += parts.get(i).check() instanceof Check.Matches ? 100 : 1;
            }
            if (satisfies || cost > MAX_COST) {
                return Optional.empty();
            }
        }
        return Optional.of(blame(parts, source, candidates));
    }

    private static Clash blame(List<Part> parts, Part source, List<Object> candidates) {
        for (Part part : parts) {
            if (candidates.stream().noneMatch(candidate -> satisfies(candidate, part))) {
                return source == null
                        ? new Clash(part, part, "")
                        : between(parts, source, part, "no value satisfies both");
            }
        }
        Part last = parts.get(parts.size() - 1);
        Part first = source == null || source.equals(last) ? parts.get(0) : source;
        return between(parts, first, last, "with the conditions between them, no value is left");
    }

    private static boolean satisfies(Object value, Part part) {
        int outcome;
        if (part.check() instanceof Check.Matches matches
                && Regexes.programSize(matches.match().pattern().pattern()) > MAX_PROGRAM) {
            return true;
        }
        if (value instanceof Double number) {
            byte kind = number == Math.rint(number) ? FeatureRow.INT : FeatureRow.FLOAT;
            outcome = part.check().test(kind, number, PolicyInput.NO_TEXT, 0, 0, UNLIMITED);
        } else if (value instanceof Boolean bool) {
            outcome = part.check().test(FeatureRow.BOOL, bool ? 1 : 0, PolicyInput.NO_TEXT, 0, 0, UNLIMITED);
        } else {
            byte[] text = value.toString().getBytes(StandardCharsets.UTF_8);
            outcome = part.check().test(FeatureRow.TEXT, 0, text, 0, text.length, UNLIMITED);
        }
        return outcome == Outcome.HOLDS;
    }

    /** A range between two multiples. */
    private static Optional<Clash> ofSteps(List<Part> parts) {
        for (Part part : parts) {
            if (!(part.check() instanceof Check.MultipleOf multiple)) {
                continue;
            }
            for (Part other : parts) {
                if (other.check() instanceof Check.Range range
                        && !Double.isInfinite(range.low())
                        && !Double.isInfinite(range.high())
                        && !holdsMultiple(range, multiple)) {
                    return Optional.of(between(parts, part, other, "no multiple is in the range"));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean holdsMultiple(Check.Range range, Check.MultipleOf multiple) {
        double next = Math.ceil(range.low() / multiple.step()) * multiple.step();
        return next <= range.high() || isMultiple(range.low(), multiple) || isMultiple(range.high(), multiple);
    }

    private static boolean isMultiple(double number, Check.MultipleOf multiple) {
        return multiple.test(FeatureRow.FLOAT, number, PolicyInput.NO_TEXT, 0, 0, UNLIMITED) == Outcome.HOLDS;
    }

    private static Optional<Clash> ofLiterals(List<Part> parts) {
        List<Part> literals = parts.stream()
                .filter(part -> !part.literal().isEmpty())
                .limit(MAX_LITERALS)
                .toList();
        for (Part one : literals) {
            for (Part other : literals) {
                if (contradicts(one, other)) {
                    return Optional.of(between(parts, one, other, "no text satisfies both"));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean contradicts(Part one, Part other) {
        String a = one.literal();
        String b = other.literal();
        if (other.name().equals("notContains")) {
            return Set.of("startsWith", "endsWith", "contains").contains(one.name()) && a.contains(b);
        }
        if (!one.name().equals(other.name())) {
            return false;
        }
        return one.name().equals("startsWith")
                ? !a.startsWith(b) && !b.startsWith(a)
                : one.name().equals("endsWith") && !a.endsWith(b) && !b.endsWith(a);
    }
}
