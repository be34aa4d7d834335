package io.driftgate.protocol;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import io.driftgate.protocol.FormFields.Content;
import java.util.Arrays;
import java.util.List;

/**
 * The one row that a form makes: each feature that has no pointer of its own is the field of its name. All that a form says is text, so
 * a text is a number where the schema says number and it is written as JSON writes one, and a bool likewise; else it stays text, and
 * the feature is of the wrong type. A file, and what is no text, is a value of no type that rules know. Owned by one event loop.
 */
final class FormRow {
    private static final FormFields NO_FORM = new FormFields();
    private static final byte[] NO_BYTES = {};
    private static final int NONE = -1;

    private final JsonTape scalar = new JsonTape(1);
    private FormFields form = NO_FORM;
    private SchemaBinding binding;
    /** By slot: the field that holds its feature. */
    private int[] fields = {};
    /** What the fields of the row say. */
    private byte[] bytes = NO_BYTES;

    /** Finds the features; a field that names one twice is refused. */
    void bind(FormFields newForm, SchemaBinding newBinding) throws MalformedRequest {
        form = newForm;
        binding = newBinding;
        int slots = binding.index().slots();
        fields = fields.length < slots ? new int[slots] : fields;
        Arrays.fill(fields, NONE);
        for (int field = 0; field < form.size(); field++) {
            byte[] name = new byte[form.nameTo(field) - form.nameFrom(field)];
            int length = form.decode(form.nameFrom(field), form.nameTo(field), name);
            int slot = binding.index().slotOf(name, 0, length);
            if (slot == FeatureIndex.UNKNOWN) {
                continue;
            }
            if (fields[slot] != NONE) {
                throw Shapes.malformed("the form must have one field for each feature");
            }
            fields[slot] = field;
        }
    }

    /** Puts all features; texts stay until the next call. */
    void fill(FeatureRow row) {
        List<Feature> features = binding.schema().features();
        int size = 0;
        for (int i = 0; i < features.size(); i++) {
            int field = fields[binding.slots()[i]];
            size += field == NONE ? 0 : form.valueTo(field) - form.valueFrom(field);
        }
        bytes = bytes.length < size ? new byte[size] : bytes;
        int used = 0;
        for (int i = 0; i < features.size(); i++) {
            int slot = binding.slots()[i];
            if (fields[slot] != NONE && features.get(i).pointer().isEmpty()) {
                used = put(row, slot, features.get(i).type(), fields[slot], used);
            }
        }
    }

    private int put(FeatureRow row, int slot, FeatureType type, int field, int used) {
        int end = used + form.decode(form.valueFrom(field), form.valueTo(field), bytes, used);
        boolean isText =
                form.content(field) == Content.TEXT && !form.isFile(field) && FormFields.isText(bytes, used, end);
        if (!isText) {
            row.setObject(slot, end - used);
        } else if (!putScalar(row, slot, type, used, end)) {
            row.setText(slot, bytes, used, end);
        }
        return end;
    }

    private boolean putScalar(FeatureRow row, int slot, FeatureType type, int from, int to) {
        if (!type.isNumeric() && type != FeatureType.BOOL) {
            return false;
        }
        try {
            scalar.parse(bytes, from, to);
            byte is = scalar.type(JsonTape.ROOT);
            boolean fits = is == JsonTape.NUMBER ? type.isNumeric() : is == JsonTape.TRUE || is == JsonTape.FALSE;
            if (!fits || type.isNumeric() != (is == JsonTape.NUMBER)) {
                return false;
            }
            if (type.isNumeric()) {
                row.setNumber(slot, scalar.number(JsonTape.ROOT));
            } else {
                row.setBool(slot, is == JsonTape.TRUE);
            }
            return true;
        } catch (MalformedJson e) {
            return false;
        } finally {
            scalar.release();
        }
    }

    void release() {
        form = NO_FORM;
        bytes = NO_BYTES;
    }
}
