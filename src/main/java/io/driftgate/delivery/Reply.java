package io.driftgate.delivery;

/**
 * What a sink answered.
 *
 * @param excerpt the beginning of its body, on one line of printable characters
 */
public record Reply(int status, String excerpt) {
    @Override
    public String toString() {
        return excerpt.isEmpty() ? Integer.toString(status) : status + " " + excerpt;
    }
}
