package io.driftgate.proxy.exchange;

/** The few header fields that Driftgate adds to a message. Reused per event loop: filled, written, cleared. */
public final class OwnFields {
    private static final int MAX = 16;

    private final String[] names = new String[MAX];
    private final String[] values = new String[MAX];
    private final byte[] timing = new byte[ServerTiming.MAX_BYTES];
    private int timingBytes;
    private int size;

    public void clear() {
        size = 0;
        timingBytes = 0;
    }

    /** Adds a field, unless the value is empty. Both are ASCII without control characters. */
    public void add(String name, String value) {
        if (!value.isEmpty()) {
            names[size] = name;
            values[size++] = value;
        }
    }

    /** Adds Server-Timing, which is written without making a string of it. {@code guardNanos} is negative when no guard ran. */
    void addTiming(long guardNanos, long upstreamNanos) {
        timingBytes = ServerTiming.write(guardNanos, upstreamNanos, timing);
    }

    /** The value of Server-Timing, of {@link #timingBytes} bytes. */
    public byte[] timing() {
        return timing;
    }

    /** 0 when Server-Timing is not among the fields. */
    public int timingBytes() {
        return timingBytes;
    }

    /** How many fields there are besides Server-Timing. */
    public int size() {
        return size;
    }

    public String name(int field) {
        return names[field];
    }

    public String value(int field) {
        return values[field];
    }
}
