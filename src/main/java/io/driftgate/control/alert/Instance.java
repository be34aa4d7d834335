package io.driftgate.control.alert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What this host or Pod is called. Asks no name server, which may be what is in trouble. */
final class Instance {
    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._-]");
    private static final int MAX_CHARS = 63;

    private Instance() {}

    static String name() {
        String name = System.getenv().getOrDefault("HOSTNAME", "");
        if (name.isBlank()) {
            try {
                name = Files.readString(Path.of("/etc/hostname"));
            } catch (IOException e) {
                name = "";
            }
        }
        String safe = UNSAFE.matcher(name.strip()).replaceAll("-");
        return safe.isEmpty() ? "unknown" : safe.substring(0, Math.min(MAX_CHARS, safe.length()));
    }
}
