package io.driftgate.cel;

/**
 * What facts are about: a value that a request has. Two terms of one name have one value wherever they stand, because an expression
 * gives the same answer over the same row every time.
 *
 * @param name the expression that reads the value, such as {@code features.age} or {@code size(features.note)}
 * @param domain which values it can have; of the same name in two places the wider one counts
 */
public record Term(String name, Domain domain) {
    private static final int MAX_SHOWN = 80;

    /** Values beyond those that are possible do no harm, only contradictions go unfound; values that are left out would. */
    public enum Domain {
        BOOL,
        TEXT,
        /** A whole number from 0 on. */
        COUNT,
        WHOLE,
        REAL,
        /** A result of arithmetic. JSON has no NaN, and where a tensor carries one it is read as null; so features have none. */
        REAL_OR_NAN;

        boolean isNumber() {
            return compareTo(COUNT) >= 0;
        }

        boolean isWhole() {
            return this == COUNT || this == WHOLE;
        }
    }

    /** {@code record.field}, or {@code record['field']} when that is no identifier. */
    public static String path(String record, String field) {
        return field.matches("[A-Za-z_][A-Za-z0-9_]*") ? record + "." + field : record + "['" + field + "']";
    }

    /** How long the text or the list of that name is. */
    public static Term sizeOf(String name) {
        return new Term("size(" + name + ")", Domain.COUNT);
    }

    /** Whether a value of that name is there and not null. */
    public static Term presenceOf(String name) {
        return new Term("has(" + name + ")", Domain.BOOL);
    }

    /** As messages call it. */
    public String label() {
        return name.length() <= MAX_SHOWN ? name : name.substring(0, MAX_SHOWN) + "...";
    }
}
