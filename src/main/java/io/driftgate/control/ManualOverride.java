package io.driftgate.control;

import io.driftgate.route.RouteReason;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a person set beside the files. By names, since a version's place may change with a reload or a restart.
 *
 * @param id {@code ov-} and eight letters and digits; never given twice
 * @param version of a pin or a quarantine; empty otherwise
 * @param rule of a bypass: the id of a policy's rule, or {@code pii:} and the name of an entity; empty otherwise
 * @param who as claimed by whoever set it: the token says that they may, not who they are
 * @param until empty when it does not expire; a bypass always does
 * @param frozen of a freeze: the route that it holds; empty otherwise
 */
public record ManualOverride(
        String id,
        OverrideKind kind,
        String model,
        String version,
        String rule,
        String who,
        String why,
        Instant since,
        Optional<Instant> until,
        Optional<FrozenRoute> frozen) {
    /** What stands before the name of an entity in the rule of a bypass. */
    public static final String PII_PREFIX = "pii:";

    public ManualOverride {
        if (kind.hasVersion() == version.isEmpty()
                || (kind == OverrideKind.BYPASS) == rule.isEmpty()
                || (kind == OverrideKind.FREEZE) != frozen.isPresent()
                || (kind == OverrideKind.BYPASS && until.isEmpty())) {
            throw new IllegalArgumentException("no " + kind.label() + " has such fields");
        }
    }

    /**
     * The route at the moment of a freeze.
     *
     * @param weights those above zero, by version
     */
    public record FrozenRoute(Map<String, Double> weights, RouteReason reason) {
        public FrozenRoute {
            weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
        }
    }

    /** Whether both are about the same: a model has one pin, one freeze, one quarantine of a version, one bypass of a rule. */
    boolean isLike(ManualOverride other) {
        return kind == other.kind
                && model.equals(other.model)
                && rule.equals(other.rule)
                && (kind != OverrideKind.QUARANTINE || version.equals(other.version));
    }

    boolean isExpired(Instant now) {
        return until.isPresent() && !now.isBefore(until.get());
    }

    /** Such as {@code pin of credit-risk to v1}. */
    String sentence() {
        return switch (kind) {
            case FREEZE -> "freeze of " + model;
            case PIN -> "pin of " + model + " to " + version;
            case QUARANTINE -> "quarantine of " + model + "'s " + version;
            case BYPASS -> "bypass of " + model + "'s rule " + rule;
        };
    }
}
