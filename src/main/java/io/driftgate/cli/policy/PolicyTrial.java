package io.driftgate.cli.policy;

import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.RequestFields;
import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import io.driftgate.policy.CompiledPolicy;
import io.driftgate.policy.Enforcement;
import io.driftgate.policy.Phase;
import io.driftgate.policy.PolicyInput;
import io.driftgate.policy.Violations;
import io.driftgate.protocol.FeatureBatch;
import io.driftgate.protocol.MalformedRequest;
import io.driftgate.protocol.PredictionBatch;
import io.driftgate.protocol.PredictionBinding;
import io.driftgate.protocol.SchemaBinding;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs requests through a policy with the parser, the protocol adapters and the compiled rules that the gateway runs, and says of
 * each rule what became of it. Reused from request to request; one thread.
 */
final class PolicyTrial {
    private static final int MAX_DEPTH = 64;

    /** What became of a rule. */
    enum Fate {
        VIOLATED,
        /** It could not be evaluated, and no row violates it otherwise. */
        ERROR,
        HELD,
        /** Its guard, {@code when}, held for no row. */
        NOT_APPLICABLE,
        /** Its phase was not reached, or there is no answer to look at. */
        NOT_REACHED;

        /** As output spells it. */
        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * One rule's result.
     *
     * @param rows that violate it
     * @param errors rows over which it could not be evaluated
     * @param firstRow the first of the violating rows, -1 when there is none or the rule is about the whole request
     */
    record RuleResult(CompiledPolicy.Rule rule, Fate fate, int rows, int errors, int firstRow) {}

    /**
     * What became of a request.
     *
     * @param phase the one in which it was decided
     * @param deciding index of the rule that denies or replaces; -1 when none does
     * @param rules in file order
     */
    record Result(Decision decision, Phase phase, int deciding, List<RuleResult> rules) {
        /** The ids of violated rules that deny or replace ({@code enforced}), or of those in shadow. */
        List<String> violated(boolean enforced) {
            return rules.stream()
                    .filter(result -> result.rows() > 0)
                    .filter(result -> (result.rule().enforcement() != Enforcement.SHADOW) == enforced)
                    .map(result -> result.rule().id())
                    .toList();
        }

        /** The ids of rules that could not be evaluated. */
        List<String> errors() {
            return rules.stream()
                    .filter(result -> result.errors() > 0)
                    .map(result -> result.rule().id())
                    .toList();
        }
    }

    /** A body that the gateway would not take. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(String message) {
            super(message, null, false, false);
        }
    }

    private final CompiledPolicy policy;
    private final SchemaBinding binding;
    private final PredictionBinding predictions;
    private final JsonTape tape = new JsonTape(MAX_DEPTH);
    private final JsonTape answerTape = new JsonTape(MAX_DEPTH);
    private final FeatureBatch batch;
    private final PredictionBatch answer;
    private final PolicyInput input = new PolicyInput();
    private final Violations violations = new Violations();

    PolicyTrial(CompiledPolicy policy, SchemaBinding binding, PredictionBinding predictions) {
        this.policy = policy;
        this.binding = binding;
        this.predictions = predictions;
        batch = new FeatureBatch(binding.index());
        answer = new PredictionBatch(binding.index());
    }

    CompiledPolicy policy() {
        return policy;
    }

    /** The batch of the last request, to look values up in. */
    FeatureBatch batch() {
        return batch;
    }

    /** The pointer to a feature's value in the row that the batch shows; empty when it is not in the body. */
    String pointerOf(String feature) {
        int slot = binding.index().slotOf(feature);
        return slot == FeatureIndex.UNKNOWN ? "" : batch.pathOf(slot);
    }

    /** The parsed body of the last request. */
    JsonTape tape() {
        return tape;
    }

