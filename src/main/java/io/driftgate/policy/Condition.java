package io.driftgate.policy;

import io.driftgate.cel.CelPredicate;
import io.driftgate.cel.WorkBudget;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.Headers;
import java.util.List;
import java.util.Optional;

/**
 * What must hold for a row, or for a request as a whole: the nodes that a rule compiles to. Immutable, any thread. The package's
 * documentation has the table of what each does with an absent, null or misplaced value.
 */
sealed interface Condition {
    /** One of {@link Outcome}'s. */
    int test(PolicyInput input);

    /** What has to hold for the condition to be asked at all. */
    default Optional<Condition> guard() {
        return this instanceof Guarded guarded ? Optional.of(guarded.when()) : Optional.empty();
    }

    /**
     * What comes of a value that isn't there: the same for all conditions of a rule together.
     *
     * @param onAbsent of {@link Outcome}'s
     * @param onNull of {@link Outcome}'s
     */
    record Missing(int onAbsent, int onNull) {}

    /** Asks all checks about a value. A violation is one whatever else can't be evaluated. */
    private static int all(
            Check[] checks, byte kind, double number, byte[] buffer, int from, int to, WorkBudget budget) {
        int outcome = Outcome.HOLDS;
        for (Check check : checks) {
            int next = check.test(kind, number, buffer, from, to, budget);
            if (next == Outcome.ERROR) {
                outcome = Outcome.ERROR;
            } else if (next != Outcome.HOLDS) {
                return next;
            }
        }
        return outcome;
    }

    /** Checks of one value of a row. */
    final class OfSlot implements Condition {
        private final int record;
        private final int slot;
        private final Missing missing;
        private final Check[] checks;

        OfSlot(int record, int slot, Missing missing, List<Check> checks) {
            this.record = record;
            this.slot = slot;
            this.missing = missing;
            this.checks = checks.toArray(Check[]::new);
        }

        @Override
        public int test(PolicyInput input) {
            FeatureRow row = input.record(record);
            byte kind = row.kind(slot);
            if (kind == FeatureRow.ABSENT) {
                return missing.onAbsent();
            }
            if (kind == FeatureRow.NULL) {
                return missing.onNull();
            }
            return all(
                    checks,
                    kind,
                    row.number(slot),
                    row.textBuffer(slot),
                    row.textFrom(slot),
                    row.textTo(slot),
                    input.budget());
        }
    }

    /** Checks of every element of a list; what is no list, or none at all, is for the conditions of the list itself. */
    final class OfItems implements Condition {
        private final int record;
        private final int slot;
        private final int onNull;
        private final Check[] checks;

        /** @param onNull what comes of an element that is null */
        OfItems(int record, int slot, int onNull, List<Check> checks) {
            this.record = record;
            this.slot = slot;
            this.onNull = onNull;
            this.checks = checks.toArray(Check[]::new);
        }

        @Override
        public int test(PolicyInput input) {
            FeatureRow row = input.record(record);
            if (row.kind(slot) != FeatureRow.LIST) {
                return Outcome.HOLDS;
            }
            if (!row.isListWhole(slot)) {
                return Outcome.ERROR;
            }
            int outcome = Outcome.HOLDS;
            for (int i = 0, size = row.listSize(slot); i < size; i++) {
                int next = testElement(row, i, input.budget());
                if (next == Outcome.ERROR) {
                    outcome = Outcome.ERROR;
                } else if (next != Outcome.HOLDS) {
                    return next;
                }
            }
            return outcome;
        }

        private int testElement(FeatureRow row, int element, WorkBudget budget) {
            byte kind = row.elementKind(slot, element);
            if (kind == FeatureRow.NULL) {
                return onNull;
            }
            if (kind == FeatureRow.LIST || kind == FeatureRow.OBJECT) {
                return Outcome.WRONG_KIND;
            }
            if (kind == FeatureRow.TEXT) {
                return all(
                        checks,
                        kind,
                        0,
                        row.elementBuffer(slot, element),
                        row.elementFrom(slot, element),
                        row.elementTo(slot, element),
                        budget);
            }
            return all(checks, kind, row.elementNumber(slot, element), PolicyInput.NO_TEXT, 0, 0, budget);
        }
    }

    /** Checks of a request header. */
    final class OfHeader implements Condition {
        private final byte[] name;
        private final int onAbsent;
        private final int onUnclear;
        private final Check[] checks;

        /**
         * @param name in lower case
         * @param onUnclear what comes of a header that stands twice, or is no text
         */
        OfHeader(byte[] name, int onAbsent, int onUnclear, List<Check> checks) {
            this.name = name.clone();
            this.onAbsent = onAbsent;
            this.onUnclear = onUnclear;
            this.checks = checks.toArray(Check[]::new);
        }

        @Override
        public int test(PolicyInput input) {
            Headers headers = input.headers();
            int field = headers.find(name);
            if (field == Headers.NONE) {
                return onAbsent;
            }
            if (field < 0) {
                return onUnclear;
            }
            return all(
                    checks,
                    FeatureRow.TEXT,
                    0,
                    headers.buffer(),
                    headers.from(field),
                    headers.to(field),
                    input.budget());
        }
    }

    record NoUnknownFeatures() implements Condition {
        @Override
        public int test(PolicyInput input) {
            return input.record(PolicyInput.FEATURES).hasUnknown() ? Outcome.VIOLATED : Outcome.HOLDS;
        }
    }

    /** An expression that must be true. */
    record Holds(CelPredicate expression) implements Condition {
        @Override
        public int test(PolicyInput input) {
            int result = expression.test(input.frame());
            if (result == CelPredicate.ERROR) {
                return Outcome.ERROR;
            }
            return result == CelPredicate.TRUE ? Outcome.HOLDS : Outcome.VIOLATED;
        }
    }

    /** Both, the list and its elements. */
    record Both(Condition first, Condition second) implements Condition {
        @Override
        public int test(PolicyInput input) {
            int one = first.test(input);
            if (one == Outcome.VIOLATED || one == Outcome.WRONG_KIND) {
                return one;
            }
            int other = second.test(input);
            return other == Outcome.HOLDS ? one : other;
        }
    }

    /** A condition that is asked only where {@code when} holds. What the guard can't say, the rule can't. */
    record Guarded(Condition when, Condition condition) implements Condition {
        @Override
        public int test(PolicyInput input) {
            int applies = when.test(input);
            if (applies == Outcome.HOLDS) {
                return condition.test(input);
            }
            return applies == Outcome.VIOLATED ? Outcome.HOLDS : Outcome.ERROR;
        }
    }
}
