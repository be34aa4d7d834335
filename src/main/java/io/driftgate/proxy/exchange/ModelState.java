package io.driftgate.proxy.exchange;

import io.driftgate.audit.record.DecisionFields;
import io.driftgate.audit.record.RecordWriter;
import io.driftgate.drift.DriftSettings;
import io.driftgate.feature.FeatureRow;
import io.driftgate.governance.Release;
import io.driftgate.pii.PiiAction;
import io.driftgate.pii.PiiPolicy;
import io.driftgate.pii.Uninspectable;
import io.driftgate.pii.pattern.PiiEntity;
import io.driftgate.protocol.FeatureBatch;
import io.driftgate.protocol.PredictionBatch;
import io.driftgate.sketch.Tally;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import io.driftgate.snapshot.Snapshot;
import io.driftgate.telemetry.DataPlaneMeters;
import io.driftgate.telemetry.VersionMeters;
import io.driftgate.windowgate.IngressPlan;
import io.driftgate.windowgate.WindowGateSettings;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A model as one event loop sees it under one snapshot: everything that a request needs, resolved. */
final class ModelState {
    final Model model;
    final VersionState[] versions;

    /** For requests that end before a version is chosen. */
    final VersionMeters unrouted;

    final FeatureBatch batch;
    final PredictionBatch predictions;

    /** More rows than this in one request are refused. */
    final int maxRows;

    /** The model's name in UTF-8. */
    final byte[] name;

    /** What a request is told when no version may answer: which gates, and no value. */
    final String nobodyAnswers;

    final RetryBudget retryBudget = new RetryBudget();

    /** Lower-case name of the sticky header; empty when there is none. */
    final byte[] stickyHeader;

    /** Whether anything is counted of its rows. */
    final boolean sketched;

    /** Rows of one request that are counted, so that one client can't move production with one batch. */
    final int maxCountedRows;

    /** What window gates count of its rows; null when nothing. */
    private final IngressPlan ingressPlan;

    private final Tally ingress;

    /** ID of the window gate that refuses all requests; null when none does. */
    final String refusing;

    /** Lower-case names of the header fields that are looked through for personal data. */
    final byte[][] piiHeaders;

    /** Whether the client's own request ID is one of them. */
    final boolean requestIdMayBePersonal;

    /** Made when first needed. */
    private byte[] auditContext = {};

    private final DataPlaneMeters.Count[] piiFindings;
    private final Map<Uninspectable, DataPlaneMeters.Count> uninspected = new EnumMap<>(Uninspectable.class);

    /** The same in answers; empty where those aren't looked at. */
    private final DataPlaneMeters.Count[] piiFindingsInAnswers;

    ModelState(Model model, int maxRows, DataPlaneMeters meters, Shards shards) {
        this.model = model;
        this.maxRows = maxRows;
        name = model.name().getBytes(StandardCharsets.UTF_8);
        versions = new VersionState[model.versions().size()];
        boolean anySketched = false;
        for (int i = 0; i < versions.length; i++) {
            ModelVersion version = model.versions().get(i);
            versions[i] = new VersionState(
                    model.name(), version, model.windowGates().version(version.name()), model.canary(), meters, shards);
            anySketched |= versions[i].isSketched() || versions[i].isLearning();
        }
        ingressPlan = model.windowGates().ingress().orElse(null);
        ingress = ingressPlan == null ? null : shards.tally(ingressPlan);
        sketched = anySketched || ingressPlan != null;
        maxCountedRows = model.windowGates()
                .settings()
                .map(WindowGateSettings::panes)
                .or(model::drift)
                .map(DriftSettings::maxRowsPerRequest)
                .orElse(Integer.MAX_VALUE);
        refusing = model.refusing().orElse(null);
        nobodyAnswers = "no version of the model may answer"
                + model.versions().stream()
                        .filter(version -> version.held().isPresent())
                        .map(version -> "; " + version.name() + ": " + whyHeld(version))
                        .collect(Collectors.joining());
        unrouted = meters.version(model.name(), "");
        batch = new FeatureBatch(model.index());
        predictions = new PredictionBatch(model.index());
        stickyHeader = model.stickyHeader().getBytes(StandardCharsets.US_ASCII);
        piiHeaders = model.pii().headers().stream()
                .map(header -> header.getBytes(StandardCharsets.US_ASCII))
                .toArray(byte[][]::new);
        requestIdMayBePersonal = model.pii().headers().stream().anyMatch("x-request-id"::equalsIgnoreCase);
        for (Uninspectable reason : Uninspectable.values()) {
            uninspected.put(reason, meters.uninspected(model.name(), label(reason)));
        }
        piiFindings = findings(model, model.pii(), "request", meters);
        piiFindingsInAnswers = findings(model, model.pii().responses(), "response", meters);
    }

