package io.driftgate.drift.backtest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import io.driftgate.sketch.BoundedRecordReader;
import io.driftgate.sketch.NumberText;
import io.driftgate.source.Position;
import io.driftgate.source.Problem;
import io.driftgate.source.Problems;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Rows of a file, one after the other in one reused {@link FeatureRow} whose slots are the schema's features in order: CSV as
 * {@code baseline build} takes it, or where the name ends in {@code .jsonl} or {@code .ndjson} one JSON object per line, in which
 * an absent key or null is a missing value. Stops at the first problem. One thread.
 */
public final class RowReader {
    private final Schema schema;
    private final Path file;
    private final Problems problems;
    private final FeatureRow row;

    /** What becomes of a row; false stops. */
    public interface Sink {
        boolean row(FeatureRow row) throws IOException;
    }

    public RowReader(Schema schema, Path file, Problems problems) {
        this.schema = schema;
        this.file = file;
        this.problems = problems;
        row = new FeatureRow(schema.size());
    }

    /**
     * Reads to the end.
     *
     * @return whether there was no problem with the file
     * @throws IOException of the sink
     */
    public boolean read(Sink sink) throws IOException {
        String name = file.toString().toLowerCase(Locale.ROOT);
        try (BoundedRecordReader reader = new BoundedRecordReader(new InputStreamReader(
                Files.newInputStream(file),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)))) {
            return (name.endsWith(".jsonl") || name.endsWith(".ndjson")) ? json(reader, sink) : csv(reader, sink);
        } catch (NoSuchFileException e) {
            return fail("no such file or directory");
        } catch (CharacterCodingException e) {
            return fail("is not UTF-8 text");
        } catch (Unreadable e) {
            return fail(
                    e.getCause() instanceof CharacterCodingException
                            ? "is not UTF-8 text"
                            : "can't be read: " + e.getCause().getMessage());
        }
    }

    private boolean csv(BoundedRecordReader reader, Sink sink) throws IOException {
        CSVFormat format = CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();
        try (CSVParser parser =
                CSVParser.builder().setReader(reader).setFormat(format).get()) {
            Iterator<CSVRecord> records = parser.iterator();
            if (!hasNext(records)) {
                return fail("is empty");
            }
            CSVRecord header = records.next();
            int[] places = places(header);
            if (places.length == 0) {
                return false;
            }
            while (hasNext(records)) {
                CSVRecord record = records.next();
                reader.endRecord();
                if (record.size() != header.size()) {
                    return fail(
                            firstLine(record, parser),
                            Math.min(record.size(), header.size() + 1),
                            "has " + record.size() + " fields where the first line names " + header.size());
                }
                row.clear();
                for (int slot = 0; slot < places.length; slot++) {
                    Optional<String> wrong = text(slot, record.get(places[slot]));
                    if (wrong.isPresent()) {
                        return fail(firstLine(record, parser), places[slot] + 1, wrong.get());
                    }
                }
                if (!sink.row(row)) {
                    return true;
                }
            }
        }
        return true;
    }

    private static boolean hasNext(Iterator<CSVRecord> records) {
        try {
            return records.hasNext();
        } catch (UncheckedIOException e) {
            throw new Unreadable(e.getCause());
        }
    }

    private int[] places(CSVRecord header) {
        List<String> names = new ArrayList<>();
        header.forEach(name -> names.add(name.strip()));
        int[] places = new int[schema.size()];
        for (int slot = 0; slot < places.length; slot++) {
            String feature = schema.features().get(slot).name();
            places[slot] = names.indexOf(feature);
            if (places[slot] < 0 || places[slot] != names.lastIndexOf(feature)) {
                fail(
                        1,
                        places[slot] < 0 ? 1 : names.lastIndexOf(feature) + 1,
                        places[slot] < 0
                                ? "has no column '" + feature + "', which the baseline has"
                                : "column '" + feature + "' stands twice");
                return new int[0];
            }
        }
        return places;
    }

    private static long firstLine(CSVRecord record, CSVParser parser) {
        long line = parser.getCurrentLineNumber();
        for (String field : record) {
            line -= field.chars().filter(c -> c == '\n').count();
        }
        return line;
    }

    /** Takes a CSV field; what is wrong with it. */
    private Optional<String> text(int slot, String field) {
        FeatureType type = schema.features().get(slot).type();
        if (!type.isNumeric() && type != FeatureType.BOOL) {
            if (!field.isEmpty()) {
                set(slot, field);
            }
            return Optional.empty();
        }
        String text = field.strip();
        if (NumberText.isMissing(text)) {
            return Optional.empty();
        }
        if (type == FeatureType.BOOL) {
            String lower = text.toLowerCase(Locale.ROOT);
            boolean yes = List.of("true", "1", "1.0").contains(lower);
            if (!yes && !List.of("false", "0", "0.0").contains(lower)) {
                return wrong(slot, text);
            }
            row.setBool(slot, yes);
            return Optional.empty();
        }
        return NumberText.isNumber(text) ? number(slot, Double.parseDouble(text), text) : wrong(slot, text);
    }

    private Optional<String> number(int slot, double value, String text) {
        boolean whole = schema.features().get(slot).type() != FeatureType.INT || value == Math.rint(value);
        if (!whole || Double.isInfinite(value)) {
            return wrong(slot, text);
        }
        row.setNumber(slot, value + 0.0); // +0.0 makes -0.0 equal to 0.0
        return Optional.empty();
    }

    private Optional<String> wrong(int slot, String text) {
        String kind = switch (schema.features().get(slot).type()) {
            case INT -> "a whole number";
            case FLOAT -> "a number";
            case BOOL -> "true or false";
            default -> "text";
        };
        String shown = text.length() <= 40 ? text : text.substring(0, 40) + "…";
        return Optional.of(schema.features().get(slot).name() + " must be " + kind + ", not '" + shown + "'");
    }

    private void set(int slot, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        row.setText(slot, utf8, 0, utf8.length);
    }

    private boolean json(BoundedRecordReader reader, Sink sink) throws IOException {
        BufferedReader lines = new BufferedReader(reader);
        JsonFactory factory = new JsonFactory();
        long number = 0;
        for (String line = next(lines); line != null; line = next(lines)) {
            number++;
            reader.endRecord();
            if (line.isBlank()) {
                continue;
            }
            try (JsonParser parser = factory.createParser(line)) {
                parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
                Optional<String> wrong = object(parser);
                if (wrong.isPresent()) {
                    return fail(number, parser.currentTokenLocation().getColumnNr(), wrong.get());
                }
            } catch (JsonProcessingException e) {
                JsonLocation at = e.getLocation();
                return fail(number, at == null ? 1 : at.getColumnNr(), "is not valid JSON: " + e.getOriginalMessage());
            }
            if (!sink.row(row)) {
                return true;
            }
        }
        return true;
    }

    private static String next(Reader lines) {
        try {
            return ((BufferedReader) lines).readLine();
        } catch (IOException e) {
            throw new Unreadable(e);
        }
    }

    private Optional<String> object(JsonParser parser) throws IOException {
        row.clear();
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return Optional.of("must be a JSON object");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            int slot = slot(parser.currentName());
            JsonToken token = parser.nextToken();
            if (slot < 0) {
                parser.skipChildren();
                continue;
            }
            Optional<String> wrong = value(slot, token, parser);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return parser.nextToken() == null ? Optional.empty() : Optional.of("has more than one value on the line");
    }

    private Optional<String> value(int slot, JsonToken token, JsonParser parser) throws IOException {
        FeatureType type = schema.features().get(slot).type();
        String text = token.isScalarValue() ? parser.getText() : String.valueOf(parser.getText());
        if (token == JsonToken.VALUE_NULL) {
            return Optional.empty();
        }
        if (token.isNumeric() && type.isNumeric()) {
            return number(slot, parser.getDoubleValue(), text);
        }
        if (token.isBoolean() && !type.isNumeric()) {
            row.setBool(slot, parser.getBooleanValue());
            return Optional.empty();
        }
        if (token.isNumeric() && (type != FeatureType.BOOL || List.of("0", "1").contains(text))) {
            row.setNumber(slot, parser.getDoubleValue() + 0.0);
            return Optional.empty();
        }
        if (token == JsonToken.VALUE_STRING && !type.isNumeric() && type != FeatureType.BOOL) {
            set(slot, text);
            return Optional.empty();
        }
        return wrong(slot, text);
    }

    private int slot(String name) {
        for (int slot = 0; slot < schema.size(); slot++) {
            if (schema.features().get(slot).name().equals(name)) {
                return slot;
            }
        }
        return -1;
    }

    private boolean fail(String message) {
        problems.fileError(file.toString(), message, "");
        return false;
    }

    private boolean fail(long line, long column, String message) {
        Position position =
                new Position(file.toString(), (int) Math.min(Integer.MAX_VALUE, line), (int) Math.max(1, column));
        problems.add(new Problem(Problem.Severity.ERROR, position, message, "", ""));
        return false;
    }

    /** An error of the file, told apart from one of the sink. */
    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unreadable(IOException cause) {
            super(cause);
        }
    }
}
