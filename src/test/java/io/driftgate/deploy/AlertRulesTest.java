package io.driftgate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.alert.AlertKind;
import io.driftgate.app.Gateway;
import io.driftgate.drift.DriftReport;
import io.driftgate.drift.FeatureDrift;
import io.driftgate.drift.Verdict;
import io.driftgate.drift.WindowAge;
import io.driftgate.drift.evidence.EvidenceReport;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import io.driftgate.source.YamlReader;
import io.driftgate.telemetry.AuditMeters;
import io.driftgate.telemetry.ControlPlaneMeters;
import io.driftgate.telemetry.DataPlaneMeters;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules, runbook and documentation against what a gateway really exports. */
class AlertRulesTest {
    private static final Path RULES = Path.of("deploy/alerts.yaml");
    private static final Path DOCUMENTATION = Path.of("src/site/markdown");
    private static final Path RUNBOOK = DOCUMENTATION.resolve("runbook.md");
    private static final Pattern METRIC = Pattern.compile("driftgate_[a-z_]*[a-z](?![a-z_*])");
    private static final Pattern SERIES = Pattern.compile("(driftgate_\\w+)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)(?:=~|!=|=|!~)\"");
    private static final Pattern SELECTOR = Pattern.compile("(driftgate_\\w+)\\{([^}]*)}");
    private static final Pattern GROUPING = Pattern.compile("(?:by|on) \\(([^)]*)\\)");

    /** What Prometheus and its histograms add. */
    private static final Set<String> FOREIGN = Set.of("instance", "job", "le");

    /** Labels of every exported series, by its name; histograms and their parent names too. */
    private static final Map<String, Set<String>> EXPORTED = new TreeMap<>();

    @TempDir
    private static Path directory;

    /** One rule. */
    private record Rule(String alert, String expr, Map<String, String> labels, Map<String, String> annotations) {}

