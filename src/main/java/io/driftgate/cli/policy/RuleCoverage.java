package io.driftgate.cli.policy;

import io.driftgate.policy.CompiledPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * Which rules of a policy its tests have seen at work. A rule is covered when a test has seen it violated and a test has seen it hold:
 * one alone would pass as well if the rule did the same for every request. One thread.
 */
final class RuleCoverage {
    private final List<CompiledPolicy.Rule> rules = new ArrayList<>();
    private final int[] violated;
    private final int[] held;
    private final int[] errors;
    private final int[] notApplicable;

    RuleCoverage(CompiledPolicy policy) {
        for (int rule = 0; rule < policy.rules(); rule++) {
            rules.add(policy.rule(rule));
        }
        violated = new int[policy.rules()];
        held = new int[policy.rules()];
        errors = new int[policy.rules()];
        notApplicable = new int[policy.rules()];
    }

    void add(PolicyTrial.Result result) {
        for (int rule = 0; rule < violated.length; rule++) {
            switch (result.rules().get(rule).fate()) {
                case VIOLATED -> violated[rule]++;
                case HELD -> held[rule]++;
                case ERROR -> errors[rule]++;
                case NOT_APPLICABLE -> notApplicable[rule]++;
                case NOT_REACHED -> {}
            }
        }
    }

    int rules() {
        return violated.length;
    }

    int covered() {
        int covered = 0;
        for (int rule = 0; rule < violated.length; rule++) {
            covered += isCovered(rule) ? 1 : 0;
        }
        return covered;
    }

    private boolean isCovered(int rule) {
        return violated[rule] > 0 && held[rule] > 0;
    }

    /** From 0 to 100; 100 for a policy without rules. */
    double percent() {
        return rules() == 0 ? 100 : 100.0 * covered() / rules();
    }

    /** One line per rule that is not covered, saying what no test has shown. */
    List<String> gaps() {
        List<String> gaps = new ArrayList<>();
        for (int rule = 0; rule < violated.length; rule++) {
            if (!isCovered(rule)) {
                gaps.add(rules.get(rule).id() + ": " + gap(rule));
            }
        }
        return gaps;
    }

    private String gap(int rule) {
        if (violated[rule] == 0 && held[rule] == 0 && errors[rule] == 0) {
            return notApplicable[rule] > 0 ? "never applied: its when held in no test" : "never reached by a test";
        }
        return violated[rule] == 0
                ? held[rule] == 0 ? "only seen failing to evaluate" : "never seen violated"
                : "never seen to hold";
    }
}
