package io.driftgate.snapshot;

/**
 * The one place where the planes meet. The control plane's publisher is the only writer; event loops read once per request, so
 * that a request sees one version of everything.
 */
public final class SnapshotHolder {
    private volatile Snapshot current;

    public SnapshotHolder(Snapshot initial) {
        current = initial;
    }

    public Snapshot current() {
        return current;
    }

    public void publish(Snapshot next) {
        current = next;
    }
}
