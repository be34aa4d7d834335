package io.driftgate.pii;

import io.driftgate.source.Fields;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Reads the key of HASH from where the file says it is; a key that stands in the file itself is a problem. One load, one thread. */
final class HashKeyReader {
    private static final int MIN_BYTES = 16;
    private static final int MAX_BYTES = 4_096;
    private static final byte[] NO_KEY = {};

    private final Problems problems;
    private final Function<String, Path> files;

    HashKeyReader(Problems problems, Function<String, Path> files) {
        this.problems = problems;
        this.files = files;
    }

    /** @param needed whether some action is HASH */
    byte[] read(Fields policy, boolean needed, YamlNode at) {
        Optional<YamlNode> node = policy.get("hashKey");
        String path = policy.pathOf("hashKey");
        if (node.isEmpty()) {
            if (needed) {
                problems.error(
                        at, path + " is missing: action: HASH needs a key", "hashKey: {file: key.bin} or {env: NAME}");
            }
            return NO_KEY;
        }
        if (!(node.get() instanceof YamlNode.Mapping)) {
            // Without the line, which holds the key.
            problems.add(new Problem(
                    Problem.Severity.ERROR,
                    node.get().position(),
                    path + " must say where the key is, not the key",
                    "hashKey: {file: key.bin} or {env: NAME}",
                    ""));
            return NO_KEY;
        }
        Fields fields = Fields.of(node.get(), problems, path);
        Optional<String> file = fields.string("file");
        Optional<String> variable = fields.string("env");
        fields.reportUnknown();
        if (file.isPresent() == variable.isPresent()) {
            problems.error(node.get(), path + " needs one of file and env");
            return NO_KEY;
        }
        byte[] key = file.isPresent()
                ? readFile(files.apply(file.get()), node.get(), fields.pathOf("file"))
                : readVariable(variable.get(), node.get(), fields.pathOf("env"));
        if (key.length > 0 && (key.length < MIN_BYTES || key.length > MAX_BYTES)) {
            problems.error(
                    node.get(),
                    path + " has " + key.length + " bytes",
                    "from " + MIN_BYTES + " to " + MAX_BYTES + ", such as those of head -c 32 /dev/urandom");
        }
        return key;
    }

    private byte[] readFile(Path file, YamlNode at, String path) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] key = in.readNBytes(MAX_BYTES + 1); // of a device there is no end
            if (key.length == 0) {
                problems.error(at, path + ": the file is empty");
            }
            return key;
        } catch (IOException e) {
            problems.error(at, path + ": the file can't be read", "looked for at " + file);
            return NO_KEY;
        }
    }

    private byte[] readVariable(String name, YamlNode at, String path) {
        String value = System.getenv(name);
        if (value == null || value.isEmpty()) {
            problems.error(at, path + ": the environment has no " + name);
            return NO_KEY;
        }
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
