package io.driftgate.pii;

import io.driftgate.pii.pattern.PiiEntity;
import io.driftgate.pii.pattern.Utf8;

/**
 * Writes what stands in place of a finding. None of it needs an escape in JSON, however deep the string is nested, so the rest of the
 * part stays as it is. Any thread.
 */
final class Redaction {
    private Redaction() {}

    static void write(PiiFindings out, PiiPolicy policy, Spans spans, int span, Text text, PiiLocation location) {
        Treatment treatment = spans.treatment(span);
        int from = spans.from(span);
        int to = spans.to(span);
        if (treatment.style().preservesLength()) {
            boolean number = location == PiiLocation.NUMBER;
            overwrite(out, text, from, to, treatment.style(), spans.keptLast(span), number);
            return;
        }
        PiiEntity entity = policy.set().entity(spans.entity(span));
        out.replace(
                text.startInPart(from), text.endInPart(to), label(entity, policy, treatment, text.bytes(), from, to));
    }

    private static String label(
            PiiEntity entity, PiiPolicy policy, Treatment treatment, byte[] value, int from, int to) {
        if (treatment.action() == PiiAction.MASK) {
            return "<" + entity + ">";
        }
        String hash = Hashes.keyed(policy.hashKey(), value, from, to);
        return treatment.style() == Treatment.Style.HEX ? hash : "<" + entity + ":" + hash + ">";
    }

    /** Overwrites letters and digits, except the last {@code kept}; but never less than half of them. */
    private static void overwrite(
            PiiFindings out, Text text, int from, int end, Treatment.Style style, int kept, boolean number) {
        byte[] bytes = text.bytes();
        int to = number ? endOfMantissa(bytes, from, end) : end;
        int characters = 0;
        for (int p = from; p < to; p += Utf8.length(bytes, p, to)) {
            characters += isOverwritten(bytes[p]) ? 1 : 0;
        }
        int left = characters - Math.min(kept, characters / 2);
        boolean first = number;
        for (int p = from; p < to && left > 0; p += Utf8.length(bytes, p, to)) {
            if (isOverwritten(bytes[p])) {
                byte written = style == Treatment.Style.STARS
                        ? (byte) '*'
                        : !Utf8.isDigit(bytes[p]) ? (byte) 'x' : first ? (byte) '1' : (byte) '0';
                out.overwrite(text.startInPart(p), text.endInPart(p + Utf8.length(bytes, p, to)), written);
                first = false;
                left--;
            }
        }
    }

    /** A number's exponent stays, or it would be of another length or none at all. */
    private static int endOfMantissa(byte[] number, int from, int to) {
        int end = from;
        while (end < to && (number[end] | 0x20) != 'e') {
            end++;
        }
        return end;
    }

    private static boolean isOverwritten(byte first) {
        return first < 0 || Utf8.isDigit(first) || Utf8.isAsciiLetter(first);
    }
}
