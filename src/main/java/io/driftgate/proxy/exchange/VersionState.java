package io.driftgate.proxy.exchange;

import io.driftgate.audit.record.DecisionFields;
import io.driftgate.audit.record.RecordWriter;
import io.driftgate.canary.Canary;
import io.driftgate.canary.CanaryPlan;
import io.driftgate.fairness.FairnessPlan;
import io.driftgate.feature.FeatureRow;
import io.driftgate.governance.Release;
import io.driftgate.policy.Phase;
import io.driftgate.sketch.LearnPlan;
import io.driftgate.sketch.LearnShard;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.sketch.SketchShard;
import io.driftgate.sketch.Tally;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.telemetry.DataPlaneMeters;
import io.driftgate.telemetry.VersionMeters;
import io.driftgate.windowgate.PredictionPlan;
import io.driftgate.windowgate.VersionGates;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One version of a model as one event loop sees it under one snapshot: its policies, its meters and its sketch shard at hand. */
final class VersionState {
    final ModelVersion version;
    final VersionMeters meters;

    /** The policy in force. */
    final PolicyState policy;

    /** The one that is tried beside it; null when there is none. */
    final TrialState trial;

    /** The version's name in UTF-8. */
    final byte[] name;

    /** What all decisions under the policy in force, and under the one that is tried, have in common; made when first needed. */
    private byte[] auditContext = {};

    private byte[] auditContextOfTrial = {};

    private final boolean judgesRequests;
    private final boolean judgesAnswers;
    private final SketchPlan plan;
    private final SketchShard shard;

    /** Null unless its baseline is being learned. */
    private final LearnPlan learnPlan;

    private final LearnShard learning;

    /** What window gates count of its answers; null when nothing. */
    private final PredictionPlan predictionPlan;

    private final Tally predictions;

    /** The same of answers by the groups of their rows. */
    private final FairnessPlan fairnessPlan;

    private final Tally fairness;

    /** What is counted of its answers to compare it with another version; null when nothing. */
    private final CanaryPlan canaryPlan;

    private final Tally compared;

    VersionState(
            String model,
            ModelVersion version,
            Optional<VersionGates> gates,
            Optional<Canary> canary,
            DataPlaneMeters meters,
            Shards shards) {
        this.version = version;
        this.meters = meters.version(model, version.name());
        policy = new PolicyState(model, version.policy(), version.trial().isPresent(), meters);
        trial = version.trial()
                .map(tried -> new TrialState(model, version.name(), tried, meters))
                .orElse(null);
        name = version.name().getBytes(StandardCharsets.UTF_8);
        judgesRequests = judges(Phase.REQUEST);
        judgesAnswers = judges(Phase.RESPONSE);
        plan = version.sketch().orElse(null);
        shard = plan == null ? null : shards.sketch(plan);
        learnPlan = version.learning().orElse(null);
        learning = learnPlan == null ? null : shards.learning(learnPlan);
        predictionPlan = gates.flatMap(VersionGates::predictions).orElse(null);
        predictions = predictionPlan == null ? null : shards.tally(predictionPlan);
        fairnessPlan = gates.flatMap(VersionGates::fairness).orElse(null);
        fairness = fairnessPlan == null ? null : shards.tally(fairnessPlan);
        canaryPlan = canary.map(each -> each.plan(version.name())).orElse(null);
        compared = canaryPlan == null ? null : shards.tally(canaryPlan);
    }

    private boolean judges(Phase phase) {
        return policy.policy.has(phase) || (trial != null && trial.candidate.policy.has(phase));
    }

    /** Whether the policy in force, or the one that is tried, has rules about requests. */
    boolean judgesRequests() {
        return judgesRequests;
    }

    /** Whether the policy in force, or the one that is tried, has rules about answers. */
    boolean judgesAnswers() {
        return judgesAnswers;
    }

    /** The policy that a request is subject to, by the hash of its sticky key. */
    PolicyState enforcedFor(long keyHash) {
        return trial != null && trial.share.takes(keyHash) ? trial.candidate : policy;
    }

    /** Fields that all decisions have in common which are made under a policy of this version, while this snapshot is in force. */
    byte[] auditContext(PolicyState enforced, ModelState model, Snapshot snapshot) {
        boolean underCurrent = enforced == policy;
        byte[] context = underCurrent ? auditContext : auditContextOfTrial;
        if (context.length == 0) {
            context = newAuditContext(enforced, model, snapshot);
            if (underCurrent) {
                auditContext = context;
            } else {
                auditContextOfTrial = context;
            }
        }
        return context;
    }

    private byte[] newAuditContext(PolicyState enforced, ModelState model, Snapshot snapshot) {
        RecordWriter fields = new RecordWriter()
                .beginFields()
                .copy(model.auditContext(snapshot))
                .text(DecisionFields.VERSION, version.name())
                .text(DecisionFields.POLICY, enforced.policy.name())
                .text(DecisionFields.POLICY_VERSION, enforced.policy.version())
                .hex(DecisionFields.POLICY_DIGEST, enforced.policy.digest());
        version.release()
                .flatMap(Release::card)
                .ifPresent(card -> fields.hex(DecisionFields.CARD_DIGEST, card.digest()));
        if (plan != null && plan.baseline().learned().isEmpty()) {
            fields.hex(DecisionFields.DATA_SET, plan.baseline().dataSha256());
        }
        return fields.toByteArray();
    }

    /** Whether window gates, or a comparison with a canary, need its predictions. */
    boolean countsAnswers() {
        return predictions != null || fairness != null || compared != null;
    }

    /** What counts a request that the weights gave to it, where it is compared with another version; null where it is not. */
    ComparedRequest compare(long keyHash) {
        return compared == null ? null : new ComparedRequest(canaryPlan, compared, keyHash);
    }

    /** Whether window gates need the rows of the request with them. */
    boolean countsGroups() {
        return fairness != null;
    }

    /** Counts one row of an answer. */
    void countPrediction(FeatureRow prediction) {
        if (predictions != null) {
            predictionPlan.record(prediction, predictions);
        }
    }

    /** Counts the same by the groups of the row that it is for. */
    void countGroups(FeatureRow row, FeatureRow prediction) {
        fairnessPlan.record(row, prediction, fairness);
    }

    /** Counts an answer, after its rows. */
    void endCountedAnswer(boolean withGroups) {
        if (predictions != null) {
            predictions.endRequest();
        }
        if (withGroups) {
            fairness.endRequest();
        }
    }

    boolean isSketched() {
        return plan != null;
    }

    void sketch(FeatureRow row) {
        plan.record(row, shard);
    }

    boolean isLearning() {
        return learning != null;
    }

    void learn(FeatureRow row, boolean personal) {
        learning.record(learnPlan, row, personal);
    }

    void endSketchedRequest() {
        shard.endRequest();
    }
}
