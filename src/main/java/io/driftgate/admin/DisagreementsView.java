package io.driftgate.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.driftgate.telemetry.Disagreement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the versions of a policy last disagreed about, newest first, without any value of a request.
 *
 * @param kept the most that are kept; older ones are only in the metric
 */
public record DisagreementsView(String policy, int kept, List<DisagreementView> disagreements) {
    /**
     * One request.
     *
     * @param from version in force, and {@code to} the one that is tried
     * @param enforced which of both the request was under
     * @param row index of the first row concerned, from 0; absent for what is about the whole batch
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record DisagreementView(
            Instant at,
            String requestId,
            String model,
            String version,
            String phase,
            String from,
            String to,
            String enforced,
            DecisionsView decisions,
            List<RuleView> rules,
            Optional<Integer> row) {}

    /** {@code allow}, {@code deny} or {@code replace}. */
    public record DecisionsView(String from, String to) {}

    /** {@code effect}: {@code stricter} when only the tried version finds the rule violated, {@code looser} when only the other does. */
    public record RuleView(String id, String effect) {}

    static DisagreementsView of(String policy, int kept, List<Disagreement> newestFirst) {
        return new DisagreementsView(
                policy, kept, newestFirst.stream().map(DisagreementsView::of).toList());
    }

    private static DisagreementView of(Disagreement one) {
        List<RuleView> rules = new ArrayList<>();
        one.stricter().forEach(id -> rules.add(new RuleView(id, "stricter")));
        one.looser().forEach(id -> rules.add(new RuleView(id, "looser")));
        return new DisagreementView(
                Instant.ofEpochMilli(one.atMillis()),
                one.requestId(),
                one.model(),
                one.version(),
                one.phase(),
                one.from(),
                one.to(),
                one.enforced(),
                new DecisionsView(one.fromDecision(), one.toDecision()),
                rules,
                one.row() < 0 ? Optional.empty() : Optional.of(one.row()));
    }
}
