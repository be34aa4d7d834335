package io.driftgate.json;

import static io.driftgate.json.MalformedJson.Reason.DUPLICATE_KEY;
import static io.driftgate.json.MalformedJson.Reason.EMPTY;
import static io.driftgate.json.MalformedJson.Reason.NOT_A_NUMBER;
import static io.driftgate.json.MalformedJson.Reason.SYNTAX;
import static io.driftgate.json.MalformedJson.Reason.TOO_DEEP;
import static io.driftgate.json.MalformedJson.Reason.TRAILING_BYTES;

/**
 * The grammar of RFC 8259 as a loop over an explicit stack, so that depth costs an array slot and never a stack frame. Writes
 * a {@link JsonTape}; offsets in its errors are positions in the array.
 */
final class TapeParser {
    private final int[] openContainers;
    private final int[] sizes;
    private final NumberScanner numbers = new NumberScanner();
    private final KeyTable keys = new KeyTable();
    private int depth;

    TapeParser(int maxDepth) {
        openContainers = new int[maxDepth];
        sizes = new int[maxDepth];
    }

    void parse(JsonTape tape, byte[] bytes, int from, int to) throws MalformedJson {
        depth = 0;
        keys.begin();
        int at = skipSpace(bytes, from, to);
        if (at == to) {
            throw new MalformedJson(EMPTY, at);
        }
        at = skipSpace(bytes, value(tape, bytes, at, to), to);
        if (at < to) {
            throw new MalformedJson(TRAILING_BYTES, at);
        }
    }

    int maxDepth() {
        return openContainers.length;
    }

    void release() {
        keys.release();
    }

    /** Parses the value at {@code at}, with all that is in it, and returns the position after it. */
    private int value(JsonTape tape, byte[] bytes, int first, int limit) throws MalformedJson {
        int at = first;
        while (true) {
            int lead = at < limit ? bytes[at] : 0;
            if (lead == '"') {
                at = string(tape, bytes, at + 1, limit, JsonTape.TAG_STRING);
            } else if (lead == '{' || lead == '[') {
                open(tape, lead, at);
                at = skipSpace(bytes, at + 1, limit);
                // Both closing brackets stand two after their opening ones in ASCII.
                if (at == limit || bytes[at] != lead + 2) {
                    sizes[depth - 1] = 1;
                    at = lead == '{' ? key(tape, bytes, at, limit) : at;
                    continue;
                }
                close(tape, ++at);
            } else {
                at = scalar(tape, bytes, at, limit, lead);
            }
            while (true) {
                if (depth == 0) {
                    return at;
                }
                at = skipSpace(bytes, at, limit);
                int mark = at < limit ? bytes[at] : 0;
                boolean inObject = tape.tag(openContainers[depth - 1]) == JsonTape.TAG_OBJECT;
                if (mark == ',') {
                    sizes[depth - 1]++;
                    at = skipSpace(bytes, at + 1, limit);
                    at = inObject ? key(tape, bytes, at, limit) : at;
                    break;
                }
                if (mark != (inObject ? '}' : ']')) {
                    throw new MalformedJson(SYNTAX, at);
                }
                close(tape, ++at);
            }
        }
    }

    private void open(JsonTape tape, int bracket, int at) throws MalformedJson {
        if (depth == openContainers.length) {
            throw new MalformedJson(TOO_DEEP, at);
        }
        openContainers[depth] = tape.add(bracket == '{' ? JsonTape.TAG_OBJECT : JsonTape.TAG_ARRAY, at, 0);
        sizes[depth++] = 0;
    }

    private void close(JsonTape tape, int end) {
        depth--;
        tape.close(openContainers[depth], end, sizes[depth]);
    }

    /** A key and its colon; returns where the value starts. */
    private int key(JsonTape tape, byte[] bytes, int at, int limit) throws MalformedJson {
        if (at == limit || bytes[at] != '"') {
            throw new MalformedJson(SYNTAX, at);
        }
        int key = tape.nodes();
        int end = string(tape, bytes, at + 1, limit, JsonTape.TAG_KEY);
        if (!keys.add(tape, openContainers[depth - 1], key)) {
            throw new MalformedJson(DUPLICATE_KEY, at);
        }
        int colon = skipSpace(bytes, end, limit);
        if (colon == limit || bytes[colon] != ':') {
            throw new MalformedJson(SYNTAX, colon);
        }
        return skipSpace(bytes, colon + 1, limit);
    }

    private static int string(JsonTape tape, byte[] bytes, int start, int limit, int tag) throws MalformedJson {
        int end = StringScanner.scan(bytes, start, limit);
        if (end < 0) {
            end = ~end;
            tape.mark(tape.add(tag + JsonTape.ESCAPED, start, end), 0);
        } else {
            tape.add(tag, start, end);
        }
        return end + 1;
    }

    private int scalar(JsonTape tape, byte[] bytes, int at, int limit, int lead) throws MalformedJson {
        return switch (lead) {
            case 't' -> literal(tape, JsonTape.TAG_TRUE, "true", bytes, at, limit);
            case 'f' -> literal(tape, JsonTape.TAG_FALSE, "false", bytes, at, limit);
            case 'n' -> literal(tape, JsonTape.TAG_NULL, "null", bytes, at, limit);
            case 'N' -> throw new MalformedJson(startsWith("NaN", bytes, at, limit) ? NOT_A_NUMBER : SYNTAX, at);
            case 'I' -> throw new MalformedJson(startsWith("Infinity", bytes, at, limit) ? NOT_A_NUMBER : SYNTAX, at);
            default -> {
                int end = numbers.scan(bytes, at, limit);
                tape.addNumber(at, end, numbers.value());
                yield end;
            }
        };
    }

    private static int literal(JsonTape tape, int tag, String word, byte[] bytes, int at, int limit)
            throws MalformedJson {
        if (!startsWith(word, bytes, at, limit)) {
            throw new MalformedJson(SYNTAX, at);
        }
        tape.add(tag, at, at + word.length());
        return at + word.length();
    }

    static boolean startsWith(String word, byte[] bytes, int at, int limit) {
        if (limit - at < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (bytes[at + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int skipSpace(byte[] bytes, int from, int limit) {
        int at = from;
        while (at < limit && bytes[at] <= ' ' && isSpace(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte value) {
        return value == ' ' || value == '\n' || value == '\r' || value == '\t';
    }
}
