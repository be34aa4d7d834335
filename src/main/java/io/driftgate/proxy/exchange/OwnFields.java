package io.driftgate.proxy.exchange;

/** The few header fields that Driftgate adds to a message. Reused per event loop: filled, written, cleared. */
public final class OwnFields {
    private static final int MAX = 16;

    private final String[] names = new String[MAX];
    private final String[] values = new String[MAX];
    private int size;

    public void clear() {
        size = 0;
    }

    /** Adds a field, unless the value is empty. Both are ASCII without control characters. */
    public void add(String name, String value) {
        if (!value.isEmpty()) {
            names[size] = name;
            values[size++] = value;
        }
    }

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
