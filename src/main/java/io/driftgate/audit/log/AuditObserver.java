package io.driftgate.audit.log;

/**
 * Who hears how the log fares. Called by the log's own threads: returns quickly, does not throw and does not wait.
 */
public interface AuditObserver {
    /** Hears nothing. */
    AuditObserver NONE = new AuditObserver() {
        @Override
        public void trouble(String trouble, String detail, boolean resolved) {}

        @Override
        public void note(String sentence) {}

        @Override
        public void synced(long nanos) {}

        @Override
        public void exported(String sink, boolean success) {}
    };

    /**
     * Something is wrong, or no longer. Told once per change, never once per record.
     *
     * @param trouble a short stable name, such as {@code disk}, {@code drops}, {@code torn-tail}, {@code damage}, {@code checkpoint} or {@code export}
     * @param detail for people: what, where, and what to do
     */
    void trouble(String trouble, String detail, boolean resolved);

    /** Something worth a line in the process's log that is no trouble. */
    void note(String sentence);

    /** A group commit's sync took so long. */
    void synced(long nanos);

    /** A checkpoint reached a sink, or was given up on. */
    void exported(String sink, boolean success);
}
