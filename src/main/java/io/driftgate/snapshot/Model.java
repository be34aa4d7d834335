package io.driftgate.snapshot;

import io.driftgate.canary.Canary;
import io.driftgate.drift.DriftSettings;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.governance.ModelCard;
import io.driftgate.pii.PiiPolicy;
import io.driftgate.protocol.Protocol;
import io.driftgate.route.Route;
import io.driftgate.windowgate.WindowGates;
import java.util.List;
import java.util.Optional;

/**
 * One governed model: what its files say, and what of it is in force.
 *
 * @param denied why every request is refused, when its policy or baseline is invalid; then {@code versions} may be incomplete
 * @param configured the weights of the file
 * @param stickyHeader lower-case header whose value keeps a user on a version; empty when none
 * @param drift empty when no version has a baseline
 * @param canary empty when none of the versions is one
 */
public record Model(
        String name,
        Mode mode,
        Optional<String> denied,
        List<Protocol> protocols,
        FeatureIndex index,
        Route configured,
        String stickyHeader,
        Optional<DriftSettings> drift,
        PiiPolicy pii,
        WindowGates windowGates,
        Optional<Canary> canary,
        InForce inForce) {
    public Model {
        protocols = List.copyOf(protocols);
    }

    /** {@code OBSERVE} evaluates and counts every rule and entity and refuses nothing. */
    public enum Mode {
        OBSERVE,
        ENFORCE
    }

    /**
     * What the control plane changes: gates, switches, overrides and window gates.
     *
     * @param versions in file order; a version's index is its place here
     * @param split the weights of the file, but a canary has what its rollout gives it
     * @param route the weights in force: {@code split} without the versions that are held back, or what took their place
     * @param fallback indexes of versions, first choice first
     * @param refusing ID of a window gate that refuses all requests; empty when none does
     */
    public record InForce(
            List<ModelVersion> versions, Route split, Route route, List<Integer> fallback, Optional<String> refusing) {
        public InForce {
            versions = List.copyOf(versions);
            fallback = List.copyOf(fallback);
        }
    }

    /** In file order; a version's index is its place here. */
    public List<ModelVersion> versions() {
        return inForce.versions();
    }

    /** The weights of the file, but a canary has what its rollout gives it. */
    public Route split() {
        return inForce.split();
    }

    /** The weights in force. */
    public Route route() {
        return inForce.route();
    }

    /** Indexes of versions, first choice first. */
    public List<Integer> fallback() {
        return inForce.fallback();
    }

    /** ID of a window gate that refuses all requests; empty when none does. */
    public Optional<String> refusing() {
        return inForce.refusing();
    }

    /** The same model with other versions, weights in force and fallback chain, as the control plane has them. */
    public Model with(List<ModelVersion> versions, Route route, List<Integer> fallback) {
        return copy(pii, new InForce(versions, split(), route, fallback, refusing()));
    }

    /** The same model, refusing all requests for a window gate, or none. */
    public Model withRefusing(Optional<String> gate) {
        return copy(pii, new InForce(versions(), split(), route(), fallback(), gate));
    }

    /** The same model with a rollout's weights in the place of the file's. */
    public Model withSplit(Route weights) {
        return copy(pii, new InForce(versions(), weights, route(), fallback(), refusing()));
    }

    /** The same model under other rules about personal data. */
    public Model withPii(PiiPolicy other) {
        return copy(other, inForce);
    }

    private Model copy(PiiPolicy otherPii, InForce other) {
        return new Model(
                name,
                mode,
                denied,
                protocols,
                index,
                configured,
                stickyHeader,
                drift,
                otherPii,
                windowGates,
                canary,
                other);
    }

    /** The card that others are measured by: of the version with the largest weight in the file, be it held back or not. */
    public Optional<ModelCard> champion() {
        int primary = configured.primary();
        return primary == Route.NONE
                ? Optional.empty()
                : versions().get(primary).card();
    }

    /** Whether a version may have traffic at all. */
    public boolean mayAnswer(int version) {
        return versions().get(version).held().isEmpty();
    }

    /** The version of largest weight among those that may answer, the first of equals; {@link Route#NONE} if there is none. */
    public int primary() {
        int best = Route.NONE;
        for (int i = 0; i < versions().size(); i++) {
            double weight = split().weight(i);
            if (weight > 0 && mayAnswer(i) && (best == Route.NONE || weight > split().weight(best))) {
                best = i;
            }
        }
        return best;
    }
}
