package io.driftgate.governance;

import java.time.LocalDate;
import java.util.Optional;

/**
 * Somebody's word that a gate which doesn't pass shall not hold a version back, until a day.
 *
 * @param model and {@code version}: empty for all
 * @param by who says so
 * @param expires the first day on which it no longer counts
 */
public record Waiver(
        String gate, Optional<String> model, Optional<String> version, String by, String why, LocalDate expires) {
    boolean covers(String ofGate, String ofModel, String ofVersion, LocalDate today) {
        return gate.equals(ofGate)
                && model.map(ofModel::equals).orElse(true)
                && version.map(ofVersion::equals).orElse(true)
                && today.isBefore(expires);
    }
}
