package io.driftgate.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.driftgate.control.ManualOverride;
import io.driftgate.control.OverrideStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What people set beside the files, the oldest first.
 *
 * @param warnings what is wrong with where they are kept
 */
public record OverridesView(List<OverrideView> overrides, List<String> warnings) {
    /**
     * One.
     *
     * @param kind {@code freeze}, {@code pin}, {@code quarantine} or {@code bypass}
     * @param version of a pin or a quarantine
     * @param rule of a bypass
     * @param who as claimed by whoever set it
     * @param until absent when it does not expire
     * @param inForce false when it changes nothing as things are
     * @param effect what it does now, for people
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record OverrideView(
            String id,
            String kind,
            String model,
            Optional<String> version,
            Optional<String> rule,
            String who,
            String why,
            Instant since,
            Optional<Instant> until,
            boolean inForce,
            String effect) {
        static OverrideView of(OverrideStatus status) {
            ManualOverride override = status.override();
            return new OverrideView(
                    override.id(),
                    override.kind().label(),
                    override.model(),
                    some(override.version()),
                    some(override.rule()),
                    override.who(),
                    override.why(),
                    override.since(),
                    override.until(),
                    status.inForce(),
                    status.effect());
        }
    }

    /** What is no more; as it was set. */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record ReleasedView(
            String id,
            String kind,
            String model,
            Optional<String> version,
            Optional<String> rule,
            String who,
            String why,
            Instant since) {
        static ReleasedView of(ManualOverride override) {
            return new ReleasedView(
                    override.id(),
                    override.kind().label(),
                    override.model(),
                    some(override.version()),
                    some(override.rule()),
                    override.who(),
                    override.why(),
                    override.since());
        }
    }

    static OverridesView of(List<OverrideStatus> all, List<String> warnings) {
        return new OverridesView(all.stream().map(OverrideView::of).toList(), warnings);
    }

    private static Optional<String> some(String text) {
        return Optional.of(text).filter(given -> !given.isEmpty());
    }
}
