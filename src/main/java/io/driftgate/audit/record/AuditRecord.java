package io.driftgate.audit.record;

import io.driftgate.audit.record.FieldReader.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A record as it was read. What it doesn't have is empty. Immutable. */
public final class AuditRecord {
    private final int kindNumber;
    private final Optional<RecordKind> kind;
    private final List<Value> values;

    private AuditRecord(int kindNumber, Optional<RecordKind> kind, List<Value> values) {
        this.kindNumber = kindNumber;
        this.kind = kind;
        this.values = List.copyOf(values);
    }

    /**
     * Reads {@code bytes[from, to)}.
     *
     * @throws MalformedRecord when they are no record, or one in a layout that this release doesn't know
     */
    public static AuditRecord read(byte[] bytes, int from, int to) throws MalformedRecord {
        if (to - from < RecordFormat.HEADER_BYTES) {
            throw new MalformedRecord("malformed record: " + (to - from) + " bytes, and format and kind take "
                    + RecordFormat.HEADER_BYTES);
        }
        int format = bytes[from] & 0xFF;
        if (format != RecordFormat.VERSION) {
            throw new MalformedRecord(
                    "the record has format " + format + ", and this release reads format " + RecordFormat.VERSION);
        }
        int number = bytes[from + 1] & 0xFF;
        Optional<RecordKind> kind = RecordKind.of(number);
        FieldSet known = kind.map(RecordKind::fields).orElse(FieldSet.of());
        return new AuditRecord(
                number, kind, FieldReader.read(bytes, from, from + RecordFormat.HEADER_BYTES, to, known));
    }

    public static AuditRecord read(byte[] bytes) throws MalformedRecord {
        return read(bytes, 0, bytes.length);
    }

    /** Empty for one that this release doesn't know. */
    public Optional<RecordKind> kind() {
        return kind;
    }

    public int kindNumber() {
        return kindNumber;
    }

    public boolean is(RecordKind which) {
        return kindNumber == which.number();
    }

    /** Its label, or {@code kind} and its number. */
    public String kindLabel() {
        return kind.map(RecordKind::label).orElse("kind" + kindNumber);
    }

    List<Value> values() {
        return values;
    }

    // ---- what records of several kinds have

    public Optional<Instant> time() {
        return one("time").map(nanos -> instant((Long) nanos));
    }

    /** Empty when it has none. */
    public String requestId() {
        return text("requestId");
    }

    /** Names the exchange that it is of, 16 hexadecimal digits; empty when it has none. */
    public String exchange() {
        return one("exchange").map(id -> HexFormat.of().toHexDigits((Long) id)).orElse("");
    }

    public String model() {
        return text("model");
    }

    public String version() {
        return text("version");
    }

    /** A decision's verdict, an outcome's outcome, a control event's name; empty for the others. */
    public String result() {
        return kind.map(known -> switch (known) {
                    case DECISION -> text(DecisionFields.VERDICT);
                    case OUTCOME -> text(OutcomeFields.OUTCOME);
                    case CONTROL -> text(ControlFields.EVENT);
                    case GAP -> text(GapFields.REASON);
                })
                .orElse("");
    }

    /** All rules that it names, whatever came of them. */
    public List<String> rules() {
        List<String> rules = new ArrayList<>();
        for (Value value : values) {
            if (value.field().isPresent()
                    && value.field().get().repeated
                    && value.field().get().type == Field.Type.TEXT) {
                rules.add((String) value.value());
            }
        }
        return rules;
    }

    // ---- by field

    /** Empty when it has none. */
    public String text(Field field) {
        return text(field.name());
    }

    /** By the field's name in JSON; empty when there is no such text. */
    public String text(String name) {
        return one(name)
                .map(value -> value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : "" + value)
                .orElse("");
    }

    public List<String> texts(Field field) {
        List<String> texts = new ArrayList<>();
        for (Value value : values) {
            if (value.field().isPresent() && value.field().get() == field) {
                texts.add((String) value.value());
            }
        }
        return texts;
    }

    public OptionalLong number(Field field) {
        Optional<Object> value = one(field.name());
        return value.isPresent() && value.get() instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
    }

    public OptionalDouble real(Field field) {
        Optional<Object> value = one(field.name());
        return value.isPresent() && value.get() instanceof Double number
                ? OptionalDouble.of(number)
                : OptionalDouble.empty();
    }

    /** The facts of a control event, or the findings of personal data, each by name; numbers as they are shown. */
    public List<RecordMessage> messages(Field field) {
        List<RecordMessage> messages = new ArrayList<>();
        for (Value value : values) {
            if (value.field().isPresent() && value.field().get() == field) {
                messages.add(RecordMessage.of(value));
            }
        }
        return messages;
    }

    private Optional<Object> one(String name) {
        for (Value value : values) {
            if (value.field().isPresent() && value.field().get().name.equals(name)) {
                return Optional.of(value.value());
            }
        }
        return Optional.empty();
    }

    /** All of it as one line of JSON. */
    public String toJson() {
        return RecordJson.of(this);
    }

    @Override
    public String toString() {
        return toJson();
    }

    static Instant instant(long epochNanos) {
        return Instant.ofEpochSecond(
                Math.floorDiv(epochNanos, 1_000_000_000L), Math.floorMod(epochNanos, 1_000_000_000L));
    }
}
