package io.driftgate.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Gives the data plane its meters; resolving is idempotent, so a reload finds the same meter again. Thread-safe.
 *
 * <p>Every series exists from the moment it is resolved, at zero, because a counter that first appears with its first event has
 * no rate for that event.
 */
public final class DataPlaneMeters {
    private static final String PREFIX = "driftgate.";

    /** A counter resolved once; {@code driftgate_*_total}. */
    public interface Count {
        void add(long n);
    }

    /** A timer resolved once. */
    public interface Elapsed {
        void record(long nanos);
    }

    private final MeterRegistry registry;
    private final Tags common;
    private final DisagreementLogs disagreementLogs = new DisagreementLogs();
    private final LiveFigures live = new LiveFigures(this::version, System::nanoTime);

    /**
     * Makes the source of meters.
     *
     * @param registry a leaf registry rather than a composite, which would allocate an iterator per recording
     * @param env value of the {@code env} label of every series
     */
    public DataPlaneMeters(MeterRegistry registry, String env) {
        this.registry = registry;
        this.common = Tags.of("env", env);
    }

    /** {@code version} is empty where no version was chosen. */
    public VersionMeters version(String model, String version) {
        Tags tags = common.and("model", model, "version", version);
        Outcome[] outcomes = Outcome.values();
        Counter[] requests = new Counter[outcomes.length];
        for (int i = 0; i < outcomes.length; i++) {
            requests[i] = Counter.builder(PREFIX + "requests")
                    .description("Requests that ended, by how they ended")
                    .tags(tags.and("outcome", outcomes[i].label()))
                    .register(registry);
        }
        return new VersionMeters(
                requests,
                timer("request.duration", "From the first byte of a request to the last byte of its answer", tags),
                timer("guard.duration", "Time in parsing, PII scan, policy and sketches", tags),
                timer(
                        "upstream.duration",
                        "From sending a request to the last byte of the model server's answer",
                        tags));
    }

    public Count violations(String model, String policy, String policyVersion, String rule, String enforcement) {
        return count(
                "violations",
                "Requests that violated a policy rule",
                Tags.of(
                        "model", model,
                        "policy", policy,
                        "policy_version", policyVersion,
                        "rule", rule,
                        "enforcement", enforcement));
    }

    /** {@code effect}: {@code deny} when the rule refuses what it can't judge, {@code allow} when it lets it pass or only counts. */
    public Count ruleErrors(String model, String policy, String policyVersion, String rule, String effect) {
        return count(
                "rule.errors",
                "Requests over which a policy rule could not be evaluated",
                Tags.of(
                        "model", model,
                        "policy", policy,
                        "policy_version", policyVersion,
                        "rule", rule,
                        "effect", effect));
    }

    /** A sum and a count, without buckets: there is one for each rule. */
    public Elapsed ruleDuration(String model, String policy, String policyVersion, String rule) {
        Timer timer = Timer.builder(PREFIX + "rule.duration")
                .description("Time of one evaluation of a policy rule, on a sample of requests")
                .tags(common.and("model", model, "policy", policy, "policy_version", policyVersion, "rule", rule))
                .register(registry);
        return nanos -> timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** {@code effect}: {@code stricter} when only the candidate finds the rule violated, {@code looser} when only the other does. */
    public Count disagreements(String model, String policy, String from, String to, String rule, String effect) {
        return count(
                "policy.disagreements",
                "Requests over which the policy in force and the one that is tried disagree",
                Tags.of("model", model, "policy", policy, "from", from, "to", to, "rule", rule, "effect", effect));
    }

    /** What the versions are doing now. */
    public LiveFigures live() {
        return live;
    }

    /** What the two policies last disagreed about. */
    public DisagreementLogs disagreementLogs() {
        return disagreementLogs;
    }

    /** {@code direction}: {@code request} or {@code response}. */
    public Count piiFindings(String model, String entity, String action, String direction) {
        return count(
                "pii.findings",
                "Personal data found in requests and in answers, by what was done about it",
                Tags.of("model", model, "entity", entity, "action", action, "direction", direction));
    }

    /** {@code reason}: why it could not be read, as {@code x-driftgate-uninspected} says it. */
    public Count uninspected(String model, String reason) {
        return count(
                "uninspected",
                "Requests forwarded although not all of them could be inspected",
                Tags.of("model", model, "reason", reason));
    }

    /** {@code reason}: connections, concurrency, buffered-bytes, draining. */
    public Count shed(String reason) {
        return count("shed", "Requests and connections refused because a limit was reached", Tags.of("reason", reason));
    }

    /** {@code reason}: the framing error's enum constant in lower case. */
    public Count framingRefusals(String reason) {
        return count(
                "framing.refusals", "Requests refused because their HTTP framing is unsafe", Tags.of("reason", reason));
    }

    /**
     * Drops the series of models, versions, policies and trials that are no longer configured, so that canaries that come and go for
     * months don't pile up. A request in flight may still add to a dropped meter; nobody sees it.
     */
    public void retain(Collection<ConfiguredModel> models) {
        Map<String, ConfiguredModel> byName =
                models.stream().collect(Collectors.toMap(ConfiguredModel::name, Function.identity()));
        for (Meter meter : registry.getMeters()) {
            String model = meter.getId().getTag("model");
            if (meter.getId().getName().startsWith(PREFIX)
                    && model != null
                    && !model.isEmpty()
                    && (!byName.containsKey(model) || !isConfigured(meter.getId(), byName.get(model)))) {
                registry.remove(meter);
            }
        }
        Set<String> tried = new HashSet<>();
        models.forEach(model -> tried.addAll(model.triedPolicies()));
        disagreementLogs.retain(tried);
    }

    private static boolean isConfigured(Meter.Id meter, ConfiguredModel model) {
        String version = meter.getTag("version");
        if (version != null && !version.isEmpty() && !model.versions().contains(version)) {
            return false;
        }
        String policy = meter.getTag("policy");
        if (policy == null) {
            return true;
        }
        String policyVersion = meter.getTag("policy_version");
        return policyVersion == null
                ? model.trials().contains(ConfiguredModel.trial(policy, meter.getTag("from"), meter.getTag("to")))
                : model.policies().contains(policy + "@" + policyVersion);
    }

    private Count count(String name, String description, Tags tags) {
        Counter counter = Counter.builder(PREFIX + name)
                .description(description)
                .tags(common.and(tags))
                .register(registry);
        return counter::increment;
    }

    private Timer timer(String name, String description, Tags tags) {
        return Timer.builder(PREFIX + name)
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(Latencies.buckets())
                .register(registry);
    }
}