    /** Names of files are the operator's concern. */
    private static String whyHeld(ModelVersion version) {
        return version.release().flatMap(Release::invalid).isPresent()
                ? "its card or its gates are invalid"
                : version.held().orElseThrow();
    }

    private static DataPlaneMeters.Count[] findings(
            Model model, PiiPolicy policy, String direction, DataPlaneMeters meters) {
        DataPlaneMeters.Count[] counts = new DataPlaneMeters.Count[policy.set().size() * PiiAction.values().length];
        for (int i = 0; i < policy.set().size(); i++) {
            PiiEntity entity = policy.set().entity(i);
            if (policy.set().has(entity)) {
                for (PiiAction action : PiiAction.values()) {
                    counts[place(policy, entity, action)] = meters.piiFindings(
                            model.name(), entity.name(), action.name().toLowerCase(Locale.ROOT), direction);
                }
            }
        }
        return counts;
    }

    boolean isEnforced() {
        return model.mode() == Model.Mode.ENFORCE;
    }

    /**
     * Counts a row of a request, whichever version answers it: every version's baseline sees it.
     *
     * @param personal whether personal data was found in the request: nothing is learned from it
     */
    void sketch(FeatureRow row, boolean personal) {
        if (ingress != null) {
            ingressPlan.record(row, ingress);
        }
        for (VersionState version : versions) {
            if (version.isSketched()) {
                version.sketch(row);
            }
            if (version.isLearning()) {
                version.learn(row, personal);
            }
        }
    }

    /** Counts a request, after its rows. */
    void endSketchedRequest() {
        if (ingress != null) {
            ingress.endRequest();
        }
        for (VersionState version : versions) {
            if (version.isSketched()) {
                version.endSketchedRequest();
            }
        }
    }

    void countFinding(PiiEntity entity, PiiAction action) {
        piiFindings[place(model.pii(), entity, action)].add(1);
    }

    void countFindingInAnswer(PiiEntity entity, PiiAction action) {
        piiFindingsInAnswers[place(model.pii().responses(), entity, action)].add(1);
    }

    void countUninspected(Uninspectable reason) {
        uninspected.get(reason).add(1);
    }

    /** As metrics and headers name a reason. */
    static String label(Uninspectable reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    /** Fields that all decisions about the model have in common while this snapshot is in force. */
    byte[] auditContext(Snapshot snapshot) {
        if (auditContext.length == 0) {
            auditContext = new RecordWriter()
                    .beginFields()
                    .text(DecisionFields.MODEL, model.name())
                    .text(DecisionFields.ENV, snapshot.settings().env())
                    .text(DecisionFields.MODE, model.mode().name().toLowerCase(Locale.ROOT))
                    .hex(DecisionFields.SNAPSHOT_DIGEST, snapshot.digest())
                    .toByteArray();
        }
        return auditContext;
    }

    private static int place(PiiPolicy policy, PiiEntity entity, PiiAction action) {
        return policy.set().indexOf(entity) * PiiAction.values().length + action.index();
    }
}
