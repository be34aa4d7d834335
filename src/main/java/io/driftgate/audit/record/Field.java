package io.driftgate.audit.record;

/** One field that records of a kind may have. Immutable. */
public final class Field {
    /** How a value is written, and how it is shown. */
    enum Type {
        /** UTF-8. */
        TEXT(RecordFormat.LENGTH),
        /** Bytes, shown as hexadecimal digits. */
        HEX(RecordFormat.LENGTH),
        /** Fields of its own. */
        MESSAGE(RecordFormat.LENGTH),
        /** A number from 0 on. */
        COUNT(RecordFormat.VARINT),
        /** A number with a sign, zigzag-encoded. */
        INTEGER(RecordFormat.VARINT),
        /** IEEE 754. */
        REAL(RecordFormat.FIXED64),
        /** Nanoseconds since 1970 UTC, shown as in ISO 8601. */
        TIME(RecordFormat.FIXED64),
        /** Eight bytes, shown as 16 hexadecimal digits. */
        ID(RecordFormat.FIXED64);

        final int wireType;

        Type(int wireType) {
            this.wireType = wireType;
        }
    }

    final int number;
    final String name;
    final Type type;
    final boolean repeated;

    /** Of a message's own fields; null for other types. */
    final FieldSet members;

    /** Number and wire type. */
    final int tag;

    private Field(int number, String name, Type type, boolean repeated, FieldSet members) {
        this.number = number;
        this.name = name;
        this.type = type;
        this.repeated = repeated;
        this.members = members;
        this.tag = number << 3 | type.wireType;
    }

    static Field one(int number, String name, Type type) {
        return new Field(number, name, type, false, null);
    }

    static Field many(int number, String name, Type type) {
        return new Field(number, name, type, true, null);
    }

    static Field messages(int number, String name, FieldSet members) {
        return new Field(number, name, Type.MESSAGE, true, members);
    }

    /** As it is shown: the member's name in JSON. */
    public String name() {
        return name;
    }

    public int number() {
        return number;
    }

    @Override
    public String toString() {
        return name;
    }
}
