package io.driftgate.protocol;

import io.driftgate.protocol.FormFields.Content;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads {@code multipart/form-data} (RFC 7578, framed as RFC 2046 section 5.1 says), one spelling of it: no preamble, no epilogue, lines
 * end in CRLF, no blanks behind a boundary, no folded header. Where a lenient reader would see a boundary and a strict one would not,
 * as behind a bare line feed, the body is refused. Stateless.
 *
 * <pre>
 * --B CRLF  header CRLF …  CRLF  value  CRLF --B CRLF  …  CRLF --B-- [CRLF]
 * </pre>
 */
public final class Multipart {
    private static final int MAX_BOUNDARY = 70;
    private static final int MAX_HEAD_BYTES = 4_096;
    private static final String BOUNDARY_MARKS = "'()+_,-./:=? ";
    private static final String FORM = "the form: ";

    private final byte[] bytes;
    private final int end;
    /** {@code --B}. */
    private final byte[] delimiter;

    private final int[] failures;
    private final FormFields out;

    private Multipart(byte[] bytes, int end, byte[] delimiter, FormFields out) {
        this.bytes = bytes;
        this.end = end;
        this.delimiter = delimiter;
        this.failures = failures(delimiter);
        this.out = out;
    }

    /**
     * Reads a body.
     *
     * @param contentType the value of the Content-Type field, which gives the boundary
     */
    public static void read(byte[] bytes, int from, int to, String contentType, FormFields out)
            throws MalformedRequest {
        out.begin(bytes, false);
        byte[] delimiter = ("--" + boundary(contentType)).getBytes(StandardCharsets.US_ASCII);
        new Multipart(bytes, to, delimiter, out).read(from);
    }

    private static String boundary(String contentType) throws MalformedRequest {
        String boundary = "";
        String[] parameters = contentType.split(";", -1);
        for (int i = 1; i < parameters.length; i++) {
            String parameter = parameters[i].trim();
            if (parameter.toLowerCase(Locale.ROOT).startsWith("boundary")) {
                boolean only = boundary.isEmpty() && parameter.startsWith("=", "boundary".length());
                require(only, "Content-Type must have one boundary, and not as boundary*");
                boundary = parameter.substring("boundary=".length());
            }
        }
        boolean quoted = boundary.length() > 2 && boundary.startsWith("\"") && boundary.endsWith("\"");
        boundary = quoted ? boundary.substring(1, boundary.length() - 1) : boundary;
        boolean plain = !boundary.isEmpty() && boundary.length() <= MAX_BOUNDARY && !boundary.endsWith(" ");
        for (int i = 0; i < boundary.length(); i++) {
            char c = boundary.charAt(i);
            plain &= c < 0x80 && (Character.isLetterOrDigit(c) || BOUNDARY_MARKS.indexOf(c) >= 0);
        }
        require(plain, "Content-Type must have a boundary of 1 to 70 characters of RFC 2046");
        return boundary;
    }

    private static void require(boolean holds, String what) throws MalformedRequest {
        if (!holds) {
            throw Shapes.malformed(FORM + what);
        }
    }

    private void read(int from) throws MalformedRequest {
        require(startsWith(from, delimiter), "must begin with its boundary");
        int at = from + delimiter.length;
        while (!isClose(at)) {
            require(isLineEnd(at), "must have a line end behind each boundary");
            at = readPart(at + 2) + 2 + delimiter.length;
        }
        at += 2;
        at += isLineEnd(at) ? 2 : 0;
        require(at == end, "must end with its last boundary");
    }

    /** Reads the part whose head begins at {@code from}; returns where the line end before the next boundary is. */
    private int readPart(int from) throws MalformedRequest {
        Head head = new Head();
        int at = from;
        while (!isLineEnd(at)) {
            int lineEnd = at;
            while (lineEnd < end && bytes[lineEnd] != '\r' && bytes[lineEnd] != '\n') {
                lineEnd++;
            }
            require(isLineEnd(lineEnd) && lineEnd - from <= MAX_HEAD_BYTES, "a part must have a head of whole lines");
            readHeader(head, at, lineEnd);
            at = lineEnd + 2;
        }
        require(head.nameFrom > 0, "each part must have Content-Disposition: form-data with a name");
        int valueFrom = at + 2;
        int valueTo = findDelimiter(valueFrom);
        checkLength(head, valueTo - valueFrom);
        boolean charset = text(head.nameFrom, head.nameTo).equals("_charset_");
        require(
                !charset || text(valueFrom, valueTo).equalsIgnoreCase("utf-8"),
                "must be in UTF-8, which _charset_ may not change");
        out.add(
                head.nameFrom,
                head.nameTo,
                valueFrom,
                valueTo,
                head.fileFrom,
                head.fileTo,
                head.lengthFrom,
                head.lengthTo,
                content(head.type));
        return valueTo;
    }

    private void checkLength(Head head, int length) throws MalformedRequest {
        boolean right = head.lengthTo == head.lengthFrom
                || text(head.lengthFrom, head.lengthTo).equals(Integer.toString(length));
        require(right, "a part's Content-Length must be that of its value");
    }

    private static Content content(String type) {
        MediaType media = MediaType.of(type);
        if (!media.utf8()) {
            return Content.OTHER;
        }
        if (media.isJson()) {
            return Content.JSON;
        }
        return media.name().isEmpty() || media.isText() ? Content.TEXT : Content.OTHER;
    }

