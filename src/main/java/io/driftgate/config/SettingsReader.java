package io.driftgate.config;

import io.driftgate.alert.AlertSettings;
import io.driftgate.alert.AlertSettingsReader;
import io.driftgate.snapshot.Limits;
import io.driftgate.snapshot.Settings;
import io.driftgate.snapshot.Upstream;
import io.driftgate.source.Fields;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what {@code driftgate.yaml} says of the gateway itself: everything at its root but the models and their policies. */
final class SettingsReader {
    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1000 * MILLISECOND;
    private static final long HOUR = 3600 * SECOND;
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9:][A-Za-z0-9:._%-]{0,252}");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,62}");
    private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::");

    private final Fields root;
    private final Problems problems;
    private final SourceFiles files;

    private SettingsReader(Fields root, SourceFiles files, Problems problems) {
        this.root = root;
        this.files = files;
        this.problems = problems;
    }

    static Settings read(Fields root, SourceFiles files, Problems problems) {
        return new SettingsReader(root, files, problems).read();
    }

    private enum ResponseHeaders {
        ALL,
        NONE
    }

    private record Address(String host, int port) {}

    private Settings read() {
        Address listen = listen();
        Optional<Fields> admin = root.mapping("admin");
        Address adminAddress =
                admin.map(fields -> address(fields, "127.0.0.1", 9000)).orElse(new Address("127.0.0.1", 9000));
        Optional<Path> token = Optional.of(tokenFile(admin));
        admin.ifPresent(Fields::reportUnknown);
        refuseOnePortTwice(listen, adminAddress);

        Optional<Fields> drain = root.mapping("drain");
        long drainDelay =
                drain.map(f -> f.durationNanos("delay", 5 * SECOND, 0, HOUR)).orElse(5 * SECOND);
        long drainTimeout =
                drain.map(f -> f.durationNanos("timeout", 30 * SECOND, 0, HOUR)).orElse(30 * SECOND);
        drain.ifPresent(Fields::reportUnknown);

        Path state = files.resolve(root.string("state", "/var/lib/driftgate"));
        return new Settings(
                listen.host(),
                listen.port(),
                adminAddress.host(),
                adminAddress.port(),
                token,
                state,
                limits(),
                unmatched(),
                root.oneOf("responseHeaders", ResponseHeaders.ALL, ResponseHeaders.class) == ResponseHeaders.ALL,
                env(),
                drainDelay,
                drainTimeout,
                alerts(adminAddress),
                AuditReader.read(root, files, state, problems),
                SketchesReader.read(root, files, problems));
    }

    private AlertSettings alerts(Address admin) {
        String host = admin.host().indexOf(':') < 0 ? admin.host() : "[" + admin.host() + "]";
        return root.mapping("alerts")
                .map(fields -> AlertSettingsReader.read(
                        fields, "http://" + host + ":" + admin.port(), files::resolve, problems))
                .orElse(AlertSettings.NONE);
    }

    private Address listen() {
        Optional<Fields> listen = root.mapping("listen");
        Address address = listen.map(fields -> address(fields, "0.0.0.0", 8080)).orElse(new Address("0.0.0.0", 8080));
        listen.ifPresent(fields -> {
            fields.get("tls")
                    .ifPresent(tls -> problems.error(
                            tls,
                            "listen.tls is reserved for a later version",
                            "terminate TLS in front of Driftgate, and remove this"));
            fields.reportUnknown();
        });
        return address;
    }

    private Address address(Fields fields, String defaultHost, int defaultPort) {
        String host = fields.string("host", defaultHost);
        if (!HOST.matcher(host).matches()) {
            problems.error(
                    fields.get("host").orElse(fields.node()),
                    fields.pathOf("host") + " must be a host name or an address",
                    "such as 127.0.0.1, 0.0.0.0 or \"::\", an IPv6 address without brackets");
        }
        return new Address(host, fields.integer("port", defaultPort, 0, 65535));
    }

    private void refuseOnePortTwice(Address listen, Address admin) {
        boolean sameHost = listen.host().equals(admin.host())
                || ANY_ADDRESS.contains(listen.host())
                || ANY_ADDRESS.contains(admin.host());
        if (sameHost && listen.port() == admin.port() && listen.port() != 0) {
            problems.error(
                    root.get("admin").or(() -> root.get("listen")).orElse(root.node()),
                    "listen.port and admin.port are both " + listen.port(),
                    "give the admin API a port of its own");
        }
    }

    /** A file that is missing is no error: it may be mounted later, and until then calls that change something are refused. */
    private Path tokenFile(Optional<Fields> admin) {
        Optional<YamlNode> node = admin.flatMap(fields -> fields.get("tokenFile"));
        Path path = files.resolve(
                admin.flatMap(fields -> fields.string("tokenFile")).orElse("/run/secrets/driftgate-token"));
        if (node.isPresent() && !Files.isReadable(path)) {
            problems.warning(
                    node.get(),
                    "admin.tokenFile: " + files.nameOf(path) + " can't be read",
                    "until it can, admin calls that change something are refused");
        }
        return path;
    }

    private Limits limits() {
        Optional<Fields> section = root.mapping("limits");
        if (section.isEmpty()) {
            return Limits.DEFAULT;
        }
        Fields fields = section.get();
        Limits or = Limits.DEFAULT;
        Limits limits = new Limits(
                fields.integer("maxBodyBytes", or.maxBodyBytes(), 1, 1 << 30),
                fields.integer("maxRows", or.maxRows(), 1, 1_000_000),
                fields.integer("maxHeaderBytes", or.maxHeaderBytes(), 1024, 1 << 20),
                fields.integer("maxConnections", or.maxConnections(), 1, 1_000_000),
                fields.integer("maxConcurrent", or.maxConcurrent(), 1, 1_000_000),
                fields.integer("maxBufferedBytes", or.maxBufferedBytes(), 1, 1L << 40),
                fields.durationNanos("upstreamTimeout", or.upstreamTimeoutNanos(), MILLISECOND, HOUR),
                fields.durationNanos("idleTimeout", or.idleTimeoutNanos(), MILLISECOND, 24 * HOUR));
        if (limits.maxBufferedBytes() < limits.maxBodyBytes()) {
            problems.error(
                    fields.get("maxBufferedBytes")
                            .or(() -> fields.get("maxBodyBytes"))
                            .orElse(fields.node()),
                    "limits.maxBufferedBytes is " + limits.maxBufferedBytes() + ", less than limits.maxBodyBytes, "
                            + limits.maxBodyBytes(),
                    "one body of the largest size must fit: raise the one or lower the other");
        }
        fields.reportUnknown();
        return limits;
    }

    private Optional<Upstream> unmatched() {
        Optional<YamlNode> node = root.get("unmatched");
        if (node.isEmpty()
                || (node.get() instanceof YamlNode.Scalar s && s.text().equals("refuse"))) {
            return Optional.empty();
        }
        if (!(node.get() instanceof YamlNode.Mapping)) {
            problems.error(
                    node.get(),
                    "unmatched must be refuse or a mapping",
                    "write refuse or {pass: \"http://host:port\"}");
            return Optional.empty();
        }
        Fields fields = Fields.of(node.get(), problems, "unmatched");
        Optional<Upstream> pass = fields.require("pass", "write {pass: \"http://host:port\"}, or unmatched: refuse")
                .flatMap(url -> UpstreamReader.read(url, "unmatched.pass", problems));
        fields.reportUnknown();
        return pass;
    }

    private String env() {
        String env = root.string("env", "default");
        if (!LABEL.matcher(env).matches()) {
            problems.error(
                    root.get("env").orElse(root.node()),
                    "env must be 1 to 63 letters, digits, '.', '_', '/' or '-'",
                    "it is a metric label, such as production");
        }
        return env;
    }
}
