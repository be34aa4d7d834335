package io.driftgate.config;

import io.driftgate.snapshot.Upstream;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlNode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the URL of a model server, {@code http://host:port[/base]} (RFC 3986, absolute form without userinfo, query or
 * fragment; the port is 80 when left out).
 */
final class UpstreamReader {
    private static final String FORM = "write it as \"http://host:port\" or \"http://host:port/base\"";
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)", Pattern.DOTALL);
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^]]*]|[^:\\[\\]]*)(?::(.*))?", Pattern.DOTALL);
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,252})");
    private static final Pattern ADDRESS_V6 = Pattern.compile("\\[([0-9A-Fa-f:.]{2,45})(%[A-Za-z0-9._-]+)?]");
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=:@-]+");

    private final YamlNode node;
    private final String field;
    private final Problems problems;

    private UpstreamReader(YamlNode node, String field, Problems problems) {
        this.node = node;
        this.field = field;
        this.problems = problems;
    }

    static Optional<Upstream> read(YamlNode node, String field, Problems problems) {
        return new UpstreamReader(node, field, problems).read();
    }

    private Optional<Upstream> read() {
        if (node instanceof YamlNode.Mapping) {
            return fail("is a mapping: {endpoints: [...], tls: {...}} is reserved for a later version", FORM);
        }
        if (!(node instanceof YamlNode.Scalar scalar)) {
            return fail("must be a URL, not " + node.kind(), FORM);
        }
        Matcher url = SCHEME.matcher(scalar.text());
        if (!url.matches()) {
            return fail("must be a URL", FORM);
        }
        if (url.group(1).equalsIgnoreCase("https")) {
            return fail(
                    "is https, and TLS towards model servers is not supported yet",
                    "a sidecar talks to its model server over loopback: write \"http://127.0.0.1:port\"");
        }
        if (!url.group(1).equalsIgnoreCase("http")) {
            return fail("has the scheme '" + url.group(1) + "', and only http is supported", FORM);
        }
        String rest = url.group(2);
        if (rest.indexOf('?') >= 0 || rest.indexOf('#') >= 0) {
            return fail("must not have a query or fragment", "remove what follows the path");
        }
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        if (authority.indexOf('@') >= 0) {
            return failWithoutShowing("must not carry a user or password", "remove what stands before '@'");
        }
        return authority(authority, slash < 0 ? "" : rest.substring(slash));
    }

    private Optional<Upstream> authority(String authority, String path) {
        Matcher parts = AUTHORITY.matcher(authority);
        boolean bareAddress = !authority.startsWith("[") && authority.indexOf(':') != authority.lastIndexOf(':');
        if (bareAddress || !parts.matches()) {
            return fail(
                    "must be a URL with a host", "an IPv6 address stands in brackets, such as \"http://[::1]:9101\"");
        }
        String host = parts.group(1);
        Matcher bracketed = ADDRESS_V6.matcher(host);
        if (bracketed.matches()) {
            host = host.substring(1, host.length() - 1);
        } else if (!HOST.matcher(host).matches()) {
            return fail(host.isEmpty() ? "has no host" : "has an invalid host '" + host + "'", FORM);
        }
        int port = 80;
        if (parts.group(2) != null) {
            try {
                port = Integer.parseInt(parts.group(2));
            } catch (NumberFormatException e) {
                port = -1;
            }
            if (port < 1 || port > 65535) {
                return fail("has the port '" + parts.group(2) + "', which is no number from 1 to 65535", FORM);
            }
        }
        return basePath(host, port, path);
    }

    private Optional<Upstream> basePath(String host, int port, String path) {
        String base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        if (!base.isEmpty() && !isCanonical(base)) {
            return fail(
                    "has the base path '" + path + "', which is not canonical",
                    "write each segment once, without '.', '..', empty or %-encoded ones");
        }
        return Optional.of(new Upstream(host, port, base));
    }

    private Optional<Upstream> fail(String message, String hint) {
        problems.error(node, field + " " + message, hint);
        return Optional.empty();
    }

    /** As {@link #fail}, without the line: problems are logged, and a password must not be. */
    private Optional<Upstream> failWithoutShowing(String message, String hint) {
        problems.add(new Problem(Problem.Severity.ERROR, node.position(), field + " " + message, hint, ""));
        return Optional.empty();
    }

    /** An absolute path of plain segments: what every canonicalisation leaves as it is. */
    static boolean isCanonical(String path) {
        if (!path.startsWith("/")) {
            return false;
        }
        for (String segment : path.substring(1).split("/", -1)) {
            if (segment.equals(".")
                    || segment.equals("..")
                    || !SEGMENT.matcher(segment).matches()) {
                return false;
            }
        }
        return true;
    }
}
