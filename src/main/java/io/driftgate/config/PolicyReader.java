package io.driftgate.config;

import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.Schema;
import io.driftgate.policy.CompiledPolicy;
import io.driftgate.policy.PolicyLoader;
import io.driftgate.policy.PolicyReference;
import io.driftgate.snapshot.PolicyTrial;
import io.driftgate.source.Fields;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads under which policy a version is served, and which one is tried beside it:
 *
 * <pre>
 * policy: credit-risk@v2
 * policy: none
 * policy: {use: credit-risk@v2, rollout: {to: v3, percent: 5}}
 * policy: {use: credit-risk@v2, shadow: v3}
 * </pre>
 *
 * {@link #read} takes what stands in {@code driftgate.yaml}; {@link #bind} loads the files. {@code to} and {@code shadow} name
 * another version of the same policy, or a policy by its full reference.
 */
final class PolicyReader {
    private static final String NONE = "none";
    private static final String TRIAL_FORM =
            "a version of the same policy, such as v3, or a full reference, such as credit-risk@v3";

    private final Loading loading;
    private final String model;

    PolicyReader(Loading loading, String model) {
        this.loading = loading;
        this.model = model;
    }

    /**
     * What {@code driftgate.yaml} says.
     *
     * @param use the policy in force; empty for {@code none}, and when the reference is invalid
     * @param candidate empty when nothing is tried
     * @param share of the traffic under the candidate, from 0 to 1
     */
    record Draft(Optional<Named> use, Optional<Named> candidate, double share) {
        private static final Draft NO_POLICY = new Draft(Optional.empty(), Optional.empty(), 0);
    }

    /** A reference, and where it stands. */
    record Named(PolicyReference reference, YamlNode at, String field) {}

    /** The policies of a version, compiled. */
    record Bound(CompiledPolicy policy, Optional<PolicyTrial> trial) {}

    Draft read(Fields version) {
        Optional<YamlNode> node = version.require(
                "policy", "name one, such as policy: " + model.toLowerCase(Locale.ROOT) + "@v1, or write policy: none");
        if (node.isEmpty()) {
            return Draft.NO_POLICY;
        }
        String field = version.pathOf("policy");
        if (node.get() instanceof YamlNode.Scalar scalar) {
            return new Draft(used(scalar, field), Optional.empty(), 0);
        }
        if (!(node.get() instanceof YamlNode.Mapping)) {
            problems()
                    .error(
                            node.get(),
                            field + " must be a reference or a mapping, not "
                                    + node.get().kind(),
                            "such as credit-risk@v2, none, or {use: credit-risk@v2, shadow: v3}");
            return Draft.NO_POLICY;
        }
        return trial(Fields.of(node.get(), problems(), field));
    }

    private Draft trial(Fields policy) {
        int errorsBefore = problems().errorCount();
        Optional<Named> use = policy.require("use", "the policy that is in force, such as use: credit-risk@v2")
                .flatMap(node -> scalar(node, policy.pathOf("use")))
                .flatMap(scalar -> used(scalar, policy.pathOf("use")));
        boolean usable = problems().errorCount() == errorsBefore;
        Optional<Named> candidate = policy.get("shadow")
                .flatMap(node -> scalar(node, policy.pathOf("shadow")))
                .flatMap(scalar -> candidate(scalar, policy.pathOf("shadow"), use, usable));
        double share = 0;
        Optional<Fields> rollout = policy.mapping("rollout");
        if (rollout.isPresent()) {
            Fields fields = rollout.get();
            if (policy.get("shadow").isPresent()) {
                problems()
                        .error(
                                fields.node(),
                                policy.pathOf("rollout") + " stands beside shadow, and one policy is tried at a time",
                                "keep one of the two; rollout with percent: 0 is a shadow");
            }
            candidate = fields.require("to", "the policy that is rolled out: " + TRIAL_FORM)
                    .flatMap(node -> scalar(node, fields.pathOf("to")))
                    .flatMap(scalar -> candidate(scalar, fields.pathOf("to"), use, usable));
            Optional<YamlNode> unused = fields.require("percent", "the share of the traffic, such as percent: 5");
            share = fields.number("percent", 0, 0, 100) / 100;
            fields.reportUnknown();
        }
        policy.reportUnknown();
        return new Draft(use, candidate, share);
    }

    private Optional<YamlNode.Scalar> scalar(YamlNode node, String field) {
        if (node instanceof YamlNode.Scalar scalar) {
            return Optional.of(scalar);
        }
        problems().error(node, field + " must be a single value, not " + node.kind());
        return Optional.empty();
    }

    private Optional<Named> used(YamlNode.Scalar at, String field) {
        if (at.text().equals(NONE)) {
            return Optional.empty();
        }
        Optional<PolicyReference> reference = PolicyReference.parse(at.text());
        if (reference.isEmpty()) {
            problems()
                    .error(
                            at,
                            field + " must be none or " + PolicyReference.FORM,
                            "it is the directory " + loading.files().nameOf(loading.policies())
                                    + "/<name>/v<N> with its policy.yaml");
        }
        return reference.map(parsed -> new Named(parsed, at, field));
    }

    /** {@code usable}: whether what {@code use} says was understood; else what follows from it is not worth saying. */
    private Optional<Named> candidate(YamlNode.Scalar at, String field, Optional<Named> use, boolean usable) {
        Optional<PolicyReference> reference = PolicyReference.parse(at.text());
        boolean isVersion = PolicyReference.isVersion(at.text());
        if (isVersion && use.isPresent()) {
            reference = Optional.of(new PolicyReference(use.get().reference().name(), at.text()));
        }
        if (reference.isEmpty()) {
            if (!isVersion) {
                problems().error(at, field + " must name a policy", TRIAL_FORM);
            } else if (usable) {
                problems()
                        .error(
                                at,
                                field + " names a version alone, but no policy is in force whose version it could be",
                                "write the full reference, such as credit-risk@" + at.text());
            }
            return Optional.empty();
        }
        if (use.map(Named::reference).equals(reference)) {
            problems()
                    .error(
                            at,
                            field + " names the policy that is in force already",
                            "name another version, or remove it");
            return Optional.empty();
        }
        return reference.map(parsed -> new Named(parsed, at, field));
    }

    /** Loads and compiles. What is wrong with a file is in {@link Loading#contents()}; then {@code none} stands for it. */
    Bound bind(Draft draft, Schema schema, FeatureIndex index) {
        CompiledPolicy policy =
                draft.use().flatMap(named -> load(named, schema, index)).orElse(CompiledPolicy.none());
        return new Bound(
                policy,
                draft.candidate()
                        .flatMap(named -> load(named, schema, index))
                        .map(candidate -> new PolicyTrial(policy, candidate, draft.share())));
    }

    private Optional<CompiledPolicy> load(Named named, Schema schema, FeatureIndex index) {
        PolicyLoader loader = new PolicyLoader(loading.policies(), loading.today());
        Path file = loader.pathOf(named.reference());
        // Looked at before the loader reads it: a change between the two shows up at the watcher's next look, since
        // what that compares with is the older content.
        loading.files().look(file);
        Problems found = new Problems();
        Optional<CompiledPolicy> policy = loader.load(named.reference(), schema, index, found);
        for (Problem problem : found.all()) {
            if (problem.position().line() == 0) {
                String name = loading.files().nameOf(file);
                loading.contents()
                        .error(named.at(), named.field() + ": " + name + " " + problem.message(), problem.hint());
            } else {
                loading.contents().add(loading.files().named(problem));
            }
        }
        return policy;
    }

    private Problems problems() {
        return loading.problems();
    }
}
