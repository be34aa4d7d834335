package io.driftgate.protocol;

import java.util.Locale;
import java.util.Set;

/**
 * What a Content-Type says (RFC 9110 section 8.3).
 *
 * @param name in lower case, without parameters; empty when there is none
 * @param utf8 false when a charset is given that isn't UTF-8, or the ASCII in it
 */
public record MediaType(String name, boolean utf8) {
    private static final Set<String> UTF8 = Set.of("utf-8", "utf8", "us-ascii");

    /** Reads the value of the field. */
    public static MediaType of(String value) {
        String[] parts = value.toLowerCase(Locale.ROOT).split(";", -1);
        boolean utf8 = true;
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            // Some readers take charset* (RFC 2231) for it.
            if (equals >= 0 && parts[i].substring(0, equals).trim().startsWith("charset")) {
                utf8 &= UTF8.contains(
                        parts[i].substring(equals + 1).replace("\"", "").trim());
            }
        }
        return new MediaType(parts[0].trim(), utf8);
    }

    /** {@code application/json} or {@code application/*+json}. */
    public boolean isJson() {
        return name.equals("application/json") || (name.startsWith("application/") && name.endsWith("+json"));
    }

    public boolean isText() {
        return name.startsWith("text/");
    }
}
