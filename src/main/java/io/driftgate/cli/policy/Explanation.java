package io.driftgate.cli.policy;

import io.driftgate.json.JsonTape;
import io.driftgate.pii.PiiFindings;
import io.driftgate.pii.PiiScanner;
import io.driftgate.policy.CompiledPolicy;
import io.driftgate.protocol.FeatureBatch;
import io.driftgate.protocol.PredictionBinding;
import io.driftgate.snapshot.Model;
import io.driftgate.snapshot.ModelVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What one version of a model makes of an exchange, and why.
 *
 * @param share of the traffic that the version gets, from 0 to 1
 * @param decision of PII and policy together, whether or not the model enforces it
 * @param decidedBy rule id or PII entity; empty when nothing denies or replaces
 * @param row the first row that violates the deciding rule, -1 when there is none to name
 */
record Explanation(
        String version,
        double share,
        CompiledPolicy policy,
        Decision decision,
        String decidedBy,
        int row,
        List<Finding> findings,
        List<RuleStory> rules) {
    private static final int MAX_VALUE_CHARS = 100;
    private static final int MAX_FINDINGS = 100;

    /** A value of the body. {@code value} is empty unless values were asked for. */
    record Place(String pointer, String value) {}

    /** Personal data. */
    record Finding(String entity, String action, Place place) {}

    /**
     * What became of a rule.
     *
     * @param at {@code file:line}, empty when it is not known
     * @param places of the values that the rule looks at, in the first row that violates it, else in the first row
     */
    record RuleStory(PolicyTrial.RuleResult result, String at, List<Place> places) {}

    /** @param showValues whether places carry their values */
    static Explanation of(
            Model model, ModelVersion version, Exchange exchange, RuleSources sources, double share, boolean showValues)
            throws PolicyTrial.Unreadable {
        PolicyTrial trial = new PolicyTrial(
                version.policy(),
                version.binding(),
                PredictionBinding.of(version.binding().index())
                        .forSchema(version.binding().schema()));
        PolicyTrial.Result result = trial.run(exchange);
        PiiFindings found = new PiiFindings();
        new PiiScanner().scan(trial.tape(), model.pii(), found);
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < Math.min(MAX_FINDINGS, found.size()); i++) {
            findings.add(new Finding(
                    found.entity(i).name(),
                    found.action(i).name().toLowerCase(Locale.ROOT),
                    place(trial.tape(), found.from(i), showValues)));
        }
        List<RuleStory> stories = new ArrayList<>();
        for (PolicyTrial.RuleResult rule : result.rules()) {
            stories.add(story(rule, trial, sources, showValues));
        }
        if (found.blocking() >= 0) {
            String entity = found.entity(found.blocking()).name();
            return new Explanation(
                    version.name(), share, version.policy(), Decision.DENY, entity, -1, findings, stories);
        }
        boolean decided = result.deciding() >= 0;
        return new Explanation(
                version.name(),
                share,
                version.policy(),
                result.decision(),
                decided ? result.rules().get(result.deciding()).rule().id() : "",
                decided ? result.rules().get(result.deciding()).firstRow() : -1,
                findings,
                stories);
    }

    private static RuleStory story(
            PolicyTrial.RuleResult rule, PolicyTrial trial, RuleSources sources, boolean showValues) {
        Optional<RuleSources.Source> source = sources.of(rule.rule().id());
        List<Place> places = new ArrayList<>();
        FeatureBatch batch = trial.batch();
        batch.rewind();
        boolean loaded = batch.next();
        while (loaded && batch.rowIndex() < rule.firstRow()) {
            loaded = batch.next();
        }
        for (String feature : source.map(RuleSources.Source::features).orElse(List.of())) {
            String pointer = loaded ? trial.pointerOf(feature) : "";
            if (!pointer.isEmpty()) {
                places.add(new Place(pointer, showValues ? value(trial.tape(), pointer) : ""));
            }
        }
        return new RuleStory(rule, source.map(RuleSources.Source::at).orElse(""), places);
    }

    private static Place place(JsonTape tape, int offset, boolean showValues) {
        String pointer = BodyPlaces.pointerAt(tape, offset).orElse("");
        return new Place(pointer, showValues ? value(tape, pointer) : "");
    }

    private static String value(JsonTape tape, String pointer) {
        return BodyPlaces.nodeAt(tape, pointer)
                .map(node -> BodyPlaces.text(tape, node, MAX_VALUE_CHARS))
                .orElse("");
    }
}
