package io.driftgate.policy;

/** What a rule compiles to, by how often it is asked. */
sealed interface RuleNode {
    /** Asked of every row. */
    record PerRow(Condition condition) implements RuleNode {}

    /** Reads nothing of a row: asked once, after the last one, of requests without rows too. */
    record PerRequest(Condition condition) implements RuleNode {}

    /** Adds up over the rows. */
    record PerBatch(BatchCondition condition) implements RuleNode {}
}
