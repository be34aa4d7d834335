package io.driftgate.control.stream;

import io.driftgate.sketch.stream.PaneHeader;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/** The newest panes of all models, encoded, in bounded memory: the oldest go first. Thread-safe. */
public final class RecentPanes {
    /** Bytes of encoded panes that are kept. */
    public static final int MAX_BYTES = 16 << 20;

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Pane(PaneHeader header, byte[] bytes) {}

    private final int maxBytes;
    private final Deque<Pane> panes = new ArrayDeque<>();
    private int bytes;

    RecentPanes(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    synchronized void add(PaneHeader header, byte[] encoded) {
        panes.addLast(new Pane(header, encoded));
        bytes += encoded.length;
        while (bytes > maxBytes) {
            bytes -= panes.removeFirst().bytes.length;
        }
    }

    /** A stream of a model's panes that ended after a time, milliseconds since 1970 UTC, the oldest first. */
    public synchronized byte[] since(String model, long millis) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Pane pane : panes) {
            if (pane.header().model().equals(model) && pane.header().toMillis() > millis) {
                out.writeBytes(pane.bytes);
            }
        }
        return out.toByteArray();
    }
}
