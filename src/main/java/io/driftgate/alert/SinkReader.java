package io.driftgate.alert;

import io.driftgate.source.Fields;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Reads one sink. A secret that stands in the file itself is a problem, and then no problem of that sink shows its line, for the line may
 * hold the secret. A secret whose place can't be read yet is a warning: it may be mounted later, and is read for each message.
 */
final class SinkReader {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");
    private static final URI PAGERDUTY = URI.create("https://events.pagerduty.com/v2/enqueue");
    private static final String WHERE = "{file: /run/secrets/name} or {env: NAME}";
    private static final Set<String> KNOWN = Set.of("type", "url", "secret", "routingKey", "authorization", "timeout");
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");
    private static final long MILLISECOND = 1_000_000L;

    private final Function<String, Path> files;
    private final Problems all;

    SinkReader(Function<String, Path> files, Problems problems) {
        this.files = files;
        this.all = problems;
    }

    Optional<Sink> read(String name, YamlNode node, String path) {
        Problems problems = new Problems();
        Optional<Sink> sink = new OneSink(name, path, problems).read(node);
        boolean hide = mayHoldSecret(node);
        for (Problem problem : problems.all()) {
            all.add(hide ? withoutLine(problem) : problem);
        }
        return problems.hasErrors() ? Optional.empty() : sink;
    }

    /** Whether something in the sink looks like a secret that was written into the file: a plain value where none belongs. */
    private static boolean mayHoldSecret(YamlNode node) {
        if (!(node instanceof YamlNode.Mapping mapping)) {
            return true;
        }
        boolean slack = mapping.entries().containsKey("type")
                && mapping.entries().get("type").value() instanceof YamlNode.Scalar type
                && type.text().equals("slack");
        for (YamlNode.Entry entry : mapping.entries().values()) {
            boolean plain = Set.of("type", "timeout").contains(entry.key().text())
                    || (entry.key().text().equals("url") && !slack && isUrl(entry.value()))
                    || (KNOWN.contains(entry.key().text()) && entry.value() instanceof YamlNode.Mapping);
            if (!plain) {
                return true;
            }
        }
        return false;
    }

    private static boolean isUrl(YamlNode node) {
        return node instanceof YamlNode.Mapping
                || (node instanceof YamlNode.Scalar scalar
                        && Sink.parse(scalar.text())
                                .filter(url -> url.getRawQuery() == null)
                                .isPresent());
    }

    private static Problem withoutLine(Problem problem) {
        return new Problem(problem.severity(), problem.position(), problem.message(), problem.hint(), "");
    }

    /** The sink that is being read. */
    private final class OneSink {
        private final String name;
        private final String path;
        private final Problems problems;

        OneSink(String name, String path, Problems problems) {
            this.name = name;
            this.path = path;
            this.problems = problems;
        }

        Optional<Sink> read(YamlNode node) {
            if (!NAME.matcher(name).matches()) {
                problems.error(
                        node,
                        path + ": a sink's name is 1 to 40 lower-case letters, digits, '-' or '_'",
                        "it names a metric label and a directory");
            }
            Fields fields = Fields.of(node, problems, path);
            if (!(node instanceof YamlNode.Mapping)) {
                return Optional.empty();
            }
            fields.require("type", "one of pagerduty, slack, webhook, retrain");
            Sink.Type type = fields.oneOf("type", Sink.Type.WEBHOOK, Sink.Type.class);
            Optional<URI> url = Optional.empty();
            Optional<Secret> secretUrl = Optional.empty();
            Optional<YamlNode> where = fields.get("url");
            if (where.isPresent() && where.get() instanceof YamlNode.Mapping) {
                secretUrl = secret(fields, "url");
            } else if (where.isPresent() && type == Sink.Type.SLACK) {
                secretUrl = secret(fields, "url"); // says why not
            } else if (where.isPresent()) {
                url = fields.string("url").flatMap(text -> url(fields, text));
            } else if (type == Sink.Type.PAGERDUTY) {
                url = Optional.of(PAGERDUTY);
            } else {
                fields.require(
                        "url", type == Sink.Type.SLACK ? "url: " + WHERE : "url: \"https://hooks.example/driftgate\"");
            }
            Optional<Secret> secret = switch (type) {
                case PAGERDUTY -> {
                    fields.require("routingKey", "routingKey: " + WHERE);
                    yield secret(fields, "routingKey");
                }
                case SLACK -> Optional.empty();
                case WEBHOOK, RETRAIN -> secret(fields, "secret");
            };
            Optional<Secret> authorization = type == Sink.Type.WEBHOOK || type == Sink.Type.RETRAIN
                    ? secret(fields, "authorization")
                    : Optional.empty();
            long timeout =
                    fields.durationNanos("timeout", 10_000 * MILLISECOND, 100 * MILLISECOND, 60_000 * MILLISECOND);
            fields.reportUnknown();
            url.ifPresent(plain -> warnOfClearText(fields, type, plain));
            return url.isPresent() == secretUrl.isPresent()
                    ? Optional.empty()
                    : Optional.of(new Sink(name, type, url, secretUrl, secret, authorization, timeout));
        }

        private Optional<URI> url(Fields fields, String text) {
            Optional<URI> url = Sink.parse(text);
            if (url.isEmpty()) {
                problems.error(
                        fields.get("url").orElseThrow(),
                        fields.pathOf("url")
                                + " must be an http or https URL with a host, without a user and a fragment",
                        "such as \"https://hooks.example/driftgate\"; one that holds a secret belongs in " + WHERE);
            }
            return url;
        }

        private void warnOfClearText(Fields fields, Sink.Type type, URI url) {
            if (url.getScheme().equalsIgnoreCase("http") && !LOCAL.contains(url.getHost()) && type != Sink.Type.SLACK) {
                problems.warning(
                        fields.get("url").orElse(fields.node()),
                        fields.pathOf("url") + ": alerts go over the network in clear",
                        "use https, or an agent on this host");
            }
        }

        private Optional<Secret> secret(Fields fields, String key) {
            Optional<YamlNode> node = fields.get(key);
            if (node.isEmpty()) {
                return Optional.empty();
            }
            String at = fields.pathOf(key);
            if (!(node.get() instanceof YamlNode.Mapping)) {
                problems.error(
                        node.get(), at + " must say where the secret is, and not the secret", key + ": " + WHERE);
                return Optional.empty();
            }
            Fields place = Fields.of(node.get(), problems, at);
            Optional<String> file = place.string("file");
            Optional<String> variable = place.string("env");
            place.reportUnknown();
            if (file.isPresent() == variable.isPresent()) {
                problems.error(node.get(), at + " needs one of file and env", key + ": " + WHERE);
                return Optional.empty();
            }
            Secret secret = file.isPresent()
                    ? new Secret(Secret.Kind.FILE, files.apply(file.get()).toString())
                    : new Secret(Secret.Kind.ENV, variable.get());
            try {
                String text = secret.read();
                if (key.equals("secret") && WebhookSignature.key(text).length < WebhookSignature.MIN_KEY_BYTES) {
                    problems.error(
                            node.get(),
                            at + ": " + secret + " holds less than " + WebhookSignature.MIN_KEY_BYTES + " bytes",
                            "such as those of openssl rand -hex 32");
                }
            } catch (IOException e) {
                problems.warning(
                        node.get(),
                        at + ": " + e.getMessage(),
                        "it is read for each message; until it can be, alerts wait");
            }
            return Optional.of(secret);
        }
    }
}
