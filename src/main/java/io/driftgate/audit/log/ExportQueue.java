package io.driftgate.audit.log;

import java.io.IOException;
import java.util.Optional;

/**
 * Brings checkpoints to one sink on a thread of its own. Only the newest waits: it says all that the ones before said. A checkpoint is tried
 * {@value #ATTEMPTS} times, with growing pauses, and given up earlier for a newer one.
 */
final class ExportQueue implements AutoCloseable {
    static final int ATTEMPTS = 5;

    private static final long NANOS_PER_MILLI = 1_000_000L;

    private record Note(long size, String text) {}

    private final CheckpointSink sink;
    private final String trouble;
    private final AuditObserver observer;
    private final Troubles troubles;
    private final long firstPauseMillis;
    private final Thread thread;
    private Optional<Note> waiting = Optional.empty();
    private boolean closing;

    /** @param number of the sink among those of its name, from 1: what is wrong with one is not over when another works */
    ExportQueue(CheckpointSink sink, int number, AuditObserver observer, Troubles troubles, long firstPauseMillis) {
        this.sink = sink;
        this.trouble = "export-" + sink.name() + (number > 1 ? "-" + number : "");
        this.observer = observer;
        this.troubles = troubles;
        this.firstPauseMillis = firstPauseMillis;
        this.thread = new Thread(this::run, "driftgate-audit-" + trouble);
        thread.setDaemon(true);
        thread.start();
    }

    synchronized void offer(long size, String note) {
        waiting = Optional.of(new Note(size, note));
        notifyAll();
    }

    /** Gives what waits a last chance. */
    synchronized void finish() {
        closing = true;
        notifyAll();
    }

    /** Waits for that, at most so long. */
    void join(long millis) throws InterruptedException {
        thread.join(Math.max(1, millis));
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            for (Optional<Note> next = take(); next.isPresent(); next = take()) {
                export(next.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Optional<Note> take() throws InterruptedException {
        while (waiting.isEmpty() && !closing) {
            wait();
        }
        Optional<Note> next = waiting;
        waiting = Optional.empty();
        return next;
    }

    private void export(Note note) throws InterruptedException {
        long pause = firstPauseMillis;
        for (int attempt = 1; ; attempt++) {
            String why;
            try {
                sink.send(note.size(), note.text());
                observer.exported(sink.name(), true);
                troubles.end(trouble, "checkpoints reach " + sink.name() + " again");
                return;
            } catch (IOException | RuntimeException e) {
                why = String.valueOf(e.getMessage());
            }
            if (attempt == ATTEMPTS || isSuperseded(pause)) {
                observer.exported(sink.name(), false);
                troubles.begin(
                        trouble,
                        "the checkpoint over " + note.size() + " records did not reach " + sink.name() + ": " + why);
                return;
            }
            pause *= 2;
        }
    }

    /** Waits; true when it is better to give this checkpoint up. */
    private synchronized boolean isSuperseded(long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * NANOS_PER_MILLI;
        for (long left = millis; waiting.isEmpty() && !closing && left > 0; ) {
            wait(left);
            left = (deadline - System.nanoTime()) / NANOS_PER_MILLI;
        }
        return waiting.isPresent() || closing;
    }
}
