package io.driftgate.cli.policy;

import io.driftgate.sketch.BoundedRecordReader;
import io.driftgate.source.Position;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads a CSV file (RFC 4180, UTF-8, the first record names the columns) once, in bounded memory, into what was seen of each column.
 * The problems of a malformed file name line and column number.
 */
final class DataObservation {
    private static final int MAX_COLUMNS = 10_000;
    private static final int MAX_NAME_CHARS = 500;
    private static final int MAX_PROBLEMS = 20;

    /** Numbers kept for quantiles, for one column and for all, 8 bytes each. */
    private static final int MAX_SAMPLE = 10_000;

    private static final int MAX_SAMPLE_SUM = 4_000_000;

    private final Path file;
    private final int maxCategories;
    private final Problems problems;

    DataObservation(Path file, int maxCategories, Problems problems) {
        this.file = file;
        this.maxCategories = maxCategories;
        this.problems = problems;
    }

    /** Empty after a problem. */
    Optional<List<ObservedColumn>> read() {
        int errorsBefore = problems.errorCount();
        List<ObservedColumn> columns = new ArrayList<>();
        try (BoundedRecordReader reader = new BoundedRecordReader(new InputStreamReader(
                        Files.newInputStream(file),
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .onMalformedInput(CodingErrorAction.REPORT)
                                .onUnmappableCharacter(CodingErrorAction.REPORT)));
                CSVParser parser = CSVParser.builder()
                        .setReader(reader)
                        .setFormat(CSVFormat.RFC4180
                                .builder()
                                .setIgnoreEmptyLines(true)
                                .get())
                        .get()) {
            records(parser, reader, columns);
        } catch (IOException e) {
            unreadable(e);
        } catch (UncheckedIOException e) {
            unreadable(e.getCause());
        }
        return problems.errorCount() == errorsBefore ? Optional.of(columns) : Optional.empty();
    }

    private void records(CSVParser parser, BoundedRecordReader reader, List<ObservedColumn> columns) {
        Iterator<CSVRecord> records = parser.iterator();
        if (!records.hasNext()) {
            problems.fileError(file.toString(), "is empty", "the first line names the columns");
            return;
        }
        int errorsBefore = problems.errorCount();
        header(records.next(), columns);
        if (problems.errorCount() > errorsBefore) {
            return;
        }
        long rows = 0;
        while (records.hasNext()) {
            CSVRecord record = records.next();
            reader.endRecord();
            rows++;
            if (record.size() == columns.size()) {
                for (int i = 0; i < columns.size(); i++) {
                    columns.get(i).add(record.get(i));
                }
                continue;
            }
            problem(
                    firstLine(record, parser),
                    Math.min(record.size(), columns.size() + 1),
                    "has " + record.size() + " fields where the first line names " + columns.size(),
                    "quote fields that hold commas");
            if (problems.errorCount() >= errorsBefore + MAX_PROBLEMS) {
                problems.fileError(
                        file.toString(), "has " + MAX_PROBLEMS + " problems or more; the rest is not listed", "");
                return;
            }
        }
        if (rows == 0) {
            problems.fileError(
                    file.toString(), "has no rows", "the first line names the columns, data starts on the second");
        }
    }

    private void header(CSVRecord header, List<ObservedColumn> columns) {
        if (header.size() > MAX_COLUMNS) {
            problem(1, 1, "names " + header.size() + " columns, and the most is " + MAX_COLUMNS, "");
            return;
        }
        int sampleSize = Math.max(100, Math.min(MAX_SAMPLE, MAX_SAMPLE_SUM / header.size()));
        Set<String> seen = new HashSet<>();
        for (String field : header) {
            String name = field.strip();
            int place = columns.size() + 1;
            if (name.isEmpty()) {
                problem(1, place, "column " + place + " has no name", "name it: a feature is called by its name");
            } else if (name.length() > MAX_NAME_CHARS) {
                problem(1, place, "column " + place + " has a name of more than " + MAX_NAME_CHARS + " characters", "");
            } else if (!seen.add(name)) {
                problem(1, place, "column '" + YamlText.comment(name) + "' stands twice", "rename one of the two");
            }
            columns.add(new ObservedColumn(name, maxCategories, sampleSize, place));
        }
    }

    private static long firstLine(CSVRecord record, CSVParser parser) {
        long line = parser.getCurrentLineNumber();
        for (String field : record) {
            line -= field.chars().filter(c -> c == '\n').count();
        }
        return line;
    }

    private void problem(long line, int column, String message, String hint) {
        problems.add(new Problem(
                Problem.Severity.ERROR,
                new Position(file.toString(), (int) Math.min(Integer.MAX_VALUE, line), column),
                message,
                hint,
                ""));
    }

    private void unreadable(IOException e) {
        if (e instanceof CharacterCodingException) {
            problems.fileError(file.toString(), "is not UTF-8 text", "save it as UTF-8");
        } else {
            problems.fileError(file.toString(), "can't be read: " + WholeFile.reason(e), "");
        }
    }
}
