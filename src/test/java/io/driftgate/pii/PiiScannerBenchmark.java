package io.driftgate.pii;

import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import io.driftgate.pii.pattern.PiiEntity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How fast parsed bodies are scanned. An operation is a byte, so that operations per nanosecond are GB/s, and bytes allocated are those
 * per byte scanned. English prose with one digit in a hundred characters; the same with 15 % of its bytes in personal data; and
 * {@code java.util.regex} over the prose with one pattern for each of six entities, case-insensitive, one pass each, as people write
 * them first. Bars: 1 GB/s, 0.15 GB/s, a hundred times the regexes; 0 B/op in prose.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PiiScannerBenchmark {
    private static final int BYTES = 1 << 16;
    private static final String[] WORDS = {
        "the",
        "shipment",
        "of",
        "a",
        "customer",
        "arrives",
        "late",
        "and",
        "nobody",
        "knows",
        "why",
        "because",
        "their",
        "agent",
        "wrote",
        "nothing",
        "about",
        "it",
        "before",
        "leaving",
        "for",
        "holidays",
        "last",
        "summer",
        "which",
        "was",
        "quiet"
    };
    private static final String[] VALUES = {
        "ann.lee@harbour.example",
        "4111 1111 1111 1111",
        "DE89 3704 0044 0532 0130 00",
        "536-22-8145",
        "(415) 382-2671",
        "192.168.4.17"
    };

    private final PiiScanner scanner = PiiScanner.unscored();
    private final PiiFindings findings = new PiiFindings();
    private final JsonTape prose = new JsonTape(8);
    private final JsonTape dense = new JsonTape(8);
    private PiiPolicy six;
    private PiiPolicy all;
    private String text;
    private List<Pattern> patterns;

    @Setup
    public void load() throws MalformedJson {
        six = PiiFixtures.policy("""
                EMAIL_ADDRESS: SHADOW
                PHONE_NUMBER: SHADOW
                CREDIT_CARD: SHADOW
                IBAN_CODE: SHADOW
                US_SSN: SHADOW
                IP_ADDRESS: SHADOW
                """);
        StringBuilder entities = new StringBuilder();
        PiiEntity.builtIn().forEach(entity -> entities.append(entity).append(": SHADOW\n"));
        all = PiiFixtures.policy(entities.toString());
        text = body(new Random(1), 0);
        parse(prose, text);
        parse(dense, body(new Random(2), 15));
        patterns = List.of(
                Pattern.compile("[a-z0-9._%+-]+@[a-z0-9.-]+\\.[a-z]{2,}", Pattern.CASE_INSENSITIVE),
                Pattern.compile("\\b(?:\\+?\\d{1,3}[ .-]?)?\\(?\\d{2,4}\\)?[ .-]?\\d{3,4}[ .-]?\\d{4}\\b"),
                Pattern.compile("\\b(?:\\d[ -]?){12,18}\\d\\b"),
                Pattern.compile("\\b[a-z]{2}\\d{2}(?: ?[a-z0-9]){11,30}\\b", Pattern.CASE_INSENSITIVE),
                Pattern.compile("\\b\\d{3}[- .]\\d{2}[- .]\\d{4}\\b"),
                Pattern.compile(
                        "\\b(?:\\d{1,3}\\.){3}\\d{1,3}\\b|(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}",
                        Pattern.CASE_INSENSITIVE));
    }

    private static void parse(JsonTape tape, String json) throws MalformedJson {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        tape.parse(bytes, 0, bytes.length);
    }

    /** Strings of prose of about 1 KB, {@value #BYTES} bytes in all. */
    private static String body(Random random, int percentOfValues) {
        StringBuilder out = new StringBuilder("[\"");
        int valueBytes = 0;
        for (int word = 1; out.length() < BYTES - 64; word++) {
            if (100 * valueBytes < percentOfValues * out.length()) {
                String value = VALUES[random.nextInt(VALUES.length)];
                valueBytes += value.length();
                out.append(value).append(' ');
            }
            out.append(
                    word % 50 == 0 ? String.valueOf(1900 + random.nextInt(120)) : WORDS[random.nextInt(WORDS.length)]);
            out.append(word % 170 == 0 ? "\",\"" : word % 11 == 0 ? ". " : " ");
        }
        return out.append(" ".repeat(BYTES - 2 - out.length())).append("\"]").toString();
    }

    @Benchmark
    @OperationsPerInvocation(BYTES)
    public PiiFindings proseSixEntities() {
        scanner.scan(prose, six, findings);
        return findings;
    }

    @Benchmark
    @OperationsPerInvocation(BYTES)
    public PiiFindings proseAllEntities() {
        scanner.scan(prose, all, findings);
        return findings;
    }

    @Benchmark
    @OperationsPerInvocation(BYTES)
    public PiiFindings denseSixEntities() {
        scanner.scan(dense, six, findings);
        return findings;
    }

    @Benchmark
    @OperationsPerInvocation(BYTES)
    public int proseRegexSixEntities() {
        int found = 0;
        for (Pattern pattern : patterns) {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                found++;
            }
        }
        return found;
    }
}
