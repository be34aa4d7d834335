package io.driftgate.governance;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What its owners say of one version of a model. All but model and version may be missing: that is for the gates to judge. Immutable.
 *
 * @param file as messages call it
 * @param digest SHA-256 of the file, hex
 * @param approvers who signed the release off
 * @param metrics by name, finite
 */
public record ModelCard(
        String file,
        String digest,
        String model,
        String version,
        Optional<String> intendedUse,
        List<String> limitations,
        List<String> owners,
        List<String> approvers,
        Optional<Compliance> compliance,
        TrainedOn data,
        Training training,
        Map<String, Double> metrics,
        Cost cost) {
    public ModelCard {
        limitations = List.copyOf(limitations);
        owners = List.copyOf(owners);
        approvers = List.copyOf(approvers);
        metrics = ordered(metrics);
    }

    /** {@code compliance_status} of a card. All but {@code APPROVED} keep the version at weight 0. */
    public enum Compliance {
        DRAFT,
        PENDING_REVIEW,
        APPROVED,
        REJECTED,
        RETIRED;

        /** As cards write it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The data set.
     *
     * @param sha256 of the file that the version was trained on, 64 hexadecimal digits in lower case
     */
    public record TrainedOn(Optional<String> source, Optional<String> sha256, Optional<String> version) {}

    /**
     * How the version came about.
     *
     * @param hyperparameters and {@code environment}: values as JSON has them: String, Double, Boolean, List, Map
     */
    public record Training(
            Optional<Instant> timestamp, Map<String, Object> hyperparameters, Map<String, Object> environment) {
        public Training {
            hyperparameters = ordered(hyperparameters);
            environment = ordered(environment);
        }
    }

    /**
     * What serving costs.
     *
     * @param instancePerHour in whatever currency the gates mean, at least 0
     * @param maxRequestsPerHour that one instance is promised to answer, above 0
     */
    public record Cost(Optional<Double> instancePerHour, Optional<Double> maxRequestsPerHour) {}

    private static <V> Map<String, V> ordered(Map<String, V> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
