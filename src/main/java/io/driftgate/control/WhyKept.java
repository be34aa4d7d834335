package io.driftgate.control;

import io.driftgate.drift.RerouteDecision;
import io.driftgate.drift.SwitchStage;
import io.driftgate.drift.SwitchStep;
import java.util.Optional;

/** Says to people why traffic stays where it is although something asks for a move. */
final class WhyKept {
    private WhyKept() {}

    /** Empty where nothing asks for a move. */
    static Optional<String> of(SwitchStep step, RerouteDecision.Reason reason, RerouteDecision.Situation situation) {
        if (step.stage() == SwitchStage.HELD) {
            return Optional.of("the version that traffic left is held: it is quarantined until a person releases it");
        }
        return switch (reason) {
            case NO_FALLBACK_READY ->
                Optional.of(
                        situation.windowGate().isPresent()
                                ? "window gate " + situation.windowGate().get() + " fails, and no fallback is ready"
                                : "the input drifted, and no fallback is ready");
            case NO_BETTER_FALLBACK ->
                Optional.of("the input drifted, and the baseline of no ready fallback fits it better by drift.margin");
            case ALERT_ONLY -> Optional.of("the input drifted, and drift.reroute is alert");
            case PRIMARY_NOT_READY -> Optional.of("the input fits the primary again, and the primary is not ready");
            case WAITING_FOR_EVIDENCE ->
                Optional.of("there is too little traffic to tell whether the input still drifts");
            default -> Optional.empty();
        };
    }
}
