package io.driftgate.control;

import io.driftgate.route.Route;
import io.driftgate.route.RouteReason;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import java.util.List;
import java.util.Optional;

/**
 * What a model is served under: the file's weights x gates x overrides, or the drift switch in their place. A pure function.
 *
 * <pre>
 * a drift switch to a version that may answer    all to it
 * a drift switch to one that may not             all to the first of the chain that may, else as without a switch
 * none                                           the file's weights without the versions that may not answer;
 *                                                if nothing is left of them, all to the first of the chain that may
 * </pre>
 *
 * A version that is held back is in no chain either, so that no failover and no drift switch reaches it.
 */
final class Composition {
    private final Model model;
    private final List<Integer> chain;

    private Composition(Model model) {
        this.model = model;
        this.chain = model.fallback().stream().filter(model::mayAnswer).toList();
    }

    /** @param loaded the model as the files and its gates have it */
    static Model of(Model loaded, Optional<Switch> change) {
        Composition composition = new Composition(loaded);
        Route route = change.flatMap(composition::switched).orElseGet(composition::weighted);
        return loaded.with(loaded.versions(), route, composition.chain);
    }

    private Optional<Route> switched(Switch change) {
        int to = Publisher.indexOf(model, change.to());
        if (to >= 0 && model.mayAnswer(to)) {
            return Optional.of(all(to, RouteReason.DRIFT));
        }
        int from = Publisher.indexOf(model, change.from());
        return chain.stream()
                .filter(version -> version != from)
                .findFirst()
                .map(version -> all(version, RouteReason.DRIFT));
    }

    private Route weighted() {
        double[] weights = new double[model.versions().size()];
        boolean any = false;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = model.mayAnswer(i) ? model.configured().weight(i) : 0;
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