    @BeforeAll
    @SuppressWarnings("deprecation") // the registry over the older client library is the one that Quarkus runs on
    static void export() throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Files.writeString(directory.resolve("driftgate.yaml"), """
            listen: {host: 127.0.0.1, port: 0}
            state: state
            drain: {delay: 0s, timeout: 1s}
            audit: {dir: audit}
            sketches: {directory: sketches}
            models:
              credit-risk:
                schema: {age: int}
                versions: {v1: {upstream: "http://127.0.0.1:9", policy: none}}
            alerts:
              sinks: {hook: {type: webhook, url: "http://127.0.0.1:9"}}
              on: {drift: [hook]}
            """);
        try (Gateway gateway = Gateway.start(directory.resolve("driftgate.yaml"), registry, 1)) {
            assertTrue(gateway.address().isPresent());
            dataPlane(new DataPlaneMeters(registry, "other"));
            controlPlane(new ControlPlaneMeters(registry, "other", Clock.systemUTC()));
            new AuditMeters(registry, "other", Clock.systemUTC()).exported("directory", false);
            for (String line : registry.scrape().lines().toList()) {
                Matcher series = SERIES.matcher(line);
                if (series.matches()) {
                    Set<String> labels = EXPORTED.computeIfAbsent(series.group(1), name -> new HashSet<>());
                    LABEL.matcher(String.valueOf(series.group(2)))
                            .results()
                            .forEach(label -> labels.add(label.group(1)));
                }
            }
        }
    }

    private static void dataPlane(DataPlaneMeters meters) {
        meters.version("m", "v1");
        meters.violations("m", "p", "v1", "r", "deny");
        meters.ruleErrors("m", "p", "v1", "r", "deny");
        meters.ruleDuration("m", "p", "v1", "r");
        meters.disagreements("m", "p", "v1", "v2", "r", "stricter");
        meters.piiFindings("m", "EMAIL_ADDRESS", "block", "request");
        meters.uninspected("m", "depth");
        meters.shed("connections");
        meters.framingRefusals("bare_lf");
    }

    /** What has series only once something happened, on top of what the gateway's own have. */
    private static void controlPlane(ControlPlaneMeters meters) {
        meters.canaries().canary("m", "v1", 0.1, 1, Map.of("errors", 0.2));
        Instant at = Instant.parse("2026-11-01T10:00:00Z");
        FeatureDrift age = new FeatureDrift("age", 0.3, 0.2, 500, Verdict.DRIFT);
        meters.drift(
                "m",
                "v1",
                new DriftReport(
                        Verdict.DRIFT,
                        at,
                        at,
                        500,
                        500,
                        List.of(age),
                        Optional.of(new EvidenceReport(12, 8, List.of())),
                        OptionalDouble.of(1.5),
                        new WindowAge(0, 0, 0)));
        meters.baselineAge("m", "v1", Optional.of(at), true);
        meters.learning("m", "v1", Optional.of(new ControlPlaneMeters.Learning(1, 2, Map.of("number", 3L))), true);
        meters.switched("m", "v1", "v0", "drift");
        meters.routeWeights("m", "drift", Map.of("v1", 100.0));
        meters.gates("m", "v1", Map.of("accuracy", "fail"));
        meters.windowGates(
                "m", "v1", List.of(new ControlPlaneMeters.WindowGateValue("zero-share.income", "fail", 0.9)));
        meters.refusing("m", true);
        meters.evaluationFailing("m", true);
        meters.overrides(Map.of("m", Map.of("pin", 1L)));
        meters.expiringRules(List.of(new ControlPlaneMeters.ExpiringRule("p", "v1", "r", "owner", 3)));
    }

    @Test
    void everyMetricInTheRulesIsExported() throws IOException {
        Set<String> missing = new TreeSet<>();
        for (Rule rule : rules()) {
            METRIC.matcher(rule.expr()).results().map(metric -> metric.group()).forEach(metric -> {
                if (!EXPORTED.containsKey(metric)) {
                    missing.add(rule.alert() + ": " + metric);
                }
            });
        }
        assertEquals(Set.of(), missing, () -> "exported: " + EXPORTED.keySet());
    }

    @Test
    void everyLabelInTheRulesIsExported() throws IOException {
        Set<String> missing = new TreeSet<>();
        for (Rule rule : rules()) {
            SELECTOR.matcher(rule.expr())
                    .results()
                    .forEach(selector -> LABEL.matcher(selector.group(2))
                            .results()
                            .map(label -> label.group(1))
                            .filter(label -> !EXPORTED.getOrDefault(selector.group(1), Set.of())
                                    .contains(label))
                            .forEach(
                                    label -> missing.add(rule.alert() + ": " + selector.group(1) + "{" + label + "}")));
            Set<String> known = new HashSet<>(FOREIGN);
            METRIC.matcher(rule.expr())
                    .results()
                    .forEach(metric -> known.addAll(EXPORTED.getOrDefault(metric.group(), Set.of())));
            Stream<String> grouped = GROUPING.matcher(rule.expr())
                    .results()
                    .flatMap(grouping -> Arrays.stream(grouping.group(1).split(", ")));
            Stream<String> shown = Pattern.compile("\\$labels\\.(\\w+)")
                    .matcher(rule.annotations().toString())
                    .results()
                    .map(label -> label.group(1));
            Stream.concat(grouped, shown)
                    .filter(label -> !known.contains(label))
                    .forEach(label -> missing.add(rule.alert() + ": " + label));
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void everyMetricInTheDocumentationIsExported() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Path.of("README.md")));
        try (Stream<Path> files = Files.walk(DOCUMENTATION)) {
            files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
        }
        Set<String> missing = new TreeSet<>();
        for (Path page : pages) {
            METRIC.matcher(Files.readString(page))
                    .results()
                    .map(metric -> metric.group())
                    .forEach(metric -> {
                        if (EXPORTED.keySet().stream()
                                .noneMatch(name -> name.equals(metric) || name.startsWith(metric + "_"))) {
                            missing.add(page + ": " + metric);
                        }
                    });
        }
        assertEquals(Set.of(), missing, () -> "exported: " + EXPORTED.keySet());
    }

    @Test
    void everyRuleSaysWhatItMeansAndLeadsToTheRunbook() throws IOException {
        List<String> sections = sections();
        String runbook = Files.readString(RUNBOOK);
        Set<String> names = new HashSet<>();
        for (Rule rule : rules()) {
            assertTrue(names.add(rule.alert()), "twice: " + rule.alert());
            assertTrue(Set.of("critical", "warning").contains(rule.labels().get("severity")), rule.alert());
            for (String annotation : List.of("summary", "description", "runbook_url")) {
                assertFalse(
                        rule.annotations().getOrDefault(annotation, "").isBlank(), rule.alert() + ": " + annotation);
            }
            String anchor = rule.annotations().get("runbook_url").replaceFirst(".*#", "");
            assertTrue(sections.contains(anchor), rule.alert() + " leads to #" + anchor);
            assertTrue(runbook.contains(rule.alert()), "the runbook names " + rule.alert());
        }
        assertTrue(names.size() >= 20, names.toString());
    }

    @Test
    void everyKindOfAlertHasASectionOfTheRunbook() throws IOException {
        List<String> sections = sections();
        for (AlertKind kind : AlertKind.values()) {
            assertTrue(sections.contains(kind.label()), kind.label());
        }
    }

    @Test
    void theRunbookNamesNoRuleThatIsNotThere() throws IOException {
        Set<String> known = new HashSet<>();
        rules().forEach(rule -> known.add(rule.alert()));
        Pattern.compile("Driftgate[A-Z]\\w+")
                .matcher(Files.readString(RUNBOOK))
                .results()
                .forEach(name -> assertTrue(known.contains(name.group()), name.group()));
    }

    private static List<String> sections() throws IOException {
        return Files.readAllLines(RUNBOOK).stream()
                .filter(line -> line.startsWith("## "))
                .map(line -> line.substring(3))
                .toList();
    }

    private static List<Rule> rules() throws IOException {
        Problems problems = new Problems();
        YamlNode root = YamlReader.read(Files.readAllBytes(RULES), RULES.toString(), problems)
                .orElseThrow();
        assertFalse(problems.hasErrors(), problems.render());
        List<Rule> rules = new ArrayList<>();
        for (YamlNode group : items(root, "groups")) {
            assertFalse(text(group, "name").isEmpty());
            for (YamlNode rule : items(group, "rules")) {
                rules.add(new Rule(
                        text(rule, "alert"), text(rule, "expr"), texts(rule, "labels"), texts(rule, "annotations")));
            }
        }
        return rules;
    }

    private static YamlNode at(YamlNode node, String key) {
        return ((YamlNode.Mapping) node).entries().get(key).value();
    }

    private static List<YamlNode> items(YamlNode node, String key) {
        return ((YamlNode.Sequence) at(node, key)).items();
    }

    private static String text(YamlNode node, String key) {
        return ((YamlNode.Scalar) at(node, key)).text();
    }

    private static Map<String, String> texts(YamlNode node, String key) {
        Map<String, String> texts = new TreeMap<>();
        ((YamlNode.Mapping) at(node, key))
                .entries()
                .forEach((name, entry) -> texts.put(name, ((YamlNode.Scalar) entry.value()).text()));
        return texts;
    }
}
