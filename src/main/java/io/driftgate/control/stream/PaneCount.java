package io.driftgate.control.stream;

/** Counts what became of panes that should go into files. Any thread. */
public interface PaneCount {
    /** A pane is in a file. */
    void written(int bytes);

    /** A pane is in no file: the disk or the queue is full, or the directory can't be written. */
    void dropped();
}
