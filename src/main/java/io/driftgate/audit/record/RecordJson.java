package io.driftgate.audit.record;

import io.driftgate.audit.record.FieldReader.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A record as JSON (RFC 8259). A field that this release doesn't know is {@code field} and its number, as a number or hexadecimal digits. */
final class RecordJson {
    private final StringBuilder out = new StringBuilder(512);

    private RecordJson() {}

    static String of(AuditRecord record) {
        RecordJson json = new RecordJson();
        json.out.append("{\"kind\":");
        json.string(record.kindLabel());
        json.members(record.values());
        return json.out.append('}').toString();
    }

    /** Values of one name stand together, where the first of them does. */
    private void members(List<Value> values) {
        Map<String, List<Value>> byName = new LinkedHashMap<>();
        for (Value value : values) {
            byName.computeIfAbsent(name(value), name -> new ArrayList<>()).add(value);
        }
        byName.forEach((name, all) -> {
            if (out.charAt(out.length() - 1) != '{') {
                out.append(',');
            }
            string(name);
            out.append(':');
            if (isFacts(all.get(0))) {
                facts(all);
            } else if (all.size() > 1
                    || all.get(0).field().map(field -> field.repeated).orElse(false)) {
                array(all);
            } else {
                value(all.get(0));
            }
        });
    }

    private static String name(Value value) {
        return value.field().map(Field::name).orElse("field" + value.number());
    }

    private void array(List<Value> values) {
        out.append('[');
        for (int i = 0; i < values.size(); i++) {
            out.append(i == 0 ? "" : ",");
            value(values.get(i));
        }
        out.append(']');
    }

    private static boolean isFacts(Value value) {
        return value.field().isPresent() && value.field().get() == ControlFields.FACTS;
    }

    /** As an object by name, unless a name stands twice or a fact is none. */
    private void facts(List<Value> values) {
        Set<String> names = new HashSet<>();
        for (Value value : values) {
            RecordMessage fact = RecordMessage.of(value);
            if (fact.values().size() != 2 || fact.factName().isEmpty() || !names.add(fact.factName())) {
                array(values);
                return;
            }
        }
        out.append('{');
        for (Value value : values) {
            RecordMessage fact = RecordMessage.of(value);
            out.append(out.charAt(out.length() - 1) == '{' ? "" : ",");
            string(fact.factName());
            out.append(':');
            for (Value part : fact.values()) {
                if (part.number() != ControlFields.NAME.number) {
                    value(part);
                }
            }
        }
        out.append('}');
    }

    private void value(Value value) {
        Object is = value.value();
        if (value.field().isPresent() && value.field().get().type == Field.Type.MESSAGE) {
            out.append('{');
            members(RecordMessage.of(value).values());
            out.append('}');
        } else if (is instanceof byte[] bytes) {
            string(HexFormat.of().formatHex(bytes));
        } else if (is instanceof Double real) {
            real(real);
        } else if (is instanceof Long number) {
            number(value, number);
        } else {
            string((String) is);
        }
    }

    private void number(Value value, long number) {
        Field.Type type = value.field().map(field -> field.type).orElse(null);
        if (type == Field.Type.TIME) {
            string(AuditRecord.instant(number).toString());
        } else if (type == Field.Type.ID) {
            string(HexFormat.of().toHexDigits(number));
        } else if (type == null) {
            out.append(Long.toUnsignedString(number));
        } else {
            out.append(number);
        }
    }

    /** JSON has no number for what is not finite. */
    private void real(double value) {
        if (Double.isFinite(value)) {
            out.append(value);
        } else {
            string(Double.toString(value));
        }
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    // A terminal must not be steered by what a record says.
                    if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == '\u2028' || c == '\u2029') {
                        out.append("\\u").append(HexFormat.of().toHexDigits(c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
