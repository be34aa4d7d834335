package io.driftgate.sketch.stream;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Whose pane it is, and of which time.
 *
 * @param baselineDigest SHA-256 of the baseline file whose bins are counted, lower-case hex
 * @param model as the replica's configuration calls it
 * @param version likewise
 * @param replica who counted: a name of its own for each start of each process
 * @param number of the pane, from 1, without gaps for the same replica, model and version
 * @param fromMillis when it began, by the replica's wall clock, milliseconds since 1970 UTC
 * @param toMillis when it ended
 * @param rows that were counted
 * @param requests that the rows came from
 */
public record PaneHeader(
        String baselineDigest,
        String model,
        String version,
        String replica,
        long number,
        long fromMillis,
        long toMillis,
        long rows,
        long requests) {
    /** Rows, requests and counts end here, so that the sum of millions of panes is still a number. */
    public static final long MAX_COUNT = 1L << 40;

    /** Names end here, in UTF-8. */
    public static final int MAX_NAME_BYTES = 255;

    /** Panes end in the year 9999. */
    static final long MAX_MILLIS = 253_402_300_799_999L;

    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");

    public PaneHeader {
        if (!DIGEST.matcher(baselineDigest).matches()) {
            throw new IllegalArgumentException("'" + baselineDigest + "' is no SHA-256");
        }
        if (!isName(model) || !isName(version) || !isName(replica)) {
            throw new IllegalArgumentException("a name is empty, too long or has control characters");
        }
        if (number < 1 || fromMillis < 0 || toMillis < fromMillis || toMillis > MAX_MILLIS) {
            throw new IllegalArgumentException("pane " + number + " from " + fromMillis + " to " + toMillis);
        }
        if (rows < 0 || rows > MAX_COUNT || requests < 0 || requests > MAX_COUNT) {
            throw new IllegalArgumentException(rows + " rows of " + requests + " requests");
        }
    }

    static boolean isName(String text) {
        return !text.isEmpty()
                && text.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES
                && text.codePoints().noneMatch(Character::isISOControl);
    }

    /** The middle of its time. */
    long middleMillis() {
        return fromMillis + (toMillis - fromMillis) / 2;
    }

    /** Whether this is the same pane as another, whatever is said to be in it. */
    public boolean isSamePaneAs(PaneHeader other) {
        return number == other.number
                && replica.equals(other.replica)
                && model.equals(other.model)
                && version.equals(other.version)
                && baselineDigest.equals(other.baselineDigest);
    }
}
