package io.driftgate.drift;

/** What the window says of the traffic. */
public enum Verdict {
    /** Too few rows or requests to tell. */
    INSUFFICIENT,
    /** Every statistic is below its clear threshold. */
    STABLE,
    /** Some statistic is at or above its clear threshold, or above its trip threshold for too short a time. */
    WARNING,
    /** Some statistic reached its trip threshold for as many evaluations as it takes, and traffic has not cleared since. */
    DRIFT
}
