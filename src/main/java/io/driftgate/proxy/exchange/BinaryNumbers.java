package io.driftgate.proxy.exchange;

import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import io.driftgate.pii.PiiAction;
import io.driftgate.pii.PiiFindings;
import io.driftgate.pii.PiiLocation;
import io.driftgate.pii.PiiScanner;
import io.driftgate.protocol.BinaryTensors;
import java.nio.charset.StandardCharsets;

/**
 * Shows the numbers of binary tensors to the scanner as a request in JSON would write them, some at a time. Only whole numbers that are
 * long enough to be somebody's: with fewer digits there is no id. Reused; owned by one event loop.
 */
final class BinaryNumbers {
    private static final int BYTES = 4_096;
    private static final int MAX_DIGITS = 20;
    /** Seven digits: a social security number whose first two are 0. */
    private static final long LEAST = 1_000_000;

    private static final int NONE = -1;
    private static final byte[] BEFORE_NAME = ascii("{\"inputs\":[{\"name\":\"");
    private static final byte[] BEFORE_DATA = ascii("\",\"datatype\":\"FP64\",\"data\":[");
    private static final byte[] END = ascii("]}]}");

    private final JsonTape tape = new JsonTape(4);
    private int firstPart = NONE;
    private byte[] bytes = new byte[BYTES];

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    void scan(JsonTape json, BinaryTensors tensors, PiiScanner scanner) {
        firstPart = NONE;
        for (int tensor = 0; tensor < tensors.size(); tensor++) {
            if (tensors.isWide(tensor)) {
                scan(json, tensors, tensor, scanner);
            }
        }
        if (bytes.length > BYTES) {
            bytes = new byte[BYTES];
        }
    }

    /** The first finding of the last scan in a number that would have to be rewritten, which a tensor's numbers aren't; or -1. */
    int blocking(PiiFindings findings) {
        for (int i = 0; firstPart != NONE && i < findings.size(); i++) {
            boolean blocks = findings.action(i) != PiiAction.SHADOW;
            if (findings.part(i) >= firstPart && findings.location(i) == PiiLocation.NUMBER && blocks) {
                return i;
            }
        }
        return NONE;
    }

    private void scan(JsonTape json, BinaryTensors tensors, int tensor, PiiScanner scanner) {
        int begin = 0;
        int used = 0;
        for (int at = tensors.from(tensor); at < tensors.to(tensor); at = tensors.next(tensor, at)) {
            long magnitude = tensors.magnitude(tensor, at);
            if (magnitude >= 0 && magnitude < LEAST) {
                continue;
            }
            if (begin == 0) {
                begin = begin(json, tensors.nameNode(json, tensor));
                used = begin;
            }
            if (used + MAX_DIGITS + END.length > bytes.length) {
                flush(used, scanner);
                used = begin;
            }
            used = write(magnitude, used);
            bytes[used++] = ',';
        }
        if (used > begin) {
            flush(used, scanner);
        }
    }

    /** Writes the name; returns where the first number goes. There is more room for numbers than the name takes, or time were quadratic. */
    private int begin(JsonTape json, int name) {
        int nameFrom = name == JsonTape.NONE ? 0 : json.start(name);
        int length = name == JsonTape.NONE ? 0 : json.end(name) - nameFrom;
        if (bytes.length < 2 * length + BYTES) {
            bytes = new byte[2 * length + BYTES];
        }
        System.arraycopy(BEFORE_NAME, 0, bytes, 0, BEFORE_NAME.length);
        System.arraycopy(json.bytes(), nameFrom, bytes, BEFORE_NAME.length, length);
        System.arraycopy(BEFORE_DATA, 0, bytes, BEFORE_NAME.length + length, BEFORE_DATA.length);
        return BEFORE_NAME.length + length + BEFORE_DATA.length;
    }

    private int write(long number, int at) {
        int digits = 1;
        for (long rest = Long.divideUnsigned(number, 10); rest != 0; rest = Long.divideUnsigned(rest, 10)) {
            digits++;
        }
        long rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            bytes[i] = (byte) ('0' + Long.remainderUnsigned(rest, 10));
            rest = Long.divideUnsigned(rest, 10);
        }
        return at + digits;
    }

    /** Scans what was written, up to a comma. */
    private void flush(int used, PiiScanner scanner) {
        System.arraycopy(END, 0, bytes, used - 1, END.length);
        try {
            tape.parse(bytes, 0, used - 1 + END.length);
            int part = scanner.numbers(tape);
            firstPart = firstPart == NONE ? part : firstPart;
        } catch (MalformedJson e) {
            throw new IllegalStateException("what was written here is no JSON", e);
        } finally {
            tape.release();
        }
    }
}
