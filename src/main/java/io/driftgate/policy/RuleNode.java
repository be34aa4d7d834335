package io.driftgate.policy;

import java.util.Optional;

/** What a rule compiles to, by how often it is asked. */
sealed interface RuleNode {
    /** What has to hold for the rule to apply; empty when it always does. */
    Optional<Condition> guard();

    /** Asked of every row. */
    record PerRow(Condition condition) implements RuleNode {
        @Override
        public Optional<Condition> guard() {
            return condition.guard();
        }
    }

    /** Reads nothing of a row: asked once, after the last one, of requests without rows too. */
    record PerRequest(Condition condition) implements RuleNode {
        @Override
        public Optional<Condition> guard() {
            return condition.guard();
        }
    }

    /** Adds up over the rows. */
    record PerBatch(BatchCondition condition) implements RuleNode {
        @Override
        public Optional<Condition> guard() {
            return condition.guard();
        }
    }
}
