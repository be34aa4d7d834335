package io.driftgate.policy;

import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds rules of one policy that contradict each other: both deny, neither has a guard, and no value of their subject satisfies both.
 * Then every request that has the value is refused, which nobody writes on purpose. One thread, one load.
 */
final class Contradictions {
    private final Problems problems;
    private final Map<String, Group> groups = new LinkedHashMap<>();

    Contradictions(Problems problems) {
        this.problems = problems;
    }

    /** What all rules say about one subject. */
    private static final class Group {
        private final Subject subject;
        private final List<Part> parts = new ArrayList<>();
        private final List<Part> means = new ArrayList<>();
        private String requiring = "";
        private YamlNode required;
        private String forbidding = "";
        private YamlNode forbidden;

        Group(Subject subject) {
            this.subject = subject;
        }
    }

    /** Adds a rule that denies whatever the rest of the request is. */
    void add(String id, YamlNode at, Conditions conditions) {
        Subject subject = conditions.subject();
        Group group = groups.computeIfAbsent(subject.label(), label -> new Group(subject));
        group.parts.addAll(conditions.parts());
        conditions.batch().flatMap(Conditions.Batch::mean).ifPresent(group.means::add);
        if (conditions.isRequired() && group.required == null) {
            group.requiring = id;
            group.required = at;
        }
        if (conditions.isForbidden() && group.forbidden == null) {
            group.forbidding = id;
            group.forbidden = at;
        }
    }

    void report() {
        for (Group group : groups.values()) {
            Clash.in(group.subject, group.parts).ifPresent(clash -> report(group, clash, "value"));
            Clash.in(group.subject, group.means).ifPresent(clash -> report(group, clash, "mean"));
            if (group.required != null && group.forbidden != null) {
                boolean requiredFirst = group.required.position().line()
                        <= group.forbidden.position().line();
                report(
                        requiredFirst ? group.forbidden : group.required,
                        requiredFirst ? group.forbidding : group.requiring,
                        requiredFirst ? group.requiring : group.forbidding,
                        requiredFirst ? group.required : group.forbidden,
                        "one requires " + group.subject.label() + ", the other forbids it");
            }
        }
    }

    private void report(Group group, Clash clash, String what) {
        // A rule that contradicts itself was reported, and is not here; so these are two.
        report(
                clash.other().at(),
                clash.other().rule(),
                clash.one().rule(),
                clash.one().at(),
                "no " + what + " of " + group.subject.label() + " satisfies both '"
                        + clash.one().name() + "' there and '"
                        + clash.other().name() + "' here");
    }

    private void report(YamlNode at, String rule, String otherRule, YamlNode other, String why) {
        problems.error(
                at,
                "the rule '" + rule + "' contradicts the rule '" + otherRule + "' in line "
                        + other.position().line() + ": " + why,
                "together they refuse everything: give them guards with when, or let one only count with"
                        + " enforcement: shadow");
    }
}
