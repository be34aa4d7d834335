package io.driftgate.audit.log;

import java.util.ArrayDeque;

/** Records from control-plane threads: bounded in bytes and number, under a lock. */
final class ControlQueue {
    static final int MAX_RECORDS = 4096;
    static final int MAX_BYTES = 4 << 20;

    private static final byte[] NONE = {};

    private final ArrayDeque<byte[]> records = new ArrayDeque<>();
    private int bytes;
    private long added;
    private volatile boolean empty = true;

    /** @return the record's ticket: 1, 2, ...; -1 when there is no room */
    synchronized long add(byte[] record) {
        if (records.size() == MAX_RECORDS || bytes + record.length > MAX_BYTES) {
            return -1;
        }
        records.add(record.clone());
        bytes += record.length;
        empty = false;
        return ++added;
    }

    /** The next record, which stays; empty array when there is none. */
    synchronized byte[] peek() {
        byte[] next = records.peek();
        return next == null ? NONE : next;
    }

    synchronized void remove() {
        bytes -= records.remove().length;
        empty = records.isEmpty();
    }

    boolean isEmpty() {
        return empty;
    }

    synchronized boolean isHalfFull() {
        return records.size() > MAX_RECORDS / 2 || bytes > MAX_BYTES / 2;
    }

    synchronized int queuedBytes() {
        return bytes;
    }
}
