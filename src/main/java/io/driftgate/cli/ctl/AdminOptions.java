package io.driftgate.cli.ctl;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Which gateway, and by what right: options of {@code ctl} itself, that stand before or behind the command. */
final class AdminOptions {
    static final String ADMIN_VARIABLE = "DRIFTGATE_ADMIN";
    static final String TOKEN_VARIABLE = "DRIFTGATE_TOKEN_FILE";
    static final String DEFAULT_ADMIN = "http://127.0.0.1:9000";

    private static final int MAX_TOKEN_BYTES = 4_096;

    @Option(
            names = "--admin",
            scope = ScopeType.INHERIT,
            paramLabel = "URL",
            description = "the gateway's admin port; otherwise $" + ADMIN_VARIABLE + ", otherwise " + DEFAULT_ADMIN)
    private Optional<String> admin;

    @Option(
            names = "--token-file",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "holds the bearer token, as admin.tokenFile does; otherwise $" + TOKEN_VARIABLE)
    private Optional<Path> tokenFile;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "print the gateway's answers as they are")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    boolean json() {
        return json;
    }

    /** Without a trailing slash. */
    URI admin() {
        String text = admin.orElseGet(() -> environment(ADMIN_VARIABLE).orElse(DEFAULT_ADMIN));
        try {
            URI uri = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getRawQuery() == null && uri.getRawUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // as any other text that is no such URL
        }
        throw new ParameterException(
                spec.commandLine(), "--admin: '" + text + "' is no URL of an admin port, such as " + DEFAULT_ADMIN);
    }

    /** Needed for what changes something. */
    String token() {
        Path file = tokenFile
                .or(() -> environment(TOKEN_VARIABLE).map(Path::of))
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "a token is needed: --token-file FILE, or $" + TOKEN_VARIABLE
                                + ", with the token of the gateway's admin.tokenFile"));
        try {
            String token = Files.size(file) > MAX_TOKEN_BYTES
                    ? ""
                    : Files.readString(file).strip();
            if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw new ParameterException(spec.commandLine(), file + " holds no token");
            }
            return token;
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), file + " can't be read: " + e, e);
        }
    }

    private static Optional<String> environment(String variable) {
        return Optional.ofNullable(System.getenv(variable)).filter(value -> !value.isEmpty());
    }
}
