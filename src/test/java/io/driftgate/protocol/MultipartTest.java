package io.driftgate.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MultipartTest {
    private static final String NAME = "Content-Disposition: form-data; name=\"a\"\r\n";

    private final FormFields form = new FormFields();

    private List<String> read(String body) throws MalformedRequest {
        return read(body, "multipart/form-data; boundary=B");
    }

    /** Each field as {@code name[/file]=value:CONTENT}. */
    private List<String> read(String body, String contentType) throws MalformedRequest {
        byte[] bytes = ("??" + body + "?").getBytes(StandardCharsets.UTF_8);
        Multipart.read(bytes, 2, bytes.length - 1, contentType, form);
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < form.size(); i++) {
            String file = form.isFile(i) ? "/" + text(bytes, form.fileFrom(i), form.fileTo(i)) : "";
            fields.add(text(bytes, form.nameFrom(i), form.nameTo(i)) + file + "="
                    + text(bytes, form.valueFrom(i), form.valueTo(i)) + ":" + form.content(i));
        }
        return fields;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    private void refuses(String body) {
        assertThrows(MalformedRequest.class, () -> read(body), body);
    }

    @Test
    void readsParts() throws Exception {
        assertEquals(List.of("a=1:TEXT"), read("--B\r\n" + NAME + "\r\n1\r\n--B--"));
        assertEquals(
                List.of("a=:TEXT", "a=\r\n:TEXT"),
                read("--B\r\n" + NAME + "\r\n\r\n--B\r\n" + NAME + "\r\n\r\n\r\n--B--\r\n"));
        assertEquals(
                List.of("\u00e9/x.json={}:JSON"),
                read(
                        "--B\r\ncontent-type:  application/ld+JSON\r\nCONTENT-DISPOSITION: form-data ;filename=\"x.json\";  name=\"\u00e9\"\r\n"
                                + "content-transfer-encoding: binary\r\ncontent-length: 2\r\n\r\n{}\r\n--B--"));
        assertEquals(List.of(), read("--B--"));
        assertEquals(List.of("a=x--B\r\n-B --:TEXT"), read("--B\r\n" + NAME + "\r\nx--B\r\n-B --\r\n--B--"));
    }

    @Test
    void knowsContents() throws Exception {
        for (String[] pair : new String[][] {
            {"text/plain", "TEXT"},
            {"text/csv; charset=UTF-8", "TEXT"},
            {"text/plain; charset=\"us-ascii\"", "TEXT"},
            {"text/plain; charset=utf-16", "OTHER"},
            {"text/plain; charset =utf-7", "OTHER"},
            {"text/plain; charset*=utf-8''utf-7", "OTHER"},
            {"image/png", "OTHER"},
            {"application/octet-stream", "OTHER"},
            {"multipart/mixed; boundary=x", "OTHER"},
            {"application/json", "JSON"},
        }) {
            String body = "--B\r\n" + NAME + "Content-Type: " + pair[0] + "\r\n\r\n1\r\n--B--";
            assertEquals(List.of("a=1:" + pair[1]), read(body), pair[0]);
        }
    }

    @Test
    void takesOneSpellingOfFraming() {
        String part = NAME + "\r\n1";
        for (String body : List.of(
                "",
                "--B",
                "--B\r\n",
                "\r\n--B\r\n" + part + "\r\n--B--", // preamble
                "x\r\n--B\r\n" + part + "\r\n--B--",
                "--B\r\n" + part + "\r\n--B--\r\nx", // epilogue
                "--B\r\n" + part + "\r\n--B-- ",
                "--B \r\n" + part + "\r\n--B--", // padding
                "--B\n" + part + "\r\n--B--", // bare line feed
                "--B\r\n" + part + "\n--B--",
                "--B\r\n" + part + "\r--B--",
                "--B\r\n" + part + "\n--B\r\n" + part + "\r\n--B--",
                "--B\r\n" + part + "\r\n--BB\r\n" + part + "\r\n--B--", // a boundary that goes on
                "--B\r\n" + part + "\r\n--B", // cut short
                "--B\r\n" + part + "\r\n--B-",
                "--B\r\n" + part,
                "--B\r\n" + NAME + "\r\n--B--", // no value
                "--B\r\n" + NAME + "--B--",
                "--B\r\n\r\n1\r\n--B--", // no head
                "--B\r\n--B--",
                "--C\r\n" + part + "\r\n--C--")) {
            refuses(body);
        }
    }

    @Test
    void takesOneSpellingOfHeads() {
        for (String head : List.of(
                "Content-Disposition: form-data\r\n",
                "Content-Disposition: attachment; name=\"a\"\r\n",
                "Content-Disposition: form-data; name=a\r\n",
                "Content-Disposition: form-data; name=\"a\r\n",
                "Content-Disposition: form-data; name=\"a\"; name=\"b\"\r\n",
                "Content-Disposition: form-data; name=\"a\"; filename*=utf-8''x\r\n",
                "Content-Disposition: form-data; name=\"a\\\"b\"\r\n",
                "Content-Disposition: form-data; name=\"a\" x\r\n",
                "Content-Disposition: form-data; name=\"a\";\r\n",
                "Content-Disposition : form-data; name=\"a\"\r\n",
                "Content-Disposition: form-data;\r\n name=\"a\"\r\n", // folded
                NAME + NAME,
                NAME + "X-More: 1\r\n",
                NAME + "Content-Type: text/plain\r\nContent-Type: image/png\r\n",
                NAME + "Content-Type:\r\n",
                NAME + "Content-Transfer-Encoding: base64\r\n",
                NAME + "Content-Length: 2\r\n",
                NAME + "Content-Length: 01\r\n",
                NAME + "Content-Length: 1\r\nContent-Length: 1\r\n",
                NAME.replace("\r\n", "\n"),
                NAME.replace("\"a\"", "\"_charset_\""),
                NAME.replace("\"a\"", "\"" + "a".repeat(5_000) + "\""))) {
            refuses("--B\r\n" + head + "\r\n1\r\n--B--");
        }
    }

    @Test
    void takesOneSpellingOfBoundaries() throws Exception {
        String body = "--b c'd\r\n" + NAME + "\r\n1\r\n--b c'd--";
        assertEquals(List.of("a=1:TEXT"), read(body, "multipart/form-data; charset=utf-8; Boundary=\"b c'd\""));
        for (String parameter : List.of(
                "",
                "boundary=",
                "boundary=\"\"",
                "boundary=B; boundary=B",
                "boundary=B; boundary*=utf-8''C",
                "boundary=B; Boundary =C",
                "boundary=\"B ",
                "boundary=\"B \"",
                "boundary=\u00e9",
                "boundary=" + "B".repeat(71),
                "boundary=B\"",
                "boundary=B\\")) {
            String one = "--B\r\n" + NAME + "\r\n1\r\n--B--";
            assertThrows(MalformedRequest.class, () -> read(one, "multipart/form-data; " + parameter), parameter);
        }
    }

    @Test
    void boundsTheNumberOfFields() {
        String parts = ("--B\r\n" + NAME + "\r\n1\r\n").repeat(FormFields.MAX_FIELDS + 1);
        refuses(parts + "--B--");
    }

    /** A body that is read is framed in one way only: splitting it naively at the delimiter gives the same values. */
    @Test
    void whatIsReadCanBeReadInOneWay() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        String[] pieces = {"--B", "\r\n", "\n", "\r", "-", "B", "x", NAME, "\r\n--B\r\n", "\r\n\r\n", "--", "\r\n--B--"
        };
        int read = 0;
        for (int round = 0; round < 60_000; round++) {
            StringBuilder body = new StringBuilder("--B\r\n" + NAME + "\r\n");
            for (int i = random.nextInt(8); i > 0; i--) {
                body.append(pieces[random.nextInt(pieces.length)]);
            }
            body.append("\r\n--B--");
            try {
                List<String> fields = read(body.toString());
                String[] split = body.toString().split("\r\n--B", -1);
                assertEquals(split.length - 1, fields.size(), body.toString());
                assertEquals(split.length - 1, body.toString().split("[\r\n]--B", -1).length - 1, body.toString());
                read++;
            } catch (MalformedRequest refused) {
                // as it should be where there are two ways
            }
        }
        assertTrue(read > 1_000, "some are read: " + read);
    }
}
