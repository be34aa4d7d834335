package io.driftgate.alert;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a secret is: in a file or in a variable of the environment. It is read anew for each use, so that a rotated one counts at once, and
 * is never part of a message about it.
 *
 * @param place the file's path or the variable's name
 */
public record Secret(Kind kind, String place) {
    public static final int MAX_BYTES = 4096;

    /** Where secrets may be. */
    public enum Kind {
        FILE,
        ENV
    }

    /**
     * Its present text, without white space around it.
     *
     * @throws IOException when there is none; the message names the place
     */
    public String read() throws IOException {
        String text = (kind == Kind.FILE ? readFile() : readVariable()).strip();
        if (text.isEmpty()) {
            throw new IOException(this + " is empty");
        }
        if (text.length() > MAX_BYTES) {
            throw new IOException(this + " is longer than " + MAX_BYTES + " bytes");
        }
        return text;
    }

    private String readFile() throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(place))) {
            return new String(in.readNBytes(MAX_BYTES + 1), StandardCharsets.UTF_8); // of a device there is no end
        } catch (IOException e) {
            throw new IOException(this + " can't be read", e);
        }
    }

    private String readVariable() throws IOException {
        String value = System.getenv(place);
        if (value == null) {
            throw new IOException(this + " is not set");
        }
        return value;
    }

    /** For messages. */
    @Override
    public String toString() {
        return (kind == Kind.FILE ? "the file " : "the variable ") + place;
    }
}
