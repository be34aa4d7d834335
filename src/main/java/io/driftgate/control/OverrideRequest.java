package io.driftgate.control;

import io.driftgate.source.Durations;
import java.time.Duration;
import java.util.Optional;

/**
 * What a person asks for. Checked as far as that needs no look at the models.
 *
 * @param version of a pin or a quarantine; empty otherwise
 * @param rule of a bypass; empty otherwise
 * @param lasts how long; empty until it is released
 * @param replace takes the place of a like one that is there
 * @param unsaved whether it shall be in force even if it can't be written, so that a restart forgets it
 */
public record OverrideRequest(
        OverrideKind kind,
        String model,
        String version,
        String rule,
        String who,
        String why,
        Optional<Duration> lasts,
        boolean replace,
        boolean unsaved) {
    public static final int MAX_WHO = 128;
    public static final int MAX_WHY = 1_000;
    public static final Duration MIN_LASTS = Duration.ofSeconds(1);
    public static final Duration MAX_LASTS = Duration.ofDays(366);
    /** Of a bypass: long enough for a night, too short to be forgotten. */
    public static final Duration MAX_BYPASS = Duration.ofHours(24);

    /** Passes or throws. */
    void check() throws OverrideRefused {
        if (model.isEmpty()) {
            throw OverrideRefused.invalid("model", "model is missing", "name the model");
        }
        checkWanted("version", version, kind.hasVersion());
        checkWanted("rule", rule, kind == OverrideKind.BYPASS);
        checkText("who", who, MAX_WHO, "name the person or the robot that asks for it");
        checkText("why", why, MAX_WHY, "say why, such as the number of the incident");
        Duration most = kind == OverrideKind.BYPASS ? MAX_BYPASS : MAX_LASTS;
        if (kind == OverrideKind.BYPASS && lasts.isEmpty()) {
            throw OverrideRefused.invalid(
                    "for", "a bypass has to expire: for is missing", "such as 2h, at most " + text(MAX_BYPASS));
        }
        if (lasts.isPresent()
                && (lasts.get().compareTo(MIN_LASTS) < 0 || lasts.get().compareTo(most) > 0)) {
            throw OverrideRefused.invalid(
                    "for",
                    "for must be from " + text(MIN_LASTS) + " to " + text(most) + " for a " + kind.label(),
                    "such as 30m or 2h");
        }
    }

    private void checkWanted(String field, String value, boolean wanted) throws OverrideRefused {
        if (wanted && value.isEmpty()) {
            throw OverrideRefused.invalid(field, field + " is missing", "a " + kind.label() + " is about one " + field);
        }
        if (!wanted && !value.isEmpty()) {
            throw OverrideRefused.invalid(field, "a " + kind.label() + " has no " + field, "leave it out");
        }
    }

    /** Passes a text that is there, bounded, and safe to print in a log and to write into a file. */
    static void checkText(String field, String value, int maxLength, String hint) throws OverrideRefused {
        if (value.isBlank()) {
            throw OverrideRefused.invalid(field, field + " is missing", hint);
        }
        if (value.length() > maxLength) {
            throw OverrideRefused.invalid(
                    field,
                    field + " has more than " + maxLength + " characters",
                    "put the rest where others can read it");
        }
        if (!value.codePoints().allMatch(OverrideRequest::isPrintable)) {
            throw OverrideRefused.invalid(
                    field, field + " holds a character that can't be printed", "write it on one line, in plain text");
        }
    }

    /** No line breaks, no controls, nothing that turns the order of what is printed, no halves of characters. */
    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static String text(Duration duration) {
        return Durations.format(duration.toNanos());
    }
}
