package io.driftgate.sketch.rows;

import com.fasterxml.jackson.core.JsonParser;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.Schema;
import io.driftgate.sketch.BoundedRecordReader;
import io.driftgate.source.Position;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Rows of a file, one after the other in one reused {@link FeatureRow} whose slots are the schema's features in order; an absent slot is a
 * missing value. A file whose name ends in {@code .gz} is unpacked. Goes on after a bad row until there are as many problems as it may list;
 * a row with a problem does not reach the sink. One use, one thread.
 */
public final class RowReader {
    private static final int BUFFER_BYTES = 1 << 16;

    /** How such a file begins (RFC 1952); no UTF-8 text does. */
    private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};

    /** Where the CSV parser's complaints have the line. */
    private static final Pattern LINE = Pattern.compile("line:? ?(\\d{1,18})");

    private final Schema schema;
    private final Path file;
    private final String name;
    private final RowFormat format;
    private final int maxProblems;
    private final Problems problems;
    private final FeatureRow row;
    private final FieldValues values;
    private final int[] columns;

    /** Of the values of the line at hand, which may be malformed behind them. */
    private final FieldValues.Refusal[] refusals;

    private final int errorsBefore;
    private final MessageDigest digest = sha256Digest();
    private Optional<CountingStream> counting = Optional.empty();
    private String sha256 = "";
    private long line;

    /** What becomes of a row; false stops. */
    public interface Sink {
        boolean row(FeatureRow row) throws IOException;
    }

    /** Reads until the first problem; the format is that of the file's name. */
    public RowReader(Schema schema, Path file, Problems problems) {
        this(schema, file, file.toString(), RowFormat.of(file), 1, false, problems);
    }

    /**
     * Prepares.
     *
     * @param schema of single values
     * @param name of the file, for problems; a problem's column is the number of the CSV column, or where in the line the JSON value is
     * @param maxProblems after which the rest is not read
     * @param strictEnums whether a value that the schema's enum has not is a problem
     */
    public RowReader(
            Schema schema,
            Path file,
            String name,
            RowFormat format,
            int maxProblems,
            boolean strictEnums,
            Problems problems) {
        this.schema = schema;
        this.file = file;
        this.name = name;
        this.format = format;
        this.maxProblems = maxProblems;
        this.problems = problems;
        row = new FeatureRow(schema.size());
        values = new FieldValues(row, schema, strictEnums);
        columns = new int[schema.size()];
        refusals = new FieldValues.Refusal[schema.size()];
        errorsBefore = problems.errorCount();
    }

    /** Bytes of the file that were read so far. */
    public long bytesRead() {
        return counting.map(CountingStream::bytes).orElse(0L);
    }

    /** SHA-256 of the file as it is, packed or not; empty before its end. */
    public String sha256() {
        return sha256;
    }

    /**
     * Reads to the end.
     *
     * @return whether there was no problem with the file
     * @throws IOException of the sink
     */
    public boolean read(Sink sink) throws IOException {
        try (CountingStream in = new CountingStream(open(), digest)) {
            counting = Optional.of(in);
            boolean packed = file.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
            PushbackInputStream begun = new PushbackInputStream(in, GZIP_MAGIC.length);
            if (!packed && isGzip(begun)) {
                fileProblem(
                        "is packed with gzip, which its name does not say",
                        "let the name end in .gz, such as " + file.getFileName() + ".gz, or unpack it");
                return false;
            }
            try (BoundedRecordReader reader = new BoundedRecordReader(new InputStreamReader(
                    packed ? unpacked(begun) : begun,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)))) {
                if (format == RowFormat.JSONL) {
                    json(reader, sink);
                } else {
                    csv(reader, sink);
                }
                drain(in);
                sha256 = HexFormat.of().formatHex(digest.digest());
            }
        } catch (NoSuchFileException e) {
            fileProblem("no such file or directory", "");
        } catch (CharacterCodingException e) {
            notUtf8();
        } catch (Unreadable e) {
            if (e.getCause() instanceof CharacterCodingException) {
                notUtf8();
            } else {
                fileProblem("can't be read: " + e.getCause().getMessage(), "");
            }
        }
        return problems.errorCount() == errorsBefore;
    }

    /** Reads once more, to say where. */
    private void notUtf8() {
        boolean packed = file.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
        try (InputStream in = open();
                InputStream text = packed ? unpacked(in) : in) {
            MalformedText place = MalformedText.first(text);
            int column = (int) Math.min(Integer.MAX_VALUE, place.column());
            problem(place.line(), column, "is not UTF-8 text from here on", "save it as UTF-8");
        } catch (IOException | Unreadable e) {
            fileProblem("is not UTF-8 text", "save it as UTF-8");
        }
    }

    private InputStream open() throws NoSuchFileException {
        try {
            return Files.newInputStream(file);
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            throw new Unreadable(e);
        }
    }

    /** Behind what was unpacked there may be more, and the digest is of all. */
    private static void drain(InputStream in) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new Unreadable(e);
        }
    }

    private static boolean isGzip(PushbackInputStream in) {
        try {
            byte[] first = in.readNBytes(GZIP_MAGIC.length);
            in.unread(first);
            return Arrays.equals(first, GZIP_MAGIC);
        } catch (IOException e) {
            throw new Unreadable(e);
        }
    }

    private static InputStream unpacked(InputStream in) {
        try {
            return new GZIPInputStream(in, BUFFER_BYTES);
        } catch (IOException e) {
            throw new Unreadable(e);
        }
    }

    private void csv(BoundedRecordReader reader, Sink sink) throws IOException {
        CSVFormat rfc = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();
        CSVParser parser =
                CSVParser.builder().setReader(reader).setFormat(rfc).get(); // whoever opened the reader closes it
        try {
            records(parser, reader, sink);
        } catch (Unreadable e) {
            if (!(e.getCause() instanceof CSVException)) {
                throw e;
            }
            quotes(parser, e.getCause().getMessage());
        }
    }

    /** The parser's two complaints, of a quote that is not closed and of text behind one that is, with the line that they are about. */
    private void quotes(CSVParser parser, String message) {
        Matcher place = LINE.matcher(message);
        long at = place.find() ? Long.parseLong(place.group(1)) : parser.getCurrentLineNumber();
        boolean open = message.contains("EOF");
        problem(
                at,
                1,
                open
                        ? "has a field whose quote is not closed up to the end of the file"
                        : "has text behind a closing quote",
                open
                        ? "close it, and write a quote within a quoted field twice"
                        : "write a quote within a quoted field twice, and quote the whole field");
    }

    private void records(CSVParser parser, BoundedRecordReader reader, Sink sink) throws IOException {
        Iterator<CSVRecord> records = parser.iterator();
        if (!hasNext(records)) {
            fileProblem("is empty", "the first line names the columns");
            return;
        }
        CSVRecord header = records.next();
        int[] places = places(header, parser.getCurrentLineNumber());
        while (places.length > 0 && mayGoOn() && hasNext(records)) {
            CSVRecord record = records.next();
            reader.endRecord();
            line = firstLine(record, parser);
            if (record(record, places, header.size()) && !sink.row(row)) {
                return;
            }
        }
    }

    /** Whether a record could be taken. */
    private boolean record(CSVRecord record, int[] places, int fields) {
        if (record.size() != fields) {
            problem(
                    line,
                    Math.min(record.size(), fields + 1),
                    "has " + record.size() + " fields where the first line names " + fields,
                    "quote fields that hold commas");
            return false;
        }
        boolean whole = true;
        row.clear();
        for (int slot = 0; slot < places.length; slot++) {
            columns[slot] = places[slot] + 1;
            whole &= accepted(slot, values.csv(schema.features().get(slot), slot, record.get(places[slot])));
        }
        return whole;
    }

    private boolean accepted(int slot, Optional<FieldValues.Refusal> refusal) {
        refusal.ifPresent(found -> problem(line, columns[slot], found.message(), found.hint()));
        return refusal.isEmpty();
    }

    private boolean mayGoOn() {
        if (problems.errorCount() < errorsBefore + maxProblems) {
            return true;
        }
        if (maxProblems > 1) {
            fileProblem("has " + maxProblems + " problems or more; the rest is not listed", "");
        }
        return false;
    }

    private static boolean hasNext(Iterator<CSVRecord> records) {
        try {
            return records.hasNext();
        } catch (UncheckedIOException e) {
            throw new Unreadable(e.getCause());
        }
    }

    /** Where the schema's features are in a record; empty after a problem. */
    private int[] places(CSVRecord header, long headerLine) {
        int before = problems.errorCount();
        List<String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String field : header) {
            String column = field.strip();
            names.add(column);
            if (!seen.add(column) && schema.feature(column).isPresent()) {
                problem(headerLine, names.size(), "column '" + column + "' stands twice", "");
            }
        }
        int[] places = new int[schema.size()];
        for (int slot = 0; slot < places.length; slot++) {
            String feature = schema.features().get(slot).name();
            places[slot] = names.indexOf(feature);
            if (places[slot] < 0) {
                String all = String.join(", ", names);
                problem(
                        headerLine,
                        1,
                        "has no column '" + feature + "', which the schema has",
                        "columns are: " + (all.length() <= 40 ? all : all.substring(0, 40) + "…"));
            }
        }
        return problems.errorCount() == before ? places : new int[0];
    }

    private static long firstLine(CSVRecord record, CSVParser parser) {
        long last = parser.getCurrentLineNumber();
        for (String field : record) {
            for (int at = field.indexOf('\n'); at >= 0; at = field.indexOf('\n', at + 1)) {
                last--;
            }
        }
        return last;
    }

    private void json(BoundedRecordReader reader, Sink sink) throws IOException {
        BufferedReader lines = new BufferedReader(reader, BUFFER_BYTES);
        JsonLine parsed = new JsonLine(schema, columns, this::take);
        while (mayGoOn()) {
            String text = next(lines);
            if (text == null) {
                return;
            }
            line++;
            reader.endRecord();
            if (text.isBlank()) {
                continue;
            }
            if (object(parsed, text) && !sink.row(row)) {
                return;
            }
        }
    }

    private void take(int slot, JsonParser parser) throws IOException {
        refusals[slot] = values.json(schema.features().get(slot), slot, parser).orElse(null);
    }

    /** Whether an object could be taken. */
    private boolean object(JsonLine parsed, String text) throws IOException {
        row.clear();
        Arrays.fill(refusals, null);
        Optional<JsonLine.Malformed> malformed = parsed.read(text);
        if (malformed.isPresent()) {
            problem(
                    line,
                    malformed.get().column(),
                    malformed.get().message(),
                    malformed.get().hint());
            return false;
        }
        boolean whole = true;
        for (int slot = 0; slot < refusals.length; slot++) {
            whole &= accepted(slot, Optional.ofNullable(refusals[slot]));
        }
        return whole;
    }

    private static String next(BufferedReader lines) {
        try {
            return lines.readLine();
        } catch (IOException e) {
            throw new Unreadable(e);
        }
    }

    private void fileProblem(String message, String hint) {
        problems.fileError(name, message, hint);
    }

    private void problem(long at, int column, String message, String hint) {
        Position position = new Position(name, (int) Math.min(Integer.MAX_VALUE, at), Math.max(1, column));
        problems.add(new Problem(Problem.Severity.ERROR, position, message, hint, ""));
    }

    private static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** An error of the file, told apart from one of the sink. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unreadable(IOException cause) {
            super(cause);
        }
    }
}
