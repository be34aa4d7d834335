package io.driftgate.snapshot;

import io.driftgate.drift.DriftSettings;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.pii.PiiPolicy;
import io.driftgate.protocol.Protocol;
import io.driftgate.route.Route;
import java.util.List;
import java.util.Optional;

/**
 * One governed model.
 *
 * @param denied why every request is refused, when its policy or baseline is invalid; then {@code versions} may be incomplete
 * @param versions in file order; a version's index is its place here
 * @param configured the weights of the file
 * @param route the weights in force: {@code configured}, or a drift switch
 * @param stickyHeader lower-case header whose value keeps a user on a version; empty when none
 * @param fallback indexes of versions, first choice first
 * @param drift empty when no version has a baseline
 */
public record Model(
        String name,
        Mode mode,
        Optional<String> denied,
        List<Protocol> protocols,
        FeatureIndex index,
        List<ModelVersion> versions,
        Route configured,
        Route route,
        String stickyHeader,
        List<Integer> fallback,
        Optional<DriftSettings> drift,
        PiiPolicy pii) {
    public Model {
        protocols = List.copyOf(protocols);
        versions = List.copyOf(versions);
        fallback = List.copyOf(fallback);
    }

    /** {@code OBSERVE} evaluates and counts every rule and entity and refuses nothing. */
    public enum Mode {
        OBSERVE,
        ENFORCE
    }

    /** The same model under other weights. */
    public Model withRoute(Route other) {
        return new Model(
                name, mode, denied, protocols, index, versions, configured, other, stickyHeader, fallback, drift, pii);
    }
}
