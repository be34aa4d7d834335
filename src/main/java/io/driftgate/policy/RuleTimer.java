package io.driftgate.policy;

/** Receives the time that single rules took, for the sample of requests that are timed. */
@FunctionalInterface
public interface RuleTimer {
    void record(int rule, long nanos);
}
