package io.driftgate.control;

import io.driftgate.policy.CompiledPolicy;
import io.driftgate.policy.Enforcement;
import io.driftgate.route.Route;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.PolicyTrial;
import io.driftgate.snapshot.Snapshot;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An override and what it does now.
 *
 * @param inForce false when it changes nothing as things are: what it is about is gone, say
 * @param effect for people
 */
public record OverrideStatus(ManualOverride override, boolean inForce, String effect) {
    /**
     * Says what an override does.
     *
     * @param loaded as the files and gates have it
     * @param composed what is in force
     * @param all the overrides
     */
    static OverrideStatus of(ManualOverride override, Snapshot loaded, Snapshot composed, List<ManualOverride> all) {
        Optional<Model> from = loaded.model(override.model());
        Optional<Model> to = composed.model(override.model());
        if (from.isEmpty() || to.isEmpty()) {
            return none(override, "the model is gone");
        }
        if (to.get().denied().isPresent()) {
            return none(override, "the model refuses every request, since its policy or baseline is invalid");
        }
        return switch (override.kind()) {
            case FREEZE -> freeze(override, to.get(), all);
            case PIN -> pin(override, to.get());
            case QUARANTINE -> quarantine(override, to.get());
            case BYPASS -> bypass(override, from.get());
        };
    }

    private static OverrideStatus freeze(ManualOverride override, Model model, List<ManualOverride> all) {
        Optional<ManualOverride> pin = all.stream()
                .filter(each -> each.kind() == OverrideKind.PIN && each.model().equals(model.name()))
                .filter(each -> obstacle(model, each.version()).isEmpty())
                .findFirst();
        if (pin.isPresent()) {
            return none(
                    override,
                    "the model is pinned to " + pin.get().version() + " ("
                            + pin.get().id() + ")");
        }
        boolean holds = override.frozen().orElseThrow().weights().keySet().stream()
                .anyMatch(version -> obstacle(model, version).isEmpty());
        if (!holds) {
            return none(override, "no version that it holds may answer; " + traffic(model));
        }
        String file = shares(model, model.split());
        boolean same = file.equals(shares(model, model.route()));
        return inForce(
                override, "traffic stays on " + shares(model, model.route()) + (same ? "" : "; the files say " + file));
    }

    private static OverrideStatus pin(ManualOverride override, Model model) {
        Optional<String> obstacle = obstacle(model, override.version());
        if (obstacle.isPresent()) {
            return none(override, obstacle.get() + "; " + traffic(model));
        }
        return inForce(override, "all traffic goes to " + override.version());
    }

    private static OverrideStatus quarantine(ManualOverride override, Model model) {
        if (Publisher.indexOf(model, override.version()) < 0) {
            return none(override, "version " + override.version() + " is gone");
        }
        return inForce(override, traffic(model));
    }

    private static OverrideStatus bypass(ManualOverride override, Model loaded) {
        boolean entity = override.rule().startsWith(ManualOverride.PII_PREFIX);
        String name = entity ? override.rule().substring(ManualOverride.PII_PREFIX.length()) : override.rule();
        if (entity ? !loaded.pii().entities().contains(name) : !ruleIds(loaded).contains(name)) {
            return none(override, "the model has no rule " + override.rule() + " any more");
        }
        if (loaded.mode() == Model.Mode.OBSERVE) {
            return none(override, "the model is observed: no rule is enforced");
        }
        boolean acts = entity
                ? loaded.pii().acts(name)
                : rules(loaded).anyMatch(rule -> rule.id().equals(name) && rule.enforcement() != Enforcement.SHADOW);
        return acts
                ? inForce(override, override.rule() + " only counts")
                : none(override, override.rule() + " only counts as it is");
    }

    /** Why a version gets no traffic; empty when it may have some. */
    static Optional<String> obstacle(Model model, String version) {
        int index = Publisher.indexOf(model, version);
        return index < 0
                ? Optional.of("version " + version + " is gone")
                : model.versions().get(index).held().map(why -> "version " + version + " is held back: " + why);
    }

    /** The ids of the rules of all policies that the model's requests may be under. */
    static List<String> ruleIds(Model model) {
        return rules(model).map(CompiledPolicy.Rule::id).distinct().toList();
    }

    private static Stream<CompiledPolicy.Rule> rules(Model model) {
        List<CompiledPolicy.Rule> rules = new ArrayList<>();
        for (ModelVersion version : model.versions()) {
            List<CompiledPolicy> policies = new ArrayList<>(List.of(version.policy()));
            version.trial().map(PolicyTrial::candidate).ifPresent(policies::add);
            for (CompiledPolicy policy : policies) {
                for (int i = 0; i < policy.rules(); i++) {
                    rules.add(policy.rule(i));
                }
            }
        }
        return rules.stream();
    }

    private static String traffic(Model model) {
        return model.route().primary() == Route.NONE
                ? "no version is left: every request is answered 503"
                : "traffic goes to " + shares(model, model.route());
    }

    /** Such as {@code v2 95 %, v1 5 %}. */
    private static String shares(Model model, Route route) {
        NumberFormat percent = new DecimalFormat("0.##", DecimalFormatSymbols.getInstance(Locale.ROOT));
        List<String> shares = new ArrayList<>();
        for (int i = 0; i < model.versions().size(); i++) {
            if (route.weight(i) > 0) {
                shares.add(model.versions().get(i).name() + " " + percent.format(100 * route.share(i)) + " %");
            }
        }
        return shares.isEmpty() ? "no version" : String.join(", ", shares);
    }

    private static OverrideStatus inForce(ManualOverride override, String effect) {
        return new OverrideStatus(override, true, "in force: " + effect);
    }

    private static OverrideStatus none(ManualOverride override, String why) {
        return new OverrideStatus(override, false, "no effect: " + why);
    }
}
