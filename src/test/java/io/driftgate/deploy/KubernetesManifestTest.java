package io.driftgate.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.config.ConfigLoader;
import io.driftgate.snapshot.Settings;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import io.driftgate.source.YamlReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubernetesManifestTest {
    private static final Path MANIFEST = Path.of("deploy/kubernetes.yaml");

    /** Mounted from a Secret in the Pod; here a file of the test stands in for it. */
    private static final String TOKEN = "/run/secrets/driftgate/token";

    @TempDir
    private Path directory;

    @Test
    void itsConfigurationIsValid() throws IOException {
        ConfigLoader.Loaded loaded = load();

        assertEquals(
                List.of(),
                loaded.problems().stream().map(Problem::render).toList(),
                "what people copy has no problem, not even a warning");
        assertTrue(loaded.snapshot().isPresent());
    }

    @Test
    void probesAndScrapesReachTheAdminPort() throws IOException {
        Settings settings = load().snapshot().orElseThrow().settings();
        YamlNode container = only(at(document("Pod"), "spec", "initContainers"));

        assertEquals("0.0.0.0", settings.adminHost(), "the kubelet comes from outside of the Pod");
        assertEquals(port(container, "admin"), settings.adminPort());
        assertEquals(port(container, "inference"), settings.port());
        assertEquals(
                Integer.toString(settings.adminPort()),
                text(at(document("Pod"), "metadata", "annotations", "prometheus.io/port")));
    }

    @Test
    void aDrainFitsIntoTheGracePeriod() throws IOException {
        Settings settings = load().snapshot().orElseThrow().settings();
        YamlNode spec = at(document("Pod"), "spec");
        long preStopSeconds =
                Long.parseLong(text(at(only(at(spec, "containers")), "lifecycle", "preStop", "sleep", "seconds")));
        long drainSeconds = (settings.drainDelayNanos() + settings.drainTimeoutNanos()) / 1_000_000_000L;

        assertTrue(preStopSeconds + drainSeconds <= Long.parseLong(text(at(spec, "terminationGracePeriodSeconds"))));
    }

    @Test
    void theSidecarIsLockedDown() throws IOException {
        YamlNode container = only(at(document("Pod"), "spec", "initContainers"));

        assertEquals("Always", text(at(container, "restartPolicy")), "this is what makes it a sidecar");
        assertEquals("true", text(at(container, "securityContext", "readOnlyRootFilesystem")));
        assertEquals("false", text(at(container, "securityContext", "allowPrivilegeEscalation")));
        assertEquals("true", text(at(document("Pod"), "spec", "securityContext", "runAsNonRoot")));
        for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
            assertEquals("admin", text(at(container, probe, "httpGet", "port")));
        }
    }

    /** Lays the ConfigMap's files out as the Pod's volume does, and loads them. */
    private ConfigLoader.Loaded load() throws IOException {
        Path token = Files.writeString(directory.resolve("token"), "secret");
        YamlNode data = at(document("ConfigMap"), "data");
        YamlNode volumes = at(document("Pod"), "spec", "volumes");
        YamlNode items = at(named(volumes, "config"), "configMap", "items");
        for (YamlNode item : ((YamlNode.Sequence) items).items()) {
            Path file = directory.resolve(text(at(item, "path")));
            Files.createDirectories(file.getParent());
            Files.writeString(file, text(at(data, text(at(item, "key")))).replace(TOKEN, token.toString()));
        }
        return new ConfigLoader(Clock.systemUTC()).load(directory.resolve("driftgate.yaml"));
    }

    private static YamlNode document(String kind) throws IOException {
        List<String> documents = Stream.of(Files.readString(MANIFEST).split("(?m)^---$"))
                .filter(text -> text.contains("\nkind: " + kind + "\n"))
                .toList();
        assertEquals(1, documents.size(), kind);
        Problems problems = new Problems();
        YamlNode node = YamlReader.read(
                        documents.get(0).getBytes(StandardCharsets.UTF_8), MANIFEST.toString(), problems)
                .orElseThrow(() -> new AssertionError(problems.render()));
        assertFalse(problems.hasErrors(), problems::render);
        return node;
    }

    private static YamlNode at(YamlNode node, String... path) {
        YamlNode at = node;
        for (String key : path) {
            YamlNode.Entry entry = ((YamlNode.Mapping) at).entries().get(key);
            assertTrue(entry != null, key + " of " + String.join(".", path));
            at = entry.value();
        }
        return at;
    }

    private static YamlNode only(YamlNode sequence) {
        assertEquals(1, ((YamlNode.Sequence) sequence).items().size());
        return ((YamlNode.Sequence) sequence).items().get(0);
    }

    private static YamlNode named(YamlNode sequence, String name) {
        return ((YamlNode.Sequence) sequence)
                .items().stream()
                        .filter(item -> text(at(item, "name")).equals(name))
                        .findFirst()
                        .orElseThrow();
    }

    private static int port(YamlNode container, String name) {
        return Integer.parseInt(text(at(named(at(container, "ports"), name), "containerPort")));
    }

    private static String text(YamlNode node) {
        return ((YamlNode.Scalar) node).text();
    }
}
