package io.driftgate.policy;

import io.driftgate.feature.FeatureType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one mapping states about its subject, read and checked: the step between the file and its nodes.
 *
 * @param parts conditions of a value that is there, in file order
 * @param items conditions of every element; empty when there are none
 * @param batch conditions over all rows; when there is one there is nothing else
 */
record Conditions(
        Subject subject,
        boolean isRequired,
        boolean isNotNull,
        boolean isForbidden,
        List<Part> parts,
        Optional<Conditions> items,
        Optional<Batch> batch) {
    /**
     * @param maxMissingShare 1 when it isn't stated
     * @param mean empty when it isn't stated
     */
    record Batch(double maxMissingShare, Optional<Part> mean) {}

    Conditions {
        parts = List.copyOf(parts);
    }

    /** The condition of a rule: a value that is missing is for {@code required} and {@code notNull}; an answer must hold it. */
    Condition asRule() {
        int otherwise = subject.isAnswer() ? Outcome.ERROR : Outcome.HOLDS;
        int onAbsent = isRequired ? Outcome.VIOLATED : isForbidden ? Outcome.HOLDS : otherwise;
        boolean statesValue = !parts.isEmpty() || items.isPresent();
        int onNull = isForbidden || isNotNull ? Outcome.VIOLATED : statesValue ? otherwise : Outcome.HOLDS;
        return compile(new Condition.Missing(onAbsent, onNull));
    }

    /** The condition of a guard: it holds for no value that is missing. Of an answer only {@code required} asks whether it is there. */
    Condition asGuard() {
        int onMissing = subject.isAnswer() && !isRequired ? Outcome.ERROR : Outcome.VIOLATED;
        return compile(new Condition.Missing(onMissing, onMissing));
    }

    /** The condition over all rows for which a guard holds. */
    BatchCondition asBatch(Optional<Condition> guard) {
        Batch stated = batch.orElseThrow();
        Optional<Check.Range> mean = stated.mean().map(part -> (Check.Range) part.check());
        return new BatchCondition.OverRows(
                guard,
                subject.record(),
                subject.slot(),
                stated.maxMissingShare(),
                mean.isPresent(),
                mean.map(Check.Range::low).orElse(Double.NEGATIVE_INFINITY),
                mean.map(Check.Range::high).orElse(Double.POSITIVE_INFINITY),
                subject.isAnswer());
    }

    private Condition compile(Condition.Missing missing) {
        List<Check> checks = checks();
        if (subject.isHeader()) {
            byte[] name = subject.name().getBytes(StandardCharsets.UTF_8);
            int onUnclear = isForbidden ? Outcome.VIOLATED : Outcome.ERROR;
            return new Condition.OfHeader(name, missing.onAbsent(), onUnclear, checks);
        }
        Condition whole = new Condition.OfSlot(subject.record(), subject.slot(), missing, checks);
        if (items.isEmpty()) {
            return whole;
        }
        Conditions ofItems = items.get();
        int onNull = ofItems.isNotNull ? Outcome.VIOLATED : Outcome.HOLDS;
        return new Condition.Both(
                whole, new Condition.OfItems(subject.record(), subject.slot(), onNull, ofItems.checks()));
    }

    private List<Check> checks() {
        if (isForbidden) {
            return List.of(new Check.Nothing());
        }
        List<Check> checks = new ArrayList<>();
        if (items.isPresent()) {
            checks.add(new Check.OfKinds(Check.OfKinds.LIST, Outcome.WRONG_KIND));
        } else if (isRequired || isNotNull) {
            int kinds = subject.type() == FeatureType.LIST
                    ? Check.OfKinds.SCALAR | Check.OfKinds.LIST
                    : Check.OfKinds.SCALAR;
            checks.add(new Check.OfKinds(kinds, Outcome.WRONG_KIND));
        }
        double low = Double.NEGATIVE_INFINITY;
        double high = Double.POSITIVE_INFINITY;
        for (Part part : parts) {
            if (part.check() instanceof Check.Range range) {
                low = Math.max(low, range.low());
                high = Math.min(high, range.high());
            } else {
                checks.add(part.check());
            }
        }
        if (low != Double.NEGATIVE_INFINITY || high != Double.POSITIVE_INFINITY) {
            checks.add(new Check.Range(low, high));
        }
        return checks;
    }
}
