package io.driftgate.proxy.wire;

import io.driftgate.testing.Answers;
import io.driftgate.testing.RawClient;
import io.driftgate.testing.RawResponse;
import io.driftgate.testing.TestUpstream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * A gateway with models for every wrapping: {@code credit-risk} of the plain fixture; {@code notes}, JSON or forms on {@code /note} with
 * rules; {@code open} on {@code /open}, which lets pass what can't be inspected and has no rules; {@code ruled} on {@code /ruled}, which
 * would, but has.
 */
final class WrappingFixture implements Closeable {
    private static final String PII =
            "CREDIT_CARD: {action: MASK, keepLast: 4}, EMAIL_ADDRESS: BLOCK, PHONE_NUMBER: MASK, headers: [X-Note, x-request-id]";

    final TestUpstream upstream = TestUpstream.start().always(Answers.json(200, "{}"));
    final GatewayFixture gateway;
    private final RawClient client;

    WrappingFixture() throws IOException {
        String url = upstream.url();
        gateway = GatewayFixture.start(
                url,
                url,
                model("notes", url, ", policy: credit-risk@v1", ""),
                model("open", url, ", policy: none", ", uninspectable: {encoding: pass, depth: pass, size: pass}"),
                model("ruled", url, ", policy: credit-risk@v1", ", uninspectable: {encoding: pass}"),
                "limits: {maxBodyBytes: 65536}");
        client = gateway.connect();
    }

    private static String model(String name, String url, String policy, String pii) {
        return """
                  %s:
                    protocols: [json]
                    paths: [/%s]
                    schema: {age: int, note: string, adult: bool}
                    versions: {v1: {upstream: "%s"%s}}
                    pii: {%s%s}
                """.formatted(name, name.replace("notes", "note"), url, policy, PII, pii);
    }

    RawResponse post(String target, String contentType, byte[] body, String... headers) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String type = contentType.isEmpty() ? "" : "content-type: " + contentType + "\r\n";
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        out.writeBytes(("POST " + target + " HTTP/1.1\r\nhost: gateway\r\n" + type + more + "content-length: "
                        + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(body);
        client.send(out.toByteArray());
        return client.read();
    }

    RawResponse post(String target, String contentType, String body, String... headers) throws IOException {
        return post(target, contentType, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    @Override
    public void close() throws IOException {
        try (upstream;
                gateway) {
            client.close();
        }
    }
}
