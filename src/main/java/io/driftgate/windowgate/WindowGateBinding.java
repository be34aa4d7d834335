package io.driftgate.windowgate;

import io.driftgate.drift.DriftSettings;
import io.driftgate.fairness.FairnessPlan;
import io.driftgate.fairness.FairnessReader;
import io.driftgate.fairness.FairnessSettings;
import io.driftgate.fairness.SensitiveFeature;
import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.Schema;
import io.driftgate.sketch.FeatureProfile;
import io.driftgate.sketch.SketchPlan;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads a model's {@code windowGates:} and {@code fairness:} and binds the gates to its versions: a gate is of every version whose schema
 * has the feature, and whose baseline has it where that is compared with. One model, one load.
 *
 * <p>Unless switched off there are gates that nobody wrote:
 *
 * <pre>
 * zero-share.FEATURE     a numeric feature of a baseline: at most half of the rows that were not 0 in training may be 0; fallback
 * missing-share.FEATURE  any feature of a baseline: likewise of a missing value; fallback
 * parity-difference.FEATURE, parity-ratio.FEATURE    a sensitive feature: at most 0.1, at least 0.8; alert
 * </pre>
 *
 * None where more than {@value #MOSTLY} of the training rows are so already: the rest is too few to tell. One of the file with the same
 * check and feature takes its place.
 */
public final class WindowGateBinding {
    private static final double MOSTLY = 0.9;
    private static final double DEFAULT_TURNED = 0.5;

    private final Problems problems;
    private final String model;
    private final String path;
    private final FeatureIndex index;
    private final List<Version> versions;

    /** What gates depend on of a version. */
    public record Version(String name, Schema schema, Optional<SketchPlan> sketch) {}

    /** @param path how messages call the model, such as {@code models.credit-risk} */
    public WindowGateBinding(Problems problems, String model, String path, FeatureIndex index, List<Version> versions) {
        this.problems = problems;
        this.model = model;
        this.path = path;
        this.index = index;
        this.versions = List.copyOf(versions);
    }

    /**
     * Reads and binds.
     *
     * @param gates the mapping {@code windowGates:}, if there is one
     * @param fairness the mapping {@code fairness:}, if there is one
     * @param drift window and panes
     * @param answers whether the model's answers hold predictions
     * @param sound whether all baselines could be read; else the lack of one is no problem of a gate's
     */
    public WindowGates bind(
            Optional<YamlNode> gates,
            Optional<YamlNode> fairness,
            DriftSettings drift,
            boolean answers,
            boolean sound) {
        WindowGateReader reader = new WindowGateReader(problems, path + ".windowGates");
        WindowGateReader.Draft draft =
                gates.map(node -> reader.read(node, drift)).orElseGet(() -> WindowGateReader.absent(drift));
        Optional<FairnessSettings> fair =
                fairness.flatMap(node -> new FairnessReader(problems, path + ".fairness", this::feature).read(node));
        if (fairness.isPresent() && !answers) {
            problems.error(
                    fairness.get(),
                    path + ".fairness has no effect: answers of openai hold no prediction",
                    "remove it, or add the protocol whose answers hold predictions");
        }
        for (int i = 0; i < draft.gates().size(); i++) {
            check(draft.gates().get(i), draft.at().get(i), fair, answers, sound);
        }
        List<WindowGate> all = new ArrayList<>(draft.gates());
        fair.ifPresent(settings -> addFairness(draft, settings, all));
        List<String> classes = classes(draft, all);
        boolean fairnessGates = all.stream().anyMatch(gate -> gate.check().isOfFairness());
        boolean predictionGates = !draft.classes().isEmpty()
                || all.stream()
                        .anyMatch(gate ->
                                gate.check().isOfAnswers() && !gate.check().isOfFairness());
        List<VersionGates> bound = new ArrayList<>();
        Set<WindowGate> used = new LinkedHashSet<>();
        for (Version version : versions) {
            List<BoundGate> own = new ArrayList<>();
            all.forEach(gate -> bind(gate, version).ifPresent(own::add));
            if (draft.defaults()) {
                addDefaults(draft, version, own);
            }
            own.forEach(gate -> used.add(gate.gate()));
            bound.add(new VersionGates(
                    version.name(),
                    own,
                    own.stream().anyMatch(gate -> needsSketch(gate.gate().check()))
                            ? version.sketch()
                            : Optional.empty(),
                    predictionGates && answers
                            ? Optional.of(new PredictionPlan(model, version.name(), classes))
                            : Optional.empty(),
                    fairnessGates && answers
                            ? fair.map(settings -> new FairnessPlan(model, version.name(), settings, index))
                            : Optional.empty()));
        }
        Set<String> sensitive = new TreeSet<>();
        fair.ifPresent(settings -> settings.sensitive().forEach(each -> sensitive.add(each.name())));
        if (used.isEmpty() && !predictionGates) {
            return WindowGates.none(sensitive);
        }
        return new WindowGates(
                Optional.of(draft.settings()),
                bound,
                IngressPlan.of(model, List.copyOf(used), index, numeric()),
                sensitive);
    }

    private static boolean needsSketch(WindowCheck check) {
        return check == WindowCheck.MODE_SHARE || check == WindowCheck.UNSEEN_SHARE;
    }

    private Optional<Feature> feature(String name) {
        return versions.stream()
                .flatMap(version -> version.schema().feature(name).stream())
                .findFirst();
    }

    /** Features that all versions which know them call numeric. */
    private Set<String> numeric() {
        TreeSet<String> numeric = new TreeSet<>();
        TreeSet<String> others = new TreeSet<>();
        for (Version version : versions) {
            for (Feature feature : version.schema().features()) {
                (feature.type().isNumeric() ? numeric : others).add(feature.name());
            }
        }
        numeric.removeAll(others);
        return numeric;
    }

    private void check(WindowGate gate, YamlNode at, Optional<FairnessSettings> fair, boolean answers, boolean sound) {
        String name = path + ".windowGates: gate " + gate.id();
        WindowCheck check = gate.check();
        if (check.isOfAnswers() && !answers) {
            problems.error(at, name + ": answers of openai hold no prediction", "");
        } else if (check.isOfFairness()) {
            if (fair.flatMap(settings -> settings.feature(gate.feature())).isEmpty()) {
                problems.error(
                        at,
                        name + ": '" + gate.feature() + "' is no sensitive feature",
                        "name it under fairness.sensitive of the model");
            }
        } else if (check.isOfFeature() && feature(gate.feature()).isEmpty()) {
            problems.error(at, name + ": no version's schema has a feature '" + gate.feature() + "'", "");
        } else if ((check == WindowCheck.ZERO_SHARE || check == WindowCheck.MEAN)
                && !numeric().contains(gate.feature())) {
            problems.error(at, name + ": '" + gate.feature() + "' is not numeric", "");
        } else if (sound
                && (needsSketch(check) || gate.bounds().isRelative())
                && versions.stream().noneMatch(version -> bind(gate, version).isPresent())) {
            problems.error(
                    at,
                    name + ": no version has a baseline of '" + gate.feature() + "'",
                    "build one with 'driftgate baseline build', and name it as baseline: of the version");
        }
    }

    /** The gate as it is of a version; empty when it is not. */
    private static Optional<BoundGate> bind(WindowGate gate, Version version) {
        if (gate.check().isOfFeature()
                && version.schema().feature(gate.feature()).isEmpty()) {
            return Optional.empty();
        }
        if (!needsSketch(gate.check()) && !gate.bounds().isRelative()) {
            return Optional.of(new BoundGate(gate, Double.NaN, 0));
        }
        return version.sketch()
                .flatMap(plan -> plan.baseline().feature(gate.feature()))
                .map(profile -> new BoundGate(gate, BaselineShares.of(profile, gate.check()), profile.rows()));
    }

    private static void addFairness(WindowGateReader.Draft draft, FairnessSettings fair, List<WindowGate> all) {
        for (SensitiveFeature feature : fair.sensitive()) {
            if (draft.defaults()) {
                addUnless(
                        draft, fairnessGate(WindowCheck.PARITY_DIFFERENCE, feature, OptionalDouble.empty(), 0.1), all);
                addUnless(draft, fairnessGate(WindowCheck.PARITY_RATIO, feature, OptionalDouble.of(0.8), 1), all);
            }
        }
    }

    private static WindowGate fairnessGate(
            WindowCheck check, SensitiveFeature feature, OptionalDouble atLeast, double atMost) {
        return new WindowGate(
                check.label() + "." + feature.name(),
                check,
                feature.name(),
                "",
                new Bounds(
                        atLeast,
                        OptionalDouble.of(atMost),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty()),
                WindowAction.ALERT,
                false);
    }

    private static void addUnless(WindowGateReader.Draft draft, WindowGate gate, List<WindowGate> all) {
        if (!isWritten(draft, gate.check(), gate.feature())) {
            all.add(gate);
        }
    }

    private static boolean isWritten(WindowGateReader.Draft draft, WindowCheck check, String feature) {
        return draft.gates().stream()
                .anyMatch(own -> own.check() == check && own.feature().equals(feature));
    }

    private void addDefaults(WindowGateReader.Draft draft, Version version, List<BoundGate> own) {
        if (version.sketch().isEmpty()) {
            return;
        }
        Set<String> numeric = numeric();
        for (FeatureProfile profile : version.sketch().get().baseline().features()) {
            if (version.schema().feature(profile.name()).isEmpty()) {
                continue; // derived from a text, whose own gate there is
            }
            if (numeric.contains(profile.name())) {
                addDefault(draft, WindowCheck.ZERO_SHARE, profile, own);
            }
            addDefault(draft, WindowCheck.MISSING_SHARE, profile, own);
        }
    }

    private static void addDefault(
            WindowGateReader.Draft draft, WindowCheck check, FeatureProfile profile, List<BoundGate> own) {
        double share = BaselineShares.of(profile, check);
        if (share > MOSTLY || isWritten(draft, check, profile.name())) {
            return;
        }
        Bounds bounds = new Bounds(
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.of(DEFAULT_TURNED));
        WindowGate gate = new WindowGate(
                check.label() + "." + profile.name(), check, profile.name(), "", bounds, WindowAction.FALLBACK, true);
        own.add(new BoundGate(gate, share, profile.rows()));
    }

    private static List<String> classes(WindowGateReader.Draft draft, List<WindowGate> all) {
        Set<String> classes = new LinkedHashSet<>(draft.classes());
        all.stream()
                .filter(gate -> gate.check() == WindowCheck.CLASS_SHARE)
                .map(WindowGate::label)
                .filter(label -> !label.equals(PredictionPlan.UNKNOWN))
                .forEach(classes::add);
        return List.copyOf(classes);
    }
}
