package io.driftgate.policy;

import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.Schema;
import io.driftgate.source.Problems;
import io.driftgate.source.Spelling;
import io.driftgate.source.YamlReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Reads {@code <directory>/<name>/<version>/policy.yaml} and compiles it against a schema. The file is read once: what is
 * digested is what is compiled. Immutable; control-plane threads and command line.
 */
public final class PolicyLoader {
    private static final String FILE = "policy.yaml";
    private static final int MAX_LISTED = 10;

    private final Path directory;
    private final LocalDate today;

    /** @param today rules that expired before it get a warning */
    public PolicyLoader(Path directory, LocalDate today) {
        this.directory = directory;
        this.today = today;
    }

    /**
     * Loads and compiles.
     *
     * @param reference {@code name@version}, such as {@code credit-risk@v2}
     * @param schema of the model version that is served under the policy
     * @param index the slots of the model's features
     * @return empty when there are errors; {@code problems} says which
     */
    public Optional<CompiledPolicy> load(String reference, Schema schema, FeatureIndex index, Problems problems) {
        Optional<PolicyReference> parsed = PolicyReference.parse(reference);
        if (parsed.isEmpty()) {
            problems.fileError(
                    directory.toString(),
                    "'" + reference + "' is not a policy reference",
                    "write " + PolicyReference.FORM);
            return Optional.empty();
        }
        return load(parsed.get(), schema, index, problems);
    }

    /** As {@link #load(String, Schema, FeatureIndex, Problems)}. */
    public Optional<CompiledPolicy> load(
            PolicyReference reference, Schema schema, FeatureIndex index, Problems problems) {
        Path file = pathOf(reference);
        return read(file, reference, problems)
                .flatMap(bytes -> compile(reference, bytes, file.toString(), schema, index, today, problems));
    }

    /**
     * Compiles a policy that was read already, or never was a file.
     *
     * @param file what problems call it
     * @param today rules that expired before it get a warning
     * @return empty when there are errors; {@code problems} says which
     */
    public static Optional<CompiledPolicy> compile(
            PolicyReference reference,
            byte[] bytes,
            String file,
            Schema schema,
            FeatureIndex index,
            LocalDate today,
            Problems problems) {
        int errorsBefore = problems.errorCount();
        RuleReader rules = new RuleReader(schema, index, today, problems);
        YamlReader.read(bytes, file, problems).ifPresent(rules::read);
        if (problems.errorCount() > errorsBefore) {
            return Optional.empty();
        }
        return Optional.of(
                new CompiledPolicy(reference.name(), reference.version(), sha256(bytes), rules.rules(), rules.nodes()));
    }

    /** Where a policy version's file stands. */
    public Path pathOf(PolicyReference reference) {
        return directory.resolve(reference.name()).resolve(reference.version()).resolve(FILE);
    }

    private Optional<byte[]> read(Path file, PolicyReference reference, Problems problems) {
        try {
            if (Files.isRegularFile(file) && Files.size(file) > YamlReader.MAX_BYTES) {
                problems.fileError(
                        file.toString(), "is larger than " + YamlReader.MAX_BYTES + " bytes", "split the policy");
                return Optional.empty();
            }
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            problems.fileError(file.toString(), "does not exist", existing(reference));
        } catch (IOException e) {
            problems.fileError(file.toString(), "can't be read: " + e.getMessage(), "");
        }
        return Optional.empty();
    }

    /** What there is in place of a missing file. */
    private String existing(PolicyReference reference) {
        List<String> versions = subdirectories(directory.resolve(reference.name()), PolicyReference::isVersion);
        if (!versions.isEmpty()) {
            return "versions of " + reference.name() + ": " + String.join(", ", versions);
        }
        List<String> names = subdirectories(directory, PolicyReference::isName);
        String listed = names.isEmpty()
                ? "there is no policy in " + directory
                : "policies in " + directory + ": " + String.join(", ", names);
        return Spelling.hint(reference.name(), names, listed);
    }

    private static List<String> subdirectories(Path directory, Predicate<String> wanted) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    .filter(wanted)
                    .sorted(Comparator.comparing(String::length).thenComparing(Comparator.naturalOrder()))
                    .limit(MAX_LISTED)
                    .toList();
        } catch (IOException e) {
            return List.of(); // only a hint: the problem itself is reported already
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
