package io.driftgate.audit.record;

import java.util.List;
import java.util.Optional;

/** The fields that a kind of record, or a message in one, may have. Immutable. */
final class FieldSet {
    private final Field[] byNumber;

    private FieldSet(List<Field> fields) {
        int largest = fields.stream().mapToInt(Field::number).max().orElse(0);
        byNumber = new Field[largest + 1];
        for (Field field : fields) {
            if (byNumber[field.number] != null) {
                throw new IllegalArgumentException("two fields have number " + field.number);
            }
            byNumber[field.number] = field;
        }
    }

    static FieldSet of(Field... fields) {
        return new FieldSet(List.of(fields));
    }

    Optional<Field> field(int number) {
        return number < byNumber.length ? Optional.ofNullable(byNumber[number]) : Optional.empty();
    }
}
