package io.driftgate.control;

import io.driftgate.canary.Rollout;
import io.driftgate.control.ManualOverride.FrozenRoute;
import io.driftgate.route.Route;
import io.driftgate.route.RouteReason;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a model is served under: the file's weights x gates x overrides, a canary's share in the place of its weight, or a drift switch in the place of
 * all. A pure function.
 *
 * <pre>
 * 1. a version that its gates or a quarantine hold back has weight 0 and is in no chain: no failover and no drift switch reaches it
 * 2. the first of these that may answer has the traffic:
 *      a pin                     all to its version
 *      a freeze                  the weights that it holds
 *      a drift switch            its share to its version, else to the first of the chain; the rest by the file's weights
 *      the file's weights
 *      the chain                 all to its first version
 * 3. nobody, when none of them may answer: requests are refused
 * 4. a bypassed rule or entity only counts
 * </pre>
 */
final class Composition {
    /** What people are told of a version that is quarantined. */
    static final String QUARANTINED = "it is quarantined";

    private final Model model;
    private final List<Integer> chain;

    private Composition(Model model) {
        this.model = model;
        this.chain = model.fallback().stream().filter(model::mayAnswer).toList();
    }

    /**
     * Composes.
     *
     * @param loaded the model as the files and its gates have it
     * @param overrides of the model
     */
    static Model of(Model loaded, Optional<Switch> change, List<ManualOverride> overrides) {
        return of(loaded, change, overrides, Optional.empty());
    }

    /** As above, where a canary has what its rollout gives it; without one of the present route, nothing. */
    static Model of(Model loaded, Optional<Switch> change, List<ManualOverride> overrides, Optional<Rollout> rollout) {
        Set<String> quarantined = new HashSet<>();
        Set<String> rules = new HashSet<>();
        Set<String> entities = new HashSet<>();
        for (ManualOverride each : overrides) {
            switch (each.kind()) {
                case QUARANTINE -> quarantined.add(each.version());
                case BYPASS -> {
                    if (each.rule().startsWith(ManualOverride.PII_PREFIX)) {
                        entities.add(each.rule().substring(ManualOverride.PII_PREFIX.length()));
                    } else {
                        rules.add(each.rule());
                    }
                }
                case PIN, FREEZE -> {}
            }
        }
        List<ModelVersion> versions = new ArrayList<>();
        for (ModelVersion version : loaded.versions()) {
            ModelVersion held = quarantined.contains(version.name()) ? version.withHeld(QUARANTINED) : version;
            versions.add(held.withShadowed(rules));
        }
        Model held = loaded.with(versions, loaded.route(), loaded.fallback());
        Model split = held.withSplit(CanaryWeights.of(held, rollout));
        Composition composition = new Composition(split);
        Route route = composition.route(change, overrides);
        return split.with(versions, route, composition.chain)
                .withPii(loaded.pii().withShadowed(entities));
    }

    private Route route(Optional<Switch> change, List<ManualOverride> overrides) {
        return overrides.stream()
                .filter(each -> each.kind() == OverrideKind.PIN)
                .findFirst()
                .flatMap(pin -> only(pin.version(), RouteReason.PIN))
                .or(() -> overrides.stream()
                        .flatMap(each -> each.frozen().stream())
                        .findFirst()
                        .flatMap(this::frozen))
                .or(() -> change.flatMap(this::switched))
                .orElseGet(this::weighted);
    }

    private Optional<Route> only(String version, RouteReason reason) {
        int index = Publisher.indexOf(model, version);
        return index >= 0 && model.mayAnswer(index) ? Optional.of(all(index, reason)) : Optional.empty();
    }

    private Optional<Route> frozen(FrozenRoute frozen) {
        double[] weights = new double[model.versions().size()];
        boolean any = false;
        for (int i = 0; i < weights.length; i++) {
            String name = model.versions().get(i).name();
            weights[i] = model.mayAnswer(i) ? frozen.weights().getOrDefault(name, 0.0) : 0;
            any |= weights[i] > 0;
        }
        return any ? Optional.of(new Route(names(), weights, frozen.reason())) : Optional.empty();
    }

    private Optional<Route> switched(Switch change) {
        int from = Publisher.indexOf(model, change.from());
        int to = Publisher.indexOf(model, change.to());
        Optional<Integer> target = to >= 0 && model.mayAnswer(to)
                ? Optional.of(to)
                : chain.stream().filter(version -> version != from).findFirst();
        return target.map(version -> diverted(version, change));
    }

    private Route diverted(int version, Switch change) {
        Route rest = weighted();
        return change.share() == 1 || rest.primary() == Route.NONE
                ? all(version, RouteReason.DRIFT)
                : rest.divert(version, "drift " + model.name(), change.share(), RouteReason.DRIFT);
    }

    private Route weighted() {
        double[] weights = new double[model.versions().size()];
        boolean any = false;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = model.mayAnswer(i) ? model.split().weight(i) : 0;
            any |= weights[i] > 0;
        }
        if (any || chain.isEmpty()) {
            return new Route(names(), weights, RouteReason.WEIGHT);
        }
        return all(chain.get(0), RouteReason.FALLBACK);
    }

    private Route all(int version, RouteReason reason) {
        double[] weights = new double[model.versions().size()];
        weights[version] = 100;
        return new Route(names(), weights, reason);
    }

    private String[] names() {
        return model.versions().stream().map(ModelVersion::name).toArray(String[]::new);
    }
}
