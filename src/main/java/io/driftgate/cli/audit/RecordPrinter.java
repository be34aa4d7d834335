package io.driftgate.cli.audit;

import io.driftgate.cli.ClosedOutput;
import io.driftgate.cli.ExitCode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Prints the records of a log that pass a filter. One thread. */
final class RecordPrinter {
    private final Path directory;
    private final RecordFilter filter;
    private final RecordForm form;

    RecordPrinter(Path directory, RecordFilter filter, RecordForm form) {
        this.directory = directory;
        this.filter = filter;
        this.form = form;
    }

    /** @return the command's exit code */
    int print(OutputStream to, PrintWriter err) throws IOException {
        LogRecords records = new LogRecords(directory, err);
        String lineEnd = form == RecordForm.CSV ? "\r\n" : "\n";
        Writer out = new BufferedWriter(new OutputStreamWriter(to, StandardCharsets.UTF_8), 1 << 16);
        try {
            if (form == RecordForm.CSV) {
                out.write(String.join(",", RecordLine.COLUMNS) + lineEnd);
            }
            records.forEach((index, record) -> {
                if (filter.matches(record)) {
                    out.write(RecordLine.of(form, index, record));
                    out.write(lineEnd);
                }
                return true;
            });
            out.flush();
        } catch (IOException e) {
            if (ClosedOutput.is(e)) {
                return ExitCode.DONE; // whoever reads has seen enough
            }
            throw e;
        }
        return records.isWhole() ? ExitCode.DONE : ExitCode.PROBLEM;
    }
}
