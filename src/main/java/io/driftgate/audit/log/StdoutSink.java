package io.driftgate.audit.log;

import java.io.IOException;
import java.io.PrintStream;

/** Checkpoints as lines {@code {"driftgateCheckpoint": "<note>"}} on standard output, for whoever collects it. */
final class StdoutSink implements CheckpointSink {
    private final PrintStream out;

    StdoutSink(PrintStream out) {
        this.out = out;
    }

    @Override
    public String name() {
        return "stdout";
    }

    @Override
    public void send(long size, String note) throws IOException {
        String escaped = note.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        out.println("{\"driftgateCheckpoint\": \"" + escaped + "\"}");
        if (out.checkError()) {
            throw new IOException("standard output can't be written");
        }
    }
}
