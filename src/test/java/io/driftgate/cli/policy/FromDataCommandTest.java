package io.driftgate.cli.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FromDataCommandTest {
    private static final String[] ODD_NAMES = {
        "age",
        "Odd Name: #1",
        "é€ß",
        "null",
        "true",
        "- x",
        "'quoted'",
        "\"double\"",
        "{a: b}",
        "a\\b",
        "1e5",
        "~",
        "tab\there",
        "*alias",
        "&anchor",
        "!tag",
        "%d",
        "@at",
        "`tick`",
        "?",
        ":",
        "#",
        "|",
        ">",
        "[",
        "]",
        ",",
        "42",
        "a.b.c",
        "日本語",
        "\u0001",
        "\uD83D\uDE00",
        "no",
        "Y",
        "<<",
        "=",
        "..",
        "x ",
        "A",
        "a"
    };

    @TempDir
    private Path directory;

    private final PolicyLine line = new PolicyLine();

    private Path csv(String text) throws IOException {
        return Files.writeString(directory.resolve("data.csv"), text);
    }

    @Test
    void infersTypesBoundsAndShares() throws IOException {
        StringBuilder text = new StringBuilder("age,rate,segment,active,zip,gone,flag,income\n");
        for (int i = 0; i < 200; i++) {
            text.append(20 + i % 41)
                    .append(',')
                    .append(i % 10 == 0 ? "" : "0." + (i % 9 + 1))
                    .append(i % 3 == 0 ? ",returning," : ",new,")
                    .append(i % 2 == 0 ? "true" : "FALSE")
                    .append(",0")
                    .append(1000 + i)
                    .append(",,")
                    .append(i % 2)
                    .append(',')
                    .append(i % 20 == 0 ? "NaN" : "1e3")
                    .append('\n');
        }
        assertEquals(0, line.run("from-data", csv(text.toString())), line::toString);
        assertEquals("""
                # A first policy, from 200 rows of data.csv.
                # Every bound below was observed, not meant: read it, ask whoever knows the data, and change it.
                # Remove columns that are no features of the model, such as its label.
                #
                # Its schema, for driftgate.yaml or a file of its own:
                #   age: int
                #   rate: float
                #   segment: {enum: [new, returning]}
                #   active: bool
                #   zip: string  # digits with leading zeros: taken for text
                #   gone: string  # never had a value: its type is a guess
                #   flag: int
                #   income: int
                rules:
                  # never missing in the data
                  - id: age-present
                    feature: age
                    required: true
                    notNull: true
                  # observed 20 to 60; 1 % below 20, half below 40, 1 % above 60
                  - id: age-range
                    feature: age
                    type: int
                    between: [16, 64]
                  # missing in 20 of 200 rows (10.00 %); a shadow rule, because a request has few rows
                  - id: rate-missing-share
                    enforcement: shadow
                    feature: rate
                    maxMissingShare: 0.15
                """, head(line.out(), 29));
        for (String part : new String[] {
            "between: [0.019, 0.98]",
            "in: [new, returning]",
            "type: bool",
            "length: [1, 10]",
            "in: [0, 1]",
            "missing in 10 of 200 rows (5.00 %)",
            "between: [900, 1100]"
        }) {
            assertTrue(line.out().contains(part), () -> part + "\n" + line);
        }
        assertFalse(line.out().contains("gone-"), line::toString);
        assertEquals("", line.err());
    }

    private static String head(String text, int lines) {
        return String.join("\n", text.lines().limit(lines).toList()) + "\n";
    }

    @Test
    void whatItWritesLoadsAndPassesWhateverTheColumnsAreCalled() throws IOException {
        Random random = new Random(20);
        for (int round = 0; round < 12; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < ODD_NAMES.length; i++) {
                text.append(i == 0 ? "" : ",").append(field(ODD_NAMES[i].equals("x ") ? "x" : ODD_NAMES[i]));
            }
            for (int row = 0; row < 60; row++) {
                for (int i = 0; i < ODD_NAMES.length; i++) {
                    text.append(i == 0 ? "\n" : ",").append(field(value(random, (i + round) % 12)));
                }
            }
            Path data = csv(text.toString());
            Path out = directory.resolve("policies/odd/v" + round);
            assertEquals(0, line.run("from-data", data, "--out", out), line::toString);
            String policy = Files.readString(out.resolve("policy.yaml"));
            assertEquals("", line.err(), () -> policy.substring(Math.max(0, policy.indexOf("# left out"))));
            assertEquals(0, line.run("test", out), line::toString);
            assertTrue(line.out().contains("2 passed, 0 failed"), line::toString);
        }
    }

    private static String value(Random random, int kind) {
        return switch (kind) {
            case 0 -> Integer.toString(random.nextInt(200) - 100);
            case 1 -> Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
            case 2 -> random.nextBoolean() ? "true" : "false";
            case 3 -> ODD_NAMES[random.nextInt(ODD_NAMES.length)];
            case 4 -> ODD_NAMES[random.nextInt(4)];
            case 5 -> random.nextInt(3) == 0 ? "" : "NaN";
            case 6 -> "7";
            case 7 -> random.nextInt(4) == 0 ? "" : Integer.toString(random.nextInt(3));
            case 8 -> "x".repeat(random.nextInt(300));
            case 9 -> Double.toString(random.nextBoolean() ? Double.MAX_VALUE : -Double.MAX_VALUE);
            case 10 -> Double.toString(-1e-300 * random.nextDouble());
            default -> "a\nb\u0000c\u2028\uFEFF" + random.nextInt(2);
        };
    }

    private static String field(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    @Test
    void boundsAreNeverNarrowerThanTheData() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            double a = random.nextGaussian() * Math.pow(10, random.nextInt(30) - 15);
            double b = random.nextInt(10) == 0 ? a : a + random.nextDouble() * Math.pow(10, random.nextInt(30) - 15);
            boolean whole = random.nextBoolean();
            double min = whole ? Math.rint(a) : a;
            double max = whole ? Math.rint(b) : b;
            double low = Double.parseDouble(DataDraft.bound(min, max, whole, false));
            double high = Double.parseDouble(DataDraft.bound(min, max, whole, true));
            assertTrue(low <= min && max <= high, () -> "[" + low + ", " + high + "] of " + min + " to " + max);
            assertTrue(min < 0 || low >= 0, () -> low + " is across zero from " + min);
        }
    }

    @Test
    void writesNoValueOfAnyRowIntoTests() throws IOException {
        Path data = csv("name,age\n" + "Ann Example,41\n".repeat(1) + "Bob Sample,43\n" + "Cay Pattern,47\n");
        Path out = directory.resolve("policies/p/v1");
        assertEquals(0, line.run("from-data", data, "--out", out), line::toString);
        for (String file : new String[] {"policy.yaml", "schema.yaml", "tests.yaml"}) {
            String text = Files.readString(out.resolve(file));
            assertFalse(text.contains("Ann") || text.contains("Bob") || text.contains("Cay"), text);
        }
    }

    @Test
    void refusesToReplaceFilesWithoutForce() throws IOException {
        Path data = csv("a\n1\n2\n");
        Path out = directory.resolve("policies/p/v1");
        assertEquals(0, line.run("from-data", data, "--out", out), line::toString);
        Files.writeString(out.resolve("policy.yaml"), "mine");
        assertEquals(2, line.run("from-data", data, "--out", out), line::toString);
        assertTrue(line.err().contains("policy.yaml exists: --force replaces it"), line::toString);
        assertEquals("mine", Files.readString(out.resolve("policy.yaml")));
        assertEquals(0, line.run("from-data", data, "--out", out, "--force"), line::toString);
        assertTrue(Files.readString(out.resolve("policy.yaml")).startsWith("# A first policy"));
        assertEquals(2, line.run("from-data", data, "--out", directory.resolve("somewhere")), line::toString);
        assertTrue(line.err().contains("<name>/v<N>"), line::toString);
        assertEquals(2, line.run("from-data", data, "--force"), line::toString);
    }

    @Test
    void saysWhereTheDataIsWrong() throws IOException {
        assertEquals(1, line.run("from-data", csv("a,b\n1,2\n1,2,3\n\"x\ny\",2\n1\n")));
        assertTrue(
                line.err().contains("data.csv:3:3: error: has 3 fields where the first line names 2"), line::toString);
        assertTrue(
                line.err().contains("data.csv:6:1: error: has 1 fields where the first line names 2"), line::toString);
        assertEquals(1, line.run("from-data", csv("a,,a\n1,2,3\n")));
        assertTrue(line.err().contains("data.csv:1:2: error: column 2 has no name"), line::toString);
        assertTrue(line.err().contains("data.csv:1:3: error: column 'a' stands twice"), line::toString);
        assertEquals(1, line.run("from-data", csv("")));
        assertTrue(line.err().contains("is empty"), line::toString);
        assertEquals(1, line.run("from-data", csv("a,b\n")));
        assertTrue(line.err().contains("has no rows"), line::toString);
        assertEquals(1, line.run("from-data", directory.resolve("none.csv")));
        assertTrue(line.err().contains("can't be read: no such file"), line::toString);
        Files.write(directory.resolve("data.csv"), new byte[] {'a', '\n', (byte) 0xff, '\n'});
        assertEquals(1, line.run("from-data", directory.resolve("data.csv")));
        assertTrue(line.err().contains("is not UTF-8 text"), line::toString);
        assertEquals(2, line.run("from-data", csv("a\n1\n"), "--max-categories", "0"));
        assertEquals(2, line.run("from-data"));
    }
}
