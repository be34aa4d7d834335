package io.driftgate.cli.audit;

import io.driftgate.audit.note.MalformedNote;
import io.driftgate.audit.note.NoteVerifier;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The public keys whose signatures count; several while a key is replaced. */
final class PublicKeyOption {
    private static final int MAX_FILE_BYTES = 1 << 16;

    @Option(
            names = "--public-key",
            paramLabel = "KEY",
            description = "name+keyid+key, or a file with one such key in each line; may be repeated")
    private List<String> given = new ArrayList<>();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** @throws ParameterException for what is no key */
    List<NoteVerifier> keys() {
        List<NoteVerifier> keys = new ArrayList<>();
        for (String each : given) {
            // No path needs two of them, and no key has fewer.
            if (each.chars().filter(c -> c == '+').count() >= 2 && !Files.exists(path(each))) {
                keys.add(key(each, ""));
            } else {
                keys.addAll(file(path(each)));
            }
        }
        return keys;
    }

    /** The keys of a file, one in each line; empty lines and those that begin with # are none. */
    List<NoteVerifier> file(Path file) {
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            text = new String(in.readNBytes(MAX_FILE_BYTES), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw usage("--public-key: " + file + " is neither a key nor a file that can be read");
        }
        List<NoteVerifier> keys = text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> key(line, file + ": "))
                .toList();
        if (keys.isEmpty()) {
            throw usage("--public-key: " + file + " has no key");
        }
        return keys;
    }

    private NoteVerifier key(String text, String where) {
        try {
            return NoteVerifier.parse(text);
        } catch (MalformedNote e) {
            throw usage("--public-key: " + where + e.getMessage());
        }
    }

    private Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw usage("--public-key: '" + text + "' is neither a key nor a file");
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
