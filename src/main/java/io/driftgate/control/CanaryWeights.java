package io.driftgate.control;

import io.driftgate.canary.CanarySettings;
import io.driftgate.canary.Rollout;
import io.driftgate.route.Route;
import io.driftgate.route.RouteReason;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import java.util.Optional;

/**
 * The file's weights with a canary's share in the place of its weight: the others keep theirs among each other, so a growing share only
 * takes users. A pure function.
 *
 * <p>A canary that is held back has nothing. One that is still compared doesn't inherit the traffic of versions that are held back either, while there
 * is another in the fallback chain.
 */
final class CanaryWeights {
    private CanaryWeights() {}

    /** @param model with the versions that are held back by now */
    static Route of(Model model, Optional<Rollout> rollout) {
        if (model.canary().isEmpty()) {
            return model.configured();
        }
        CanarySettings settings = model.canary().get().settings();
        int canary = Publisher.indexOf(model, settings.version());
        if (canary < 0 || model.denied().isPresent()) {
            return model.configured();
        }
        double share = rollout.filter(each -> each.isOf(settings))
                .map(each -> each.share(settings))
                .orElse(0.0);
        double others = 0;
        boolean othersMayAnswer = false;
        for (int i = 0; i < model.versions().size(); i++) {
            if (i != canary && model.configured().weight(i) > 0) {
                others += model.configured().weight(i);
                othersMayAnswer |= model.mayAnswer(i);
            }
        }
        boolean elsewhere = model.fallback().stream().anyMatch(i -> i != canary && model.mayAnswer(i));
        if (!model.mayAnswer(canary) || (share < 1 && !othersMayAnswer && elsewhere)) {
            share = 0;
        }
        double[] weights = new double[model.versions().size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i == canary
                    ? 100 * share
                    : 100 * (1 - share) * model.configured().weight(i) / others;
        }
        String[] names = model.versions().stream().map(ModelVersion::name).toArray(String[]::new);
        return new Route(names, weights, RouteReason.WEIGHT);
    }
}
