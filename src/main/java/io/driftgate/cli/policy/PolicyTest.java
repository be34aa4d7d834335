package io.driftgate.cli.policy;

import io.driftgate.policy.Phase;
import io.driftgate.source.Position;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One test of a {@code tests.yaml}.
 *
 * @param at where it stands
 * @param exchange what is asked and answered
 * @param today the day on which the policy is tried
 */
record PolicyTest(String name, Position at, Exchange exchange, LocalDate today, Expected expected) {
    /**
     * What should come of it. What is empty is not compared, except that an allowed request violates no rule.
     *
     * @param rules ids of exactly the violated rules that deny or replace
     * @param shadow ids of exactly the violated shadow rules
     * @param errors ids of exactly the rules that could not be evaluated
     * @param row the first row that violates the deciding rule
     * @param body of a replaced answer, JSON
     */
    record Expected(
            Decision decision,
            Optional<List<String>> rules,
            Optional<List<String>> shadow,
            Optional<List<String>> errors,
            OptionalInt row,
            Optional<Phase> phase,
            Optional<String> body) {}
}
