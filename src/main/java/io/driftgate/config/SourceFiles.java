package io.driftgate.config;

import io.driftgate.source.Position;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of one load: resolves their names against the directory of {@code driftgate.yaml}, reads each once, and remembers
 * what was read and what was missing. Single thread.
 *
 * <p>The snapshot's digest is SHA-256 over, for each file in the order of its name: the name's bytes, a zero byte, and the SHA-256
 * of the content. The zero byte and the fixed length keep one list of files from reading like another.
 */
final class SourceFiles {
    /** In place of a digest: the file could not be read. */
    static final String ABSENT = "";

    private static final long MAX_LOOKED_AT_BYTES = 64L << 20;

    private final Path directory;
    private final Map<Path, String> fingerprints = new LinkedHashMap<>();
    private final Map<String, String> digests = new TreeMap<>();

    SourceFiles(Path directory) {
        this.directory = directory;
    }

    /** No file has a NUL in its name; what such a name stands for is a file that does not exist, and is reported as that. */
    Path resolve(String name) {
        return directory.resolve(name.replace('\0', '?')).normalize();
    }

    /** What messages and digests call a file: its path from the configuration's directory where it lies below that. */
    String nameOf(Path path) {
        return (path.startsWith(directory) ? directory.relativize(path) : path)
                .toString()
                .replace('\\', '/');
    }

    /**
     * Reads a file that the value {@code at} names.
     *
     * @param field the value's dotted path, for the problem
     * @return empty, and a problem at the value, when there is no such file or it can't be read
     */
    Optional<byte[]> read(Path path, long maxBytes, YamlNode at, String field, Problems problems) {
        try {
            return Optional.of(read(path, maxBytes));
        } catch (NoSuchFileException e) {
            problems.error(at, field + ": " + nameOf(path) + " does not exist", "looked for at " + path);
        } catch (IOException e) {
            problems.error(at, field + ": " + nameOf(path) + " can't be read: " + e.getMessage());
        }
        return Optional.empty();
    }

    /** Reads a file that need not be there; from now on it is noticed when it comes. */
    Optional<byte[]> readIfThere(Path path, long maxBytes, Problems problems) {
        try {
            return Optional.of(read(path, maxBytes));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            problems.fileError(nameOf(path), "can't be read: " + e.getMessage(), "");
            return Optional.empty();
        }
    }

    /** Reads {@code driftgate.yaml} itself, which nothing names. */
    Optional<byte[]> readRoot(Path path, long maxBytes, Problems problems) {
        try {
            return Optional.of(read(path, maxBytes));
        } catch (NoSuchFileException e) {
            problems.fileError(
                    nameOf(path), "does not exist", "looked for at " + path + "; name another with --config");
        } catch (IOException e) {
            problems.fileError(nameOf(path), "can't be read: " + e.getMessage(), "");
        }
        return Optional.empty();
    }

    /** Takes a file that another loader reads into digest and fingerprints. What is wrong with it is for that loader to say. */
    void look(Path path) {
        try {
            read(path, MAX_LOOKED_AT_BYTES);
        } catch (IOException e) {
            fingerprints.put(path, fingerprint(path));
        }
    }

    /** The YAML files of a directory by name, without hidden ones; from now on a file that comes or goes is noticed. */
    List<Path> list(Path directory) throws IOException {
        fingerprints.put(directory, fingerprint(directory));
        return yamlFiles(directory);
    }

    private static List<Path> yamlFiles(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(SourceFiles::isYaml).sorted().toList();
        }
    }

    private static boolean isYaml(Path path) {
        String name = path.getFileName().toString();
        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml")) && Files.isRegularFile(path);
    }

    /** The same problem, its file called as we call it. */
    Problem named(Problem problem) {
        Position at = problem.position();
        Position named = new Position(nameOf(Path.of(at.file())), at.line(), at.column());
        return new Problem(problem.severity(), named, problem.message(), problem.hint(), problem.sourceLine());
    }

    private byte[] read(Path path, long maxBytes) throws IOException {
        fingerprints.put(path, ABSENT);
        if (Files.isDirectory(path)) {
            fingerprints.put(path, fingerprint(path));
            throw new IOException("it is a directory");
        }
        if (Files.exists(path) && Files.size(path) > maxBytes) {
            throw new IOException("it is larger than " + maxBytes + " bytes");
        }
        byte[] bytes = Files.readAllBytes(path);
        String digest = sha256(bytes);
        fingerprints.put(path, digest);
        digests.put(nameOf(path), digest);
        return bytes;
    }

    /** SHA-256 of each file that was read or looked for; {@link #ABSENT} for one that could not be read. */
    Map<Path, String> fingerprints() {
        return Map.copyOf(fingerprints);
    }

    /** SHA-256 of each file that was read, by name. */
    Map<String, String> digests() {
        return digests;
    }

    String digest() {
        MessageDigest all = sha256();
        digests.forEach((name, digest) -> {
            all.update(name.getBytes(StandardCharsets.UTF_8));
            all.update((byte) 0);
            all.update(HexFormat.of().parseHex(digest));
        });
        return HexFormat.of().formatHex(all.digest());
    }

    /** SHA-256 of a file's present content, or of the names of a directory's YAML files, hex; {@link #ABSENT} when it can't be read. */
    static String fingerprint(Path path) {
        try {
            if (Files.isDirectory(path)) {
                List<String> names = yamlFiles(path).stream()
                        .map(file -> file.getFileName().toString())
                        .toList();
                return sha256(String.join("\0", names).getBytes(StandardCharsets.UTF_8));
            }
            return sha256(Files.readAllBytes(path));
        } catch (IOException e) {
            return ABSENT;
        }
    }

    /** SHA-256, hex. */
    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