    // ---- the head of a part

    /** What the header lines of a part say; ranges are empty where there is none. */
    private static final class Head {
        int nameFrom;
        int nameTo;
        int fileFrom;
        int fileTo;
        int lengthFrom;
        int lengthTo;
        String type = "";
        boolean hasEncoding;
    }

    private void readHeader(Head head, int from, int to) throws MalformedRequest {
        int colon = from;
        while (colon < to && bytes[colon] != ':') {
            colon++;
        }
        int valueFrom = colon + 1;
        int valueTo = to;
        while (valueFrom < valueTo && isBlank(bytes[valueFrom])) {
            valueFrom++;
        }
        while (valueTo > valueFrom && isBlank(bytes[valueTo - 1])) {
            valueTo--;
        }
        String value = text(Math.min(valueFrom, to), valueTo).toLowerCase(Locale.ROOT);
        switch (text(from, colon).toLowerCase(Locale.ROOT)) {
            case "content-disposition" -> {
                require(head.nameFrom == 0, "a part must have one Content-Disposition");
                readDisposition(head, valueFrom, valueTo);
            }
            case "content-type" -> {
                require(head.type.isEmpty() && !value.isEmpty(), "a part may have one Content-Type");
                head.type = value;
            }
            case "content-length" -> {
                require(head.lengthTo == 0 && !value.isEmpty(), "a part may have one Content-Length");
                head.lengthFrom = valueFrom;
                head.lengthTo = valueTo;
            }
            case "content-transfer-encoding" -> {
                boolean asIs = value.equals("binary") || value.equals("8bit") || value.equals("7bit");
                require(asIs && !head.hasEncoding, "a part may have no Content-Transfer-Encoding that encodes");
                head.hasEncoding = true;
            }
            default ->
                require(
                        false,
                        "a part may have only Content-Disposition, Content-Type, Content-Length and"
                                + " Content-Transfer-Encoding");
        }
    }

    /** {@code form-data; name="…"; filename="…"}: each once, quoted, without backslashes, which readers undo differently. */
    private void readDisposition(Head head, int from, int to) throws MalformedRequest {
        String what = "Content-Disposition must be form-data; name=\"…\", and filename=\"…\" for a file";
        int at = from + "form-data".length();
        require(at <= to && text(from, at).equalsIgnoreCase("form-data"), what);
        while (at < to) {
            while (at < to && isBlank(bytes[at])) {
                at++;
            }
            require(at < to && bytes[at] == ';', what);
            at++;
            while (at < to && isBlank(bytes[at])) {
                at++;
            }
            int parameter = at;
            while (at < to && bytes[at] != '=') {
                at++;
            }
            String name = text(parameter, at).toLowerCase(Locale.ROOT);
            require(at + 1 < to && bytes[at + 1] == '"', what);
            int valueFrom = at + 2;
            int valueTo = valueFrom;
            while (valueTo < to && bytes[valueTo] != '"') {
                require(bytes[valueTo] != '\\', what);
                valueTo++;
            }
            require(valueTo < to, what);
            if (name.equals("name") && head.nameFrom == 0) {
                head.nameFrom = valueFrom;
                head.nameTo = valueTo;
            } else {
                require(name.equals("filename") && head.fileFrom == 0, what);
                head.fileFrom = valueFrom;
                head.fileTo = valueTo;
            }
            at = valueTo + 1;
        }
        require(head.nameFrom > 0, what);
    }

    // ---- bytes

    /** Where the line end before the next boundary is. The search is Knuth's, Morris's and Pratt's, so its time is linear. */
    private int findDelimiter(int from) throws MalformedRequest {
        int matched = 0;
        for (int at = from; at < end; at++) {
            while (matched > 0 && bytes[at] != delimiter[matched]) {
                matched = failures[matched - 1];
            }
            matched += bytes[at] == delimiter[matched] ? 1 : 0;
            if (matched < delimiter.length) {
                continue;
            }
            int start = at + 1 - delimiter.length;
            // The line end behind the head can't be the one before a boundary as well: readers differ.
            if (start >= from + 2 && isLineEnd(start - 2)) {
                require(isLineEnd(at + 1) || isClose(at + 1), "no line may start with the boundary and go on");
                return start - 2;
            }
            require(
                    bytes[start - 1] != '\n' && bytes[start - 1] != '\r',
                    "a boundary must stand behind a line end, CRLF, of its own");
            matched = failures[matched - 1];
        }
        throw Shapes.malformed(FORM + "must end with its boundary");
    }

    private static int[] failures(byte[] pattern) {
        int[] failures = new int[pattern.length];
        int matched = 0;
        for (int i = 1; i < pattern.length; i++) {
            while (matched > 0 && pattern[i] != pattern[matched]) {
                matched = failures[matched - 1];
            }
            matched += pattern[i] == pattern[matched] ? 1 : 0;
            failures[i] = matched;
        }
        return failures;
    }

    private boolean startsWith(int at, byte[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (at + i >= end || bytes[at + i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private boolean isLineEnd(int at) {
        return at + 1 < end && bytes[at] == '\r' && bytes[at + 1] == '\n';
    }

    private boolean isClose(int at) {
        return at + 1 < end && bytes[at] == '-' && bytes[at + 1] == '-';
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
