package io.driftgate.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Ready-made answers of a model server, good and bad. Stateless, for any number of requests. */
public final class Answers {
    private Answers() {}

    /** JSON with Content-Length. */
    public static Answer json(int status, String body) {
        return fixed(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    /** With Content-Length; a HEAD gets the head alone. */
    public static Answer fixed(int status, String contentType, byte[] body, String... moreHeaderLines) {
        return (request, out) -> {
            out.head(status, concat(moreHeaderLines, "content-type: " + contentType, "content-length: " + body.length));
            if (!request.method().equals("HEAD")) {
                out.bytes(body);
            }
            return !request.head().hasToken("connection", "close");
        };
    }

    /** The request's body back, with its content type. */
    public static Answer echo() {
        return (request, out) -> fixed(
                        200, request.header("content-type").orElse("application/octet-stream"), request.body())
                .write(request, out);
    }

    /** Chunked, one chunk for each part. */
    public static Answer chunked(int status, String... parts) {
        return (request, out) -> {
            out.head(status, "content-type: application/json", "transfer-encoding: chunked");
            for (String part : parts) {
                out.chunk(part.getBytes(StandardCharsets.UTF_8));
            }
            out.lastChunk();
            return true;
        };
    }

    /** No length header: the body ends with the connection. */
    public static Answer untilClose(int status, String body) {
        return (request, out) -> {
            out.head(status, "content-type: application/json").text(body);
            return false;
        };
    }

    /** Waits before it answers. */
    public static Answer slowHead(Duration delay, Answer then) {
        return (request, out) -> then.write(request, out.pause(delay));
    }

    /** Waits for the test before it answers. */
    public static Answer held(CountDownLatch released, Answer then) {
        return (request, out) -> {
            while (released.getCount() > 0) {
                if (out.isPeerGone()) {
                    return false;
                }
            }
            return then.write(request, out);
        };
    }

    /** With Content-Length, a piece at a time. */
    public static Answer slowBody(int status, byte[] body, int pieceBytes, Duration between) {
        return (request, out) -> {
            out.head(status, "content-type: application/json", "content-length: " + body.length);
            for (int at = 0; at < body.length; at += pieceBytes) {
                out.bytes(Arrays.copyOfRange(body, at, Math.min(body.length, at + pieceBytes)))
                        .pause(between);
            }
            return true;
        };
    }

    /** A large chunked body as fast as the reader takes it. */
    public static Answer flood(int chunks, int chunkBytes) {
        return (request, out) -> {
            out.head(200, "content-type: application/octet-stream", "transfer-encoding: chunked");
            byte[] chunk = new byte[chunkBytes];
            Arrays.fill(chunk, (byte) 'x');
            for (int i = 0; i < chunks; i++) {
                out.chunk(chunk);
            }
            out.lastChunk();
            return true;
        };
    }

    /** Reads the request and closes. */
    public static Answer closeWithoutAnswer() {
        return (request, out) -> false;
    }

    /** Reads the request and resets the connection. */
    public static Answer resetWithoutAnswer() {
        return (request, out) -> {
            out.reset();
            return false;
        };
    }

    /** Promises more than it sends, then closes. */
    public static Answer dieMidBody(String sent, int promisedBytes) {
        return (request, out) -> {
            out.head(200, "content-type: application/json", "content-length: " + promisedBytes)
                    .text(sent);
            return false;
        };
    }

    /** A chunked body that ends without its last chunk. */
    public static Answer dieMidChunks(String sent) {
        return (request, out) -> {
            out.head(200, "content-type: application/json", "transfer-encoding: chunked")
                    .chunk(sent.getBytes(StandardCharsets.UTF_8));
            return false;
        };
    }

    /** Bytes that need not be HTTP; the connection stays open when they are. */
    public static Answer bytes(byte[] anything, boolean keepOpen) {
        return (request, out) -> {
            out.bytes(anything);
            return keepOpen;
        };
    }

    /** Bytes that are no HTTP. */
    public static Answer garbage() {
        return bytes("\u0000\u0001 not http at all\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1), false);
    }

    /** Never answers; ends with the upstream, or when the peer gives up. */
    public static Answer never() {
        return held(new CountDownLatch(1), closeWithoutAnswer());
    }

    /** A 103 before the answer. */
    public static Answer earlyHints(Answer then) {
        return (request, out) -> then.write(request, out.head(103, "link: </a>; rel=preload"));
    }

    /** Answers as soon as the head is there and closes, without reading the body. */
    public static Answer beforeBody(Answer answer) {
        return new Answer() {
            @Override
            public boolean write(ReceivedRequest request, Wire out) throws IOException, InterruptedException {
                return answer.write(request, out);
            }

            @Override
            public boolean beforeBody() {
                return true;
            }
        };
    }

    /**
     * The metadata and readiness GETs of Open Inference v2, KServe v1 and MLflow; empty for any other request.
     *
     * @param ready what readiness says; liveness is always up
     */
    public static Optional<Answer> metadata(ReceivedRequest request, boolean ready) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return Optional.empty();
        }
        String path = request.target();
        if (path.matches("/v2/health/ready|/v2/models/[^/]+(/versions/[^/]+)?/ready|/ping|/health")) {
            return Optional.of(json(ready ? 200 : 503, "{\"ready\":" + ready + "}"));
        }
        if (path.equals("/v2/health/live")) {
            return Optional.of(json(200, "{\"live\":true}"));
        }
        if (path.matches("/v2|/version")) {
            return Optional.of(json(200, "{\"name\":\"test-upstream\",\"version\":\"1\",\"extensions\":[]}"));
        }
        if (path.matches("/v2/models/[^/]+(/versions/[^/]+)?")) {
            return Optional.of(
                    json(200, "{\"name\":\"" + path.split("/", -1)[3] + "\",\"platform\":\"test\",\"inputs\":[]}"));
        }
        if (path.matches("/v1/models/[^/:]+")) {
            return Optional.of(
                    json(ready ? 200 : 503, "{\"name\":\"" + path.split("/", -1)[3] + "\",\"ready\":" + ready + "}"));
        }
        return Optional.empty();
    }

    private static String[] concat(String[] lines, String... more) {
        String[] all = Arrays.copyOf(more, more.length + lines.length);
        System.arraycopy(lines, 0, all, more.length, lines.length);
        return all;
    }
}
