package io.driftgate.cli.pii;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.SequenceInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ScanCommandTest {
    private static final String PLANTED = "ann@harbour.example";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final StringWriter err = new StringWriter();

    private int scan(InputStream in, OutputStream to, String... arguments) {
        return new CommandLine(new ScanCommand(in, to))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private List<String> scan(int exitCode, String input, String... arguments) {
        out.reset();
        err.getBuffer().setLength(0);
        InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        assertEquals(exitCode, scan(in, out, arguments), err::toString);
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void countsOffsetsInCodePointsOfTheText() {
        assertEquals(
                List.of("{\"findings\":[{\"entity\":\"EMAIL_ADDRESS\",\"start\":5,\"end\":13,\"score\":1.0}]}"),
                scan(0, "{\"text\":\"\u00e9\uD83D\uDE00\\ud83d\\ude00\\n a\\u0040bcd.io\"}\n"));
    }

    @Test
    void answersEachLineInItsPlace() {
        assertEquals(
                List.of(
                        "{\"findings\":[]}",
                        "{\"error\":\"line 2: is not valid JSON\"}",
                        "{\"error\":\"line 3: is empty\"}",
                        "{\"error\":\"line 4: has no string \\\"text\\\"; --json scans lines of any JSON\"}",
                        "{\"findings\":[{\"entity\":\"US_SSN\",\"start\":0,\"end\":11,\"score\":0.85}]}"),
                scan(
                        1,
                        "\uFEFF{\"text\":\"x\"}\r\n{\"text\":\n\n{\"text\":1}\n{\"id\":[{}],\"text\":\"536-22-8145\"}",
                        "--entities",
                        "US_SSN,EMAIL_ADDRESS"));
    }

    @Test
    void saysWhereInJsonAFindingIs() {
        assertEquals(
                List.of("{\"findings\":["
                        + "{\"entity\":\"EMAIL_ADDRESS\",\"path\":\"/a~1b/1/c\",\"start\":1,\"end\":9,\"score\":1.0},"
                        + "{\"entity\":\"EMAIL_ADDRESS\",\"path\":\"/a~1b/1/\\\"d@x.de\",\"key\":true,"
                        + "\"start\":1,\"end\":7,\"score\":1.0},"
                        + "{\"entity\":\"EMAIL_ADDRESS\",\"path\":\"/z\",\"start\":0,\"end\":8,\"score\":1.0}]}"),
                scan(
                        0,
                        "{\"a/b\":[[1],{\"c\":\" ab@cd.io\",\"\\\"d@x.de\":{}}],\"y\":[],\"z\":\"ab@cd.io\"}\n",
                        "--json"));
    }

    @Test
    void reportsTheRootAsAnEmptyPath() {
        assertEquals(
                List.of(
                        "{\"findings\":[{\"entity\":\"EMAIL_ADDRESS\",\"path\":\"\",\"start\":0,\"end\":8,\"score\":1.0}]}"),
                scan(0, "\"ab@cd.io\"", "--json"));
    }

    @Test
    void looksIntoTextThatIsJson() {
        String text = "[{\"a\":\"\\ud83d\\ude00\\n\u00e9 ab@cd.io\",\"ssn\":536228145,\"n\":4111111111111111}]";
        assertEquals(
                List.of("{\"findings\":[{\"entity\":\"EMAIL_ADDRESS\",\"start\":23,\"end\":31,\"score\":1.0},"
                        + "{\"entity\":\"US_SSN\",\"start\":39,\"end\":48,\"score\":0.7},"
                        + "{\"entity\":\"CREDIT_CARD\",\"start\":53,\"end\":69,\"score\":1.0}]}"),
                scan(0, "{\"text\":\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}"));
    }

    @Test
    void takesKeysForContext() {
        assertEquals(
                List.of(
                        "{\"findings\":[{\"entity\":\"US_SSN\",\"path\":\"/ssn/0\",\"start\":0,\"end\":9,\"score\":0.7}]}"),
                scan(0, "{\"ssn\":[536228145],\"rows\":536228145}", "--json"));
    }

    @Test
    void readsAsTheGatewayDoes() {
        assertEquals(
                List.of("{\"findings\":[{\"entity\":\"EMAIL_ADDRESS\",\"start\":1,\"end\":9,\"score\":1.0},"
                        + "{\"entity\":\"CREDIT_CARD\",\"start\":11,\"end\":30,\"score\":1.0},"
                        + "{\"entity\":\"EMAIL_ADDRESS\",\"start\":31,\"end\":41,\"score\":1.0},"
                        + "{\"entity\":\"IP_ADDRESS\",\"start\":42,\"end\":62,\"score\":1.0}]}"),
                scan(
                        0,
                        "{\"text\":\"\uD83D\uDE00\uff41b@cd.io, "
                                + "4111\u00b71111\u00b71111\u00b71111 ab%40cd.io aG9zdCAxMC4xLjIuMyB1\"}\n"));
    }

    @Test
    void saysWhatItCouldNotReadToTheEnd() {
        assertEquals(
                List.of("{\"findings\":[],\"uninspectable\":\"depth\"}"), scan(0, "{\"text\":\"ab%25252540cd.io\"}"));
    }

    @Test
    void countsEscapesOfAnyJsonAsOneCodePoint() {
        assertEquals(
                List.of("{\"findings\":["
                        + "{\"entity\":\"EMAIL_ADDRESS\",\"path\":\"/a\",\"start\":5,\"end\":13,\"score\":1.0},"
                        + "{\"entity\":\"IP_ADDRESS\",\"path\":\"/a\",\"start\":15,\"end\":23,\"score\":1.0},"
                        + "{\"entity\":\"US_SSN\",\"path\":\"/b/1\",\"start\":8,\"end\":17,\"score\":0.7}]}"),
                scan(
                        0,
                        "{\"a\":\"\\ud83d\\ude00\\u00e9\u00e9\\n ab\\u0040cd.io\\t\\\"10.1.2.3\","
                                + "\"b\":[7,\"\\u007b\\\"ssn\\\": 536228145}\"]}\n",
                        "--json"));
    }

    @Test
    void passesOverALineThatIsTooLong() {
        String line = "{\"text\":\"ab@cd.io\"}\n";
        InputStream in = new SequenceInputStream(
                new SequenceInputStream(bytes(line), new Repeated('x', ScanCommand.MAX_LINE_BYTES + 1)),
                bytes("\n" + line));

        assertEquals(1, scan(in, out));

        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(3, lines.size());
        assertEquals("{\"error\":\"line 2: is longer than 16777216 bytes\"}", lines.get(1));
        assertEquals(lines.get(0), lines.get(2));
    }

    @Test
    void endsInPeaceWhenNobodyReads() {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        assertEquals(0, scan(bytes("{\"text\":\"\"}\n".repeat(100_000)), closed));
    }

    @Test
    void answersBeforeItWaitsForMore() throws IOException {
        InputStream in = new InputStream() {
            private int reads;

            @Override
            public int read() {
                throw new AssertionError("reads buffers");
            }

            @Override
            public int read(byte[] buffer, int at, int length) {
                assertEquals(reads, out.toString(StandardCharsets.UTF_8).lines().count());
                byte[] line = "{\"text\":\"\"}\n".getBytes(StandardCharsets.UTF_8);
                System.arraycopy(line, 0, buffer, at, line.length);
                return reads++ == 3 ? -1 : line.length;
            }
        };
        assertEquals(0, scan(in, out));
    }

    @Test
    void countsAndNeverPrintsValues() {
        String line = "{\"text\":\"ab@cd.io, ef@gh.io\"}\n";
        scan(0, line.repeat(3), "--stats");

        assertTrue(
                err.toString().matches("(?s).*EMAIL_ADDRESS +6 +3 +1\\.00\n3 lines, 3 with findings, 0 errors;.*"),
                err::toString);
        assertFalse(err.toString().contains("@"), err::toString);
        assertFalse(out.toString(StandardCharsets.UTF_8).contains("@"), out::toString);
    }

    @Test
    void looksForWhatAModelLooksFor(@TempDir Path directory) throws IOException {
        Path config = Files.writeString(directory.resolve("driftgate.yaml"), """
                models:
                  a:
                    protocols: [kserve-v1]
                    pii: {EMAIL_ADDRESS: SHADOW}
                    versions: {v1: {upstream: "http://127.0.0.1:1", policy: none}}
                  b:
                    protocols: [kserve-v1]
                    versions: {v1: {upstream: "http://127.0.0.1:1", policy: none}}
                  c:
                    protocols: [kserve-v1]
                    pii: {EMAIL_ADDRESS: MASK, allow: {fields: [note]}}
                    versions: {v1: {upstream: "http://127.0.0.1:1", policy: none}}
                """);
        String line = "{\"text\":\"ab@cd.io 10.1.2.3\"}\n";

        assertEquals(
                List.of("{\"findings\":[{\"entity\":\"EMAIL_ADDRESS\",\"start\":0,\"end\":8,\"score\":1.0}]}"),
                scan(0, line, "--config", config.toString(), "--model", "a"));
        assertEquals(
                List.of("{\"findings\":[]}"),
                scan(0, "{\"note\":\"ab@cd.io\"}", "--json", "--config", config.toString(), "--model", "c"),
                "what the policy allows");
        scan(2, line, "--config", config.toString());
        assertTrue(err.toString().contains("models are a, b, c"), err::toString);
        scan(2, line, "--config", config.toString(), "--model", "b");
        assertTrue(err.toString().contains("model b has no pii"), err::toString);
        scan(2, line, "--config", config.toString(), "--model", "a", "--min-score", "0.3");
        assertTrue(err.toString().contains("leave --entities"), err::toString);
        scan(2, line, "--config", config + "x");
        assertTrue(err.toString().contains("can't be loaded"), err::toString);
    }

    @Test
    void pathAndOffsetsLeadToTheValue() throws IOException {
        Random random = new Random(11);
        StringBuilder input = new StringBuilder();
        List<JsonNode> lines = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            JsonNode line = anyJson(random, 0);
            JsonFactory format = JsonFactory.builder()
                    .configure(JsonWriteFeature.ESCAPE_NON_ASCII, random.nextBoolean())
                    .build();
            input.append(new ObjectMapper(format).writeValueAsString(line)).append('\n');
            lines.add(line);
        }
        List<String> answers = scan(0, input.toString(), "--json");
        int planted = 0;
        for (int i = 0; i < lines.size(); i++) {
            for (JsonNode finding : new ObjectMapper().readTree(answers.get(i)).get("findings")) {
                String text = lines.get(i).at(finding.get("path").asText()).asText();
                int start = text.offsetByCodePoints(0, finding.get("start").asInt());
                int end = text.offsetByCodePoints(0, finding.get("end").asInt());
                assertEquals(PLANTED, text.substring(start, end), answers.get(i));
                planted++;
            }
        }
        assertEquals(input.toString().split(PLANTED, -1).length - 1, planted);
    }

    /** Texts with a value in half of them, in arrays and objects whose keys need escapes. */
    private static JsonNode anyJson(Random random, int depth) {
        int kind = depth > 3 ? 2 : random.nextInt(4);
        if (kind == 0) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            IntStream.range(0, random.nextInt(4)).forEach(i -> array.add(anyJson(random, depth + 1)));
            return array;
        }
        if (kind == 1) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            IntStream.range(0, random.nextInt(4)).forEach(i -> object.set(noise(random), anyJson(random, depth + 1)));
            return object;
        }
        String value = random.nextBoolean() ? " " + PLANTED + " " : "";
        return JsonNodeFactory.instance.textNode(noise(random) + value + noise(random));
    }

    private static String noise(Random random) {
        String[] pieces = {"\u00e9", "\uD83D\uDE00", "\n", "\"", "\\", "/", "~", "\u0001", "w", " "};
        StringBuilder noise = new StringBuilder();
        random.ints(random.nextInt(8), 0, pieces.length).forEach(i -> noise.append(pieces[i]));
        return noise.toString();
    }

    @Test
    void knowsTheRegionsThatTheGatewayKnows() {
        String line = "{\"text\":\"call (415) 382-2671\"}\n";
        String found = "{\"findings\":[{\"entity\":\"PHONE_NUMBER\",\"start\":5,\"end\":19,\"score\":0.99}]}";

        assertEquals(List.of(found), scan(0, line));
        assertEquals(List.of(found), scan(0, line, "--regions", "DE, US"));
        assertEquals(List.of("{\"findings\":[]}"), scan(0, line, "--regions", "IS"));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        scan(2, "", "--entities", "EMAIL");
        assertTrue(err.toString().contains("there is no entity 'EMAIL'"), err::toString);
        scan(2, "", "--regions", "Germany");
        assertTrue(err.toString().contains("ISO 3166"), err::toString);
        scan(2, "", "--regions", "UK");
        assertTrue(err.toString().contains("'UK' is no region; did you mean 'GB'?"), err::toString);
        scan(2, "", "--min-score", "1.5");
        assertTrue(err.toString().contains("from 0 to 1"), err::toString);
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** One byte, many times. */
    private static final class Repeated extends InputStream {
        private final int value;
        private int left;

        Repeated(int value, int times) {
            this.value = value;
            left = times;
        }

        @Override
        public int read() {
            return left-- > 0 ? value : -1;
        }

        @Override
        public int read(byte[] buffer, int at, int length) {
            int read = Math.min(length, left);
            Arrays.fill(buffer, at, at + read, (byte) value);
            left -= read;
            return read == 0 ? -1 : read;
        }
    }
}
