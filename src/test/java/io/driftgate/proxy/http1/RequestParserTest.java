package io.driftgate.proxy.http1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.proxy.exchange.KnownField;
import io.driftgate.proxy.exchange.RequestHead;
import io.driftgate.proxy.http1.FramingException.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestParserTest {
    private static final int MAX = 1024;

    private final RequestHead head = new RequestHead();
    private final RequestParser parser = new RequestParser(head);

    @Test
    void readsAHeadAndLeavesTheBody() throws FramingException {
        ByteBuf in = bytes(
                "POST /v2/models/m/infer?x=1 HTTP/1.1\r\nHost: h\r\nX-User-Id:  7 \r\nContent-Length: 2\r\n\r\n{}");
        assertTrue(parser.feed(in, MAX));
        assertEquals("POST", head.method());
        assertEquals("/v2/models/m/infer", head.path());
        assertEquals("?x=1", head.query());
        assertEquals(2, head.declaredLength());
        assertTrue(parser.isKeepAlive());
        int user = head.fields().find("x-user-id".getBytes(StandardCharsets.US_ASCII));
        assertEquals("7", head.fields().value(user));
        assertEquals("{}", in.toString(StandardCharsets.US_ASCII));
    }

    @Test
    void readsTheSameHeadHoweverItIsSplit() throws FramingException {
        String text =
                "\r\nPOST /v1/models/m:predict HTTP/1.1\r\nHost: h:80\r\nA: b\r\nTransfer-Encoding: Chunked\r\n\r\nrest";
        for (int split = 1; split < text.length() - 5; split++) {
            RequestHead other = new RequestHead();
            RequestParser fresh = new RequestParser(other);
            assertFalse(fresh.feed(bytes(text.substring(0, split)), MAX));
            ByteBuf rest = bytes(text.substring(split));
            assertTrue(fresh.feed(rest, MAX), "split at " + split);
            assertEquals("/v1/models/m:predict", other.path());
            assertEquals(3, other.fields().size());
            assertTrue(fresh.isBodyChunked());
            assertEquals("rest", rest.toString(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void forgetsTheLastRequest() throws FramingException {
        assertTrue(parser.feed(bytes("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\n"), MAX));
        parser.reset();
        assertTrue(parser.feed(bytes("GET /b HTTP/1.1\r\nHost: h\r\n\r\n"), MAX));
        assertEquals("GET", head.method());
        assertEquals("/b", head.path());
        assertEquals(0, head.declaredLength());
    }

    @Test
    void marksWhatTheConnectionHeaderNames() throws FramingException {
        assertTrue(
                parser.feed(bytes("GET / HTTP/1.1\r\nHost: h\r\nX-Hop: 1\r\nConnection: x-hop , Close\r\n\r\n"), MAX));
        assertEquals(KnownField.CONNECTION_OPTION, head.fields().known(1));
        assertFalse(parser.isKeepAlive());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET / HTTP/1.1\\nHost: h\\n\\n|BARE_LF",
                "GET / HTTP/1.1\\r\\nHost: h\\nA: b\\r\\n\\r\\n|BARE_LF",
                "GET  / HTTP/1.1\\r\\n|TARGET",
                "GET /\\r\\n|REQUEST_LINE",
                "GET / HTTP/1.1 \\r\\n|REQUEST_LINE",
                "GE T / HTTP/1.1\\r\\n|TARGET",
                "GET / HTTP/2.0\\r\\n|VERSION",
                "GET / HTTP/1.2\\r\\n|VERSION",
                "GET / HTTP/0.9\\r\\n|VERSION",
                "GET / http/1.1\\r\\n|REQUEST_LINE",
                "G\\x00T / HTTP/1.1\\r\\n|REQUEST_LINE",
                "GET /a b HTTP/1.1\\r\\n|TARGET",
                "GET /\\x80 HTTP/1.1\\r\\n|TARGET",
                "GET /a#b HTTP/1.1\\r\\n|TARGET",
                "GET /a\\x5cb HTTP/1.1\\r\\n|TARGET",
                "GET * HTTP/1.1\\r\\n|TARGET",
                "CONNECT h:80 HTTP/1.1\\r\\n|TARGET",
                "GET https://h/ HTTP/1.1\\r\\n|TARGET",
                "GET / HTTP/1.1\\r\\nHost : h\\r\\n|FIELD_NAME",
                "GET / HTTP/1.1\\r\\n: h\\r\\n|FIELD_NAME",
                "GET / HTTP/1.1\\r\\nHost\\r\\n|FIELD_NAME",
                "GET / HTTP/1.1\\r\\nHost: h\\r\\n folded\\r\\n|OBS_FOLD",
                "GET / HTTP/1.1\\r\\nA: b\\x00c\\r\\n|FIELD_VALUE",
                "GET / HTTP/1.1\\r\\nA: b\\rc\\r\\n|FIELD_VALUE",
                "GET / HTTP/1.1\\r\\n\\r\\n|HOST",
                "GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: a\\r\\n\\r\\n|HOST",
                "GET / HTTP/1.1\\r\\nHost: a/b\\r\\n\\r\\n|HOST",
                "POST / HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: 1\\r\\nContent-Length: 1\\r\\n\\r\\n|CONTENT_LENGTH",
                "POST / HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: 1, 1\\r\\n\\r\\n|CONTENT_LENGTH",
                "POST / HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: +1\\r\\n\\r\\n|CONTENT_LENGTH",
                "POST / HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: -1\\r\\n\\r\\n|CONTENT_LENGTH",
                "POST / HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: 0x1\\r\\n\\r\\n|CONTENT_LENGTH",
                "POST / HTTP/1.1\\r\\nHost: h\\r\\nContent-Length:\\r\\n\\r\\n|CONTENT_LENGTH",
                "POST / HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: 9999999999999999999\\r\\n\\r\\n|CONTENT_LENGTH",
                "POST / HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: 1\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n|LENGTH_AND_CHUNKED",
                "POST / HTTP/1.1\\r\\nHost: h\\r\\nTransfer-Encoding: gzip, chunked\\r\\n\\r\\n|TRANSFER_ENCODING",
                "POST / HTTP/1.1\\r\\nHost: h\\r\\nTransfer-Encoding: chunked, x\\r\\n\\r\\n|TRANSFER_ENCODING",
                "POST / HTTP/1.1\\r\\nHost: h\\r\\nTransfer-Encoding: \\x0bchunked\\r\\n\\r\\n|FIELD_VALUE",
                "POST / HTTP/1.1\\r\\nHost: h\\r\\nTransfer-Encoding: chunked\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n|TRANSFER_ENCODING",
                "POST / HTTP/1.0\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n|TRANSFER_ENCODING",
                "POST / HTTP/1.1\\r\\nHost: h\\r\\nContent-Length: 1\\r\\nExpect: 200-ok\\r\\n\\r\\n|EXPECT",
            })
    void refusesWhatHasTwoReadings(String request, Reason reason) {
        FramingException refused =
                assertThrows(FramingException.class, () -> parser.feed(bytes(unescaped(request)), MAX));
        assertEquals(reason, refused.reason());
    }

    @Test
    void refusesLargeHeadsAndManyFields() {
        String large = "GET / HTTP/1.1\r\nA: " + "x".repeat(MAX);
        assertEquals(
                Reason.HEAD_TOO_LARGE,
                assertThrows(FramingException.class, () -> parser.feed(bytes(large), MAX))
                        .reason());
        parser.reset();
        String many = "GET / HTTP/1.1\r\n" + "a:\r\n".repeat(200);
        assertEquals(
                Reason.TOO_MANY_FIELDS,
                assertThrows(FramingException.class, () -> parser.feed(bytes(many), 4096))
                        .reason());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a",
                "/a/",
                "/a/b.c",
                "/a/..b",
                "/.a",
                "/a/...",
                "/caf%C3%A9",
                "/a%20b",
                "/a;b",
                "/a?b=%2f/../",
                "/m:predict"
            })
    void takesCanonicalPaths(String target) throws FramingException {
        assertTrue(parser.feed(bytes("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n"), MAX));
    }

    @Test
    void takesTheAbsoluteForm() throws FramingException {
        assertTrue(parser.feed(bytes("GET HTTP://h:80/a?b HTTP/1.1\r\nHost: h\r\n\r\n"), MAX));
        assertEquals("/a", head.path());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//v2",
                "/v2//models",
                "/v2/./x",
                "/v2/../x",
                "/..",
                "/.",
                "/%69nfer",
                "/%2e%2e/x",
                "/a%2Fb",
                "/a%2fb",
                "/%5C",
                "/%00",
                "/caf%c3%a9",
                "/a%3Fb",
                "/a%3Bb",
                "/%7E"
            })
    void refusesPathsInAnyOtherSpelling(String target) {
        FramingException refused = assertThrows(
                FramingException.class,
                () -> parser.feed(bytes("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n"), MAX));
        assertEquals(Reason.PATH_NOT_CANONICAL, refused.reason());
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private static String unescaped(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char kind = text.charAt(++i);
            if (kind == 'x') {
                out.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                out.append(kind == 'r' ? '\r' : '\n');
            }
        }
        return out.toString();
    }
}
