package io.driftgate.proxy.exchange;

import io.driftgate.policy.CompiledPolicy;
import io.driftgate.policy.Enforcement;
import io.driftgate.policy.Phase;
import io.driftgate.policy.Violations;
import io.driftgate.route.Share;
import io.driftgate.snapshot.PolicyTrial;
import io.driftgate.telemetry.DataPlaneMeters;
import io.driftgate.telemetry.Disagreement;
import io.driftgate.telemetry.DisagreementLog;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A policy that is tried beside the one in force, as one event loop sees it under one snapshot. Two policies disagree about a rule, known
 * by its id, when it is violated under one of them, with an enforcement that is no shadow, and not under the other. Agreement costs
 * nothing and allocates nothing; a disagreement allocates its entry in the log.
 */
final class TrialState {
    private static final int NO_RULE = -1;

    final PolicyState candidate;

    /** Of the traffic that is under the candidate. */
    final Share share;

    private final PolicyTrial trial;
    private final String model;
    private final String version;
    private final DisagreementLog log;
    private final Map<Phase, Pairs> pairs = new EnumMap<>(Phase.class);

    TrialState(String model, String version, PolicyTrial trial, DataPlaneMeters meters) {
        this.trial = trial;
        this.model = model;
        this.version = version;
        this.candidate = new PolicyState(model, trial.candidate(), true, meters);
        // Not the current policy's version: when the candidate takes its place, the next one's first users are others.
        this.share = new Share("policy " + trial.candidate().reference(), trial.share());
        this.log = meters.disagreementLogs().of(trial.policy());
        for (Phase phase : Phase.values()) {
            pairs.put(phase, new Pairs(phase, meters));
        }
    }

    /** The rules of one phase that refuse or replace under at least one of both policies. */
    private final class Pairs {
        private final String[] ids;
        private final int[] current;
        private final int[] tried;
        private final DataPlaneMeters.Count[] stricter;
        private final DataPlaneMeters.Count[] looser;

        Pairs(Phase phase, DataPlaneMeters meters) {
            Set<String> found = new LinkedHashSet<>();
            addIds(trial.current(), phase, found);
            addIds(trial.candidate(), phase, found);
            ids = found.toArray(String[]::new);
            current = new int[ids.length];
            tried = new int[ids.length];
            stricter = new DataPlaneMeters.Count[ids.length];
            looser = new DataPlaneMeters.Count[ids.length];
            for (int i = 0; i < ids.length; i++) {
                current[i] = indexOf(trial.current(), phase, ids[i]);
                tried[i] = indexOf(trial.candidate(), phase, ids[i]);
                stricter[i] = tried[i] == NO_RULE ? null : counter(meters, ids[i], "stricter");
                looser[i] = current[i] == NO_RULE ? null : counter(meters, ids[i], "looser");
            }
        }

        private DataPlaneMeters.Count counter(DataPlaneMeters meters, String rule, String effect) {
            return meters.disagreements(model, trial.policy(), trial.from(), trial.to(), rule, effect);
        }
    }

    private static void addIds(CompiledPolicy policy, Phase phase, Set<String> ids) {
        for (int i = 0; i < policy.rules(); i++) {
            if (acts(policy.rule(i), phase)) {
                ids.add(policy.rule(i).id());
            }
        }
    }

    private static int indexOf(CompiledPolicy policy, Phase phase, String id) {
        for (int i = 0; i < policy.rules(); i++) {
            if (policy.rule(i).id().equals(id) && acts(policy.rule(i), phase)) {
                return i;
            }
        }
        return NO_RULE;
    }

    private static boolean acts(CompiledPolicy.Rule rule, Phase phase) {
        return rule.phase() == phase && rule.enforcement() != Enforcement.SHADOW;
    }

    /**
     * Counts and lists where both disagree about a request or its answer.
     *
     * @param current what the policy in force found, and {@code tried} what the candidate did
     */
    void compare(Phase phase, Violations current, Violations tried, Inspection request) {
        if (current.isEmpty() && tried.isEmpty()) {
            return;
        }
        Pairs rules = pairs.get(phase);
        List<String> stricter = List.of();
        List<String> looser = List.of();
        int row = Violations.NO_ROW;
        for (int i = 0; i < rules.ids.length; i++) {
            boolean now = rules.current[i] != NO_RULE && current.count(rules.current[i]) > 0;
            boolean then = rules.tried[i] != NO_RULE && tried.count(rules.tried[i]) > 0;
            if (now == then) {
                continue;
            }
            if (stricter.isEmpty() && looser.isEmpty()) {
                row = now ? current.firstRow(rules.current[i]) : tried.firstRow(rules.tried[i]);
            }
            if (then) {
                rules.stricter[i].add(1);
                stricter = with(stricter, rules.ids[i]);
            } else {
                rules.looser[i].add(1);
                looser = with(looser, rules.ids[i]);
            }
        }
        if (stricter.isEmpty() && looser.isEmpty()) {
            return;
        }
        boolean underCandidate = request.enforced() == candidate;
        log.add(new Disagreement(
                System.currentTimeMillis(),
                request.requestId(),
                model,
                version,
                trial.from(),
                trial.to(),
                phase.name().toLowerCase(Locale.ROOT),
                stricter,
                looser,
                decision(current),
                decision(tried),
                row,
                underCandidate ? trial.to() : trial.from()));
    }

    private static List<String> with(List<String> ids, String id) {
        List<String> more = ids.isEmpty() ? new ArrayList<>() : ids;
        if (more.size() < Disagreement.MAX_RULES) {
            more.add(id);
        }
        return more;
    }

    private static String decision(Violations found) {
        if (found.denying() >= 0) {
            return "deny";
        }
        return found.replacing() >= 0 ? "replace" : "allow";
    }
}
