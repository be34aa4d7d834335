package io.driftgate.proxy.exchange;

import io.driftgate.protocol.PathMatch;
import io.driftgate.protocol.PathTable;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Finds paths that are canonical and under no governed prefix, but that a lax server might read as a governed one: other case, path
 * parameters ({@code /v2;x/models}), percent-encoded letters. They don't pass.
 */
final class PathAliases {
    private PathAliases() {}

    static boolean mayReachGoverned(PathTable paths, String path) {
        boolean suspicious = false;
        for (int i = 0; i < path.length() && !suspicious; i++) {
            char c = path.charAt(i);
            suspicious = c == ';' || c == '%' || (c >= 'A' && c <= 'Z');
        }
        if (!suspicious) {
            return false;
        }
        String plain = withoutParameters(decoded(path));
        return isGoverned(paths, plain) || isGoverned(paths, plain.toLowerCase(Locale.ROOT));
    }

    private static boolean isGoverned(PathTable paths, String path) {
        return !(paths.match("POST", path) instanceof PathMatch.Unmatched);
    }

    private static String decoded(String path) {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String withoutParameters(String path) {
        StringBuilder out = new StringBuilder(path.length());
        boolean inParameters = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            inParameters = c != '/' && (inParameters || c == ';');
            if (!inParameters) {
                out.append(c);
            }
        }
        return out.toString();
    }
}
