package io.driftgate.audit.record;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a run of fields. */
final class FieldReader {
    /** The values of known fields by type: String, byte[], a list of values, Long, Double; of unknown ones Long or byte[]. */
    record Value(Optional<Field> field, int number, Object value) {}

    private final byte[] bytes;
    private final int base;
    private final int to;
    private int at;

    private FieldReader(byte[] bytes, int base, int from, int to) {
        this.bytes = bytes;
        this.base = base;
        this.at = from;
        this.to = to;
    }

    /** @param base from where offsets in messages count */
    static List<Value> read(byte[] bytes, int base, int from, int to, FieldSet known) throws MalformedRecord {
        return new FieldReader(bytes, base, from, to).fields(known);
    }

    private List<Value> fields(FieldSet known) throws MalformedRecord {
        List<Value> values = new ArrayList<>();
        Set<Integer> seen = new HashSet<>();
        while (at < to) {
            int start = at;
            long tag = varint();
            long number = tag >>> 3;
            if (number == 0 || number > RecordFormat.MAX_FIELD_NUMBER) {
                throw malformed("no field has number " + Long.toUnsignedString(number), start);
            }
            int wireType = (int) tag & 7;
            Optional<Field> field = known.field((int) number);
            if (field.isPresent()) {
                values.add(new Value(field, (int) number, known(field.get(), wireType, start)));
                if (!seen.add((int) number) && !field.get().repeated) {
                    throw malformed(field.get().name + " stands twice", start);
                }
            } else {
                values.add(new Value(field, (int) number, unknown(wireType, start)));
            }
        }
        return values;
    }

    private Object known(Field field, int wireType, int start) throws MalformedRecord {
        if (wireType != field.type.wireType) {
            throw malformed(field.name + " has wire type " + wireType + ", not " + field.type.wireType, start);
        }
        return switch (field.type) {
            case COUNT -> count(field, start);
            case INTEGER -> {
                long zigzag = varint();
                yield (zigzag >>> 1) ^ -(zigzag & 1);
            }
            case REAL -> (Object) Double.longBitsToDouble(fixed(8));
            case TIME, ID -> fixed(8);
            case TEXT -> text(field, start);
            case HEX -> lengthDelimited();
            case MESSAGE -> {
                int length = length();
                int from = at;
                at += length;
                yield read(bytes, base, from, at, field.members);
            }
        };
    }

    private long count(Field field, int start) throws MalformedRecord {
        long count = varint();
        if (count < 0) {
            throw malformed(field.name + " is beyond 2^63", start);
        }
        return count;
    }

    private Object unknown(int wireType, int start) throws MalformedRecord {
        return switch (wireType) {
            case RecordFormat.VARINT -> varint();
            case RecordFormat.FIXED64 -> fixed(8);
            case RecordFormat.FIXED32 -> fixed(4);
            case RecordFormat.LENGTH -> lengthDelimited();
            default -> throw malformed("wire type " + wireType, start);
        };
    }

    private String text(Field field, int start) throws MalformedRecord {
        int length = length();
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, at, length))
                    .toString();
            at += length;
            return text;
        } catch (CharacterCodingException e) {
            throw malformed(field.name + " is not UTF-8", start);
        }
    }

    private byte[] lengthDelimited() throws MalformedRecord {
        int length = length();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    private int length() throws MalformedRecord {
        int start = at;
        long length = varint();
        if (length < 0 || length > to - at) {
            throw malformed(
                    "a length of " + Long.toUnsignedString(length) + " where " + (to - at) + " bytes are left", start);
        }
        return (int) length;
    }

    private long fixed(int size) throws MalformedRecord {
        if (to - at < size) {
            throw malformed((to - at) + " bytes where " + size + " are needed", at);
        }
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (bytes[at++] & 0xFFL) << (8 * i);
        }
        return value;
    }

    private long varint() throws MalformedRecord {
        int start = at;
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at == to) {
                throw malformed("the bytes end within a number", start);
            }
            byte b = bytes[at++];
            if (shift == 63 && (b & 0xFE) != 0) {
                break;
            }
            value |= (b & 0x7FL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw malformed("a number of more than 64 bits", start);
    }

    private MalformedRecord malformed(String what, int where) {
        return new MalformedRecord("malformed record: " + what + ", at byte " + (where - base));
    }
}