    /**
     * Tries one exchange: the rules of the request, and those of the answer when there is one and the request was not refused.
     *
     * @throws Unreadable when request or answer is malformed
     */
    Result run(Exchange exchange) throws Unreadable {
        readRequest(exchange);
        violations.reset(policy);
        bind(exchange);
        int rules = policy.rules();
        boolean[] applied = new boolean[rules];
        boolean[] reached = new boolean[rules];
        while (batch.next()) {
            input.request().setNumber(RequestFields.ROW, batch.rowIndex());
            noteApplied(Phase.REQUEST, applied);
            policy.evaluate(Phase.REQUEST, input, batch.rowIndex(), violations);
        }
        noteApplied(Phase.REQUEST, applied);
        policy.finish(Phase.REQUEST, input, violations);
        reach(Phase.REQUEST, reached);
        Phase phase = Phase.REQUEST;
        if (violations.denying() < 0 && exchange.response().isPresent()) {
            phase = Phase.RESPONSE;
            readAnswer(exchange);
            batch.rewind();
            input.prediction(answer.row(), answer.attributions());
            while (answer.next()) {
                // A chat is one row, and each choice of its answer is looked at beside it.
                if (!exchange.protocol().answersInChoices() || batch.rowIndex() < 0) {
                    batch.next();
                }
                input.request().setNumber(RequestFields.ROW, answer.rowIndex());
                noteApplied(Phase.RESPONSE, applied);
                policy.evaluate(Phase.RESPONSE, input, answer.rowIndex(), violations);
            }
            noteApplied(Phase.RESPONSE, applied);
            policy.finish(Phase.RESPONSE, input, violations);
            reach(Phase.RESPONSE, reached);
        }
        return result(phase, applied, reached);
    }

    private void readRequest(Exchange exchange) throws Unreadable {
        try {
            byte[] body = exchange.request();
            tape.parse(body, 0, body.length);
            exchange.protocol().bind(tape, binding, batch);
        } catch (MalformedJson | MalformedRequest e) {
            throw new Unreadable("the request is malformed: " + e.getMessage());
        }
    }

    private void readAnswer(Exchange exchange) throws Unreadable {
        try {
            byte[] body = exchange.response().orElseThrow();
            answerTape.parse(body, 0, body.length);
            exchange.protocol().bindAnswer(answerTape, predictions, answer);
        } catch (MalformedJson | MalformedRequest e) {
            throw new Unreadable("the response is malformed: " + e.getMessage());
        }
        if (!exchange.protocol().answersInChoices() && answer.rows() != batch.rows()) {
            throw new Unreadable(
                    "the response has " + answer.rows() + " predictions for " + batch.rows() + " rows of the request");
        }
    }

    private void bind(Exchange exchange) {
        input.features(batch.row());
        input.headers(exchange.headers());
        input.request().clear();
        text(RequestFields.PATH, exchange.path());
        text(RequestFields.PROTOCOL, exchange.protocol().id());
        text(RequestFields.MODEL, exchange.model());
        text(RequestFields.VERSION, exchange.version());
        input.request().setNumber(RequestFields.ROWS, batch.rows());
    }

    private void text(int slot, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        input.request().setText(slot, utf8, 0, utf8.length);
    }

    private void noteApplied(Phase phase, boolean[] applied) {
        for (int rule = 0; rule < applied.length; rule++) {
            applied[rule] |= policy.rule(rule).phase() == phase && policy.applies(rule, input);
        }
    }

    private void reach(Phase phase, boolean[] reached) {
        for (int rule = 0; rule < reached.length; rule++) {
            reached[rule] |= policy.rule(rule).phase() == phase;
        }
    }

    private Result result(Phase phase, boolean[] applied, boolean[] reached) {
        List<RuleResult> results = new ArrayList<>();
        for (int rule = 0; rule < policy.rules(); rule++) {
            int rows = violations.count(rule);
            int errors = violations.errors(rule);
            // Where an error denies, it is counted among the violating rows.
            boolean violated = rows > (policy.rule(rule).denyOnError() ? errors : 0);
            Fate fate = violated
                    ? Fate.VIOLATED
                    : errors > 0
                            ? Fate.ERROR
                            : !reached[rule] ? Fate.NOT_REACHED : applied[rule] ? Fate.HELD : Fate.NOT_APPLICABLE;
            results.add(new RuleResult(policy.rule(rule), fate, rows, errors, violations.firstRow(rule)));
        }
        int denying = violations.denying();
        int replacing = violations.replacing();
        Decision decision = denying >= 0 ? Decision.DENY : replacing >= 0 ? Decision.REPLACE : Decision.ALLOW;
        return new Result(decision, phase, denying >= 0 ? denying : replacing, results);
    }
}
