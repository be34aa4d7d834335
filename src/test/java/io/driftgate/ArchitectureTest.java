package io.driftgate;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds the arrows between the packages. A package that is not in the table fails, so that nobody adds one without a place. */
class ArchitectureTest {
    private static final String ROOT = "io.driftgate";

    /** What each room may use of ours, besides itself. Subpackages count as their room. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
            Map.entry("source", Set.of()),
            Map.entry("feature", Set.of("source")),
            Map.entry("route", Set.of()),
            Map.entry("json", Set.of("source", "feature")),
            Map.entry("protocol", Set.of("json", "source", "feature")),
            Map.entry("pii", Set.of("json", "source", "feature")),
            Map.entry("cel", Set.of("source", "feature")),
            Map.entry("policy", Set.of("source", "feature", "cel")),
            Map.entry("alert", Set.of("source")),
            Map.entry("audit", Set.of("source")),
            Map.entry("governance", Set.of("source", "feature", "cel")),
            Map.entry("sketch", Set.of("source", "feature")),
            Map.entry("drift", Set.of("sketch", "source", "feature")),
            Map.entry("fairness", Set.of("sketch", "source", "feature")),
            Map.entry("windowgate", Set.of("fairness", "drift", "sketch", "source", "feature")),
            Map.entry("canary", Set.of("sketch", "source", "feature")));

    private static final Set<String> DOMAIN = ARROWS.keySet();

    /** The same above the domain; all of these may use the domain as well. */
    private static final Map<String, Set<String>> ARROWS_ABOVE = Map.ofEntries(
            Map.entry("snapshot", Set.of()),
            Map.entry("telemetry", Set.of()),
            Map.entry("config", Set.of("snapshot")),
            Map.entry("proxy", Set.of("snapshot", "telemetry")),
            Map.entry("delivery", Set.of()),
            Map.entry("control", Set.of("config", "snapshot", "telemetry", "delivery")),
            Map.entry("admin", Set.of("control", "snapshot", "telemetry")),
            Map.entry("cli", Set.of("config", "snapshot", "delivery")),
            Map.entry("app", Set.of("proxy", "control", "admin", "cli", "config", "snapshot", "telemetry")),
            Map.entry("", Set.of("app", "cli")));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
            .importPackages(ROOT);

    @Test
    void dependenciesPointOneWay() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass from : CLASSES) {
            for (var dependency : from.getDirectDependenciesFromSelf()) {
                JavaClass to = dependency.getTargetClass().getBaseComponentType();
                if (to.getPackageName().startsWith(ROOT) && !mayUse(room(from), room(to))) {
                    wrong.add(from.getName() + " -> " + to.getName());
                }
            }
        }
        assertTrue(wrong.isEmpty(), () -> "against the arrows:\n" + String.join("\n", wrong));
    }

    @Test
    void everyPackageHasItsPlace() {
        Set<String> rooms = CLASSES.stream().map(ArchitectureTest::room).collect(Collectors.toCollection(TreeSet::new));
        rooms.removeAll(DOMAIN);
        rooms.removeAll(ARROWS_ABOVE.keySet());
        assertEquals(Set.of(), rooms, "packages without a place in the table");
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void theDomainKnowsNoFramework() {
        noClasses()
                .that()
                .resideInAnyPackage(packages(DOMAIN))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.netty..",
                        "io.vertx..",
                        "io.quarkus..",
                        "io.smallrye..",
                        "jakarta..",
                        "org.eclipse.microprofile..",
                        "io.micrometer..",
                        "org.jboss..",
                        "picocli..")
                .check(CLASSES);
    }

    @Test
    void onlyTheDataPlaneKnowsNetty() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".proxy..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..")
                .check(CLASSES);
    }

    @Test
    void theDataPlaneKnowsNoContainer() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".proxy..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.quarkus..", "io.vertx..", "jakarta..", "io.smallrye..", "io.micrometer..")
                .check(CLASSES);
    }

    @Test
    void onlyTelemetryAndTheRootKnowMicrometer() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".telemetry..", ROOT + ".app..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.micrometer..")
                .check(CLASSES);
    }

    @Test
    void namesSayWhatAThingIs() {
        classes()
                .that()
                .resideInAPackage(ROOT + "..")
                .should()
                .haveSimpleNameNotEndingWith("Impl")
                .andShould()
                .haveSimpleNameNotEndingWith("Manager")
                .andShould()
                .haveSimpleNameNotEndingWith("Helper")
                .andShould()
                .haveSimpleNameNotEndingWith("Util")
                .andShould()
                .haveSimpleNameNotEndingWith("Utils")
                .andShould()
                .haveSimpleNameNotEndingWith("Service")
                .andShould()
                .haveSimpleNameNotEndingWith("Data")
                .check(CLASSES);
    }

    private static boolean mayUse(String from, String to) {
        if (from.equals(to)) {
            return true;
        }
        if (DOMAIN.contains(from)) {
            return ARROWS.get(from).contains(to);
        }
        return DOMAIN.contains(to) || ARROWS_ABOVE.getOrDefault(from, Set.of()).contains(to);
    }

    private static String room(JavaClass type) {
        String below = type.getPackageName().substring(ROOT.length());
        return below.isEmpty() ? "" : below.substring(1).split("\\.", 2)[0];
    }

    private static String[] packages(Set<String> rooms) {
        List<String> packages = new ArrayList<>();
        rooms.forEach(room -> packages.add(ROOT + "." + room + ".."));
        return packages.toArray(String[]::new);
    }
}
