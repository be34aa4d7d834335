package io.driftgate.pii.pattern;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How fast texts of {@value #BYTES} bytes are scanned: English prose of which at most one byte of a hundred is a digit, and without a hit;
 * texts of which 15 of a hundred bytes are hits; and the same prose by java.util.regex, once for each of the patterns. Time per text: GB/s
 * are {@value #BYTES} over nanoseconds. Run with {@code -prof gc}; bars: 1 GB/s, 150 MB/s, 100 times regex, 0 B/op without a hit.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DetectorBenchmark {
    static final int BYTES = 64 << 10;

    private static final String[] WORDS =
            ("the of and to in that is was he for it with as his on be at by had not are but from or have an they"
                            + " which one you were all her she there would their we him been has when who will no more if out so said what up its about"
                            + " than into them can only other time new some could these two may first then do any like my now over such our man me even"
                            + " most made after also did many before must through years where much your way well down should because each just those"
                            + " people how too little state good very make world still see own work men day get here between both being under never"
                            + " house government question morning together nothing experience important")
                    .split(" ", -1);
    private static final String[] HITS = {
        "alice.smith@example.com",
        "4111 1111 1111 1111",
        "378282246310005",
        "DE89 3704 0044 0532 0130 00",
        "192.168.1.254",
        "123-45-6789",
        "+1 415 555 2671",
        "(212) 736-5000",
        "2001:db8::8:800:200c:417a",
        "bob@mail.example.org"
    };

    /** What the six entities of {@link #six} look like to a regex; their check digits are not even computed. */
    private static final List<Pattern> REGEXES = List.of(
            Pattern.compile("\\b[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\\.)+[A-Za-z]{2,}\\b"),
            Pattern.compile("\\b(?:\\d[ -]?){12,18}\\d\\b"),
            Pattern.compile("\\b[A-Za-z]{2}\\d{2}(?: ?[A-Za-z0-9]){11,30}\\b"),
            Pattern.compile("\\b\\d{3}([-. ])\\d{2}\\1\\d{4}\\b"),
            Pattern.compile("(?:\\+\\d[\\d ().-]{6,18}\\d|\\(?\\d{3}\\)?[ .-]\\d{3}[ .-]\\d{4})\\b"),
            Pattern.compile(
                    "\\b(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\b|(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{1,4}"));

    private final Detector detector = new Detector();
    private final Hits hits = new Hits();
    private PatternSet six;
    private PatternSet five;
    private PatternSet all;
    private byte[] prose;
    private byte[] dense;
    private String proseText;

    @Setup
    public void generate() {
        six = PatternSet.builder()
                .add(PiiEntity.EMAIL_ADDRESS)
                .add(PiiEntity.CREDIT_CARD)
                .add(PiiEntity.IBAN_CODE)
                .add(PiiEntity.US_SSN)
                .add(PiiEntity.PHONE_NUMBER)
                .add(PiiEntity.IP_ADDRESS)
                .build();
        five = PatternSet.builder()
                .add(PiiEntity.EMAIL_ADDRESS)
                .add(PiiEntity.CREDIT_CARD)
                .add(PiiEntity.IBAN_CODE)
                .add(PiiEntity.US_SSN)
                .add(PiiEntity.IP_ADDRESS)
                .build();
        PatternSet.Builder builder = PatternSet.builder();
        PiiEntity.builtIn().forEach(builder::add);
        all = builder.build();
        proseText = text(0);
        prose = proseText.getBytes(StandardCharsets.US_ASCII);
        dense = text(0.15).getBytes(StandardCharsets.US_ASCII);
        if (scan(prose, all) > 0 || digits(prose) > BYTES / 100 || digits(prose) < BYTES / 200) {
            throw new IllegalStateException("prose has a hit, or too many or too few digits: " + digits(prose));
        }
        int covered = 0;
        detector.scan(dense, 0, BYTES, six, hits);
        int end = 0; // hits stand in order of their starts, and may overlap
        for (int i = 0; i < hits.size(); i++) {
            covered += Math.max(0, hits.to(i) - Math.max(end, hits.from(i)));
            end = Math.max(end, hits.to(i));
        }
        hits.clear();
        if (covered < BYTES * 14 / 100) {
            throw new IllegalStateException("only " + covered + " bytes in hits");
        }
    }

    /** Sentences with commas and a small number here and there, and hits until they have their share. */
    private static String text(double share) {
        Random random = new Random(5);
        StringBuilder text = new StringBuilder();
        int inHits = 0;
        while (text.length() < BYTES) {
            int words = 6 + random.nextInt(14);
            for (int i = 0; i < words; i++) {
                String word = WORDS[random.nextInt(WORDS.length)];
                text.append(i == 0 ? word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1) : word);
                text.append(i % 7 == 5 ? ", " : " ");
                if (random.nextInt(50) == 0) {
                    text.append(random.nextInt(3) == 0 ? 1900 + random.nextInt(120) : random.nextInt(60))
                            .append(' ');
                }
                if (inHits < share * text.length()) {
                    String hit = HITS[random.nextInt(HITS.length)];
                    inHits += hit.length();
                    text.append(hit).append(' ');
                }
            }
            text.setCharAt(text.length() - 1, '.');
            text.append(random.nextInt(8) == 0 ? '\n' : ' ');
        }
        text.setLength(BYTES);
        return text.toString();
    }

    private static int digits(byte[] text) {
        int digits = 0;
        for (byte b : text) {
            digits += Utf8.isDigit(b) ? 1 : 0;
        }
        return digits;
    }

    private int scan(byte[] text, PatternSet set) {
        detector.begin();
        detector.scan(text, 0, BYTES, set, hits);
        int found = hits.size();
        hits.clear();
        return found;
    }

    @Benchmark
    public int proseSixEntities() {
        return scan(prose, six);
    }

    @Benchmark
    public int proseAllEntities() {
        return scan(prose, all);
    }

    @Benchmark
    public int denseSixEntities() {
        return scan(dense, six);
    }

    /** Without phone numbers, which a library verifies. */
    @Benchmark
    public int denseFiveEntities() {
        return scan(dense, five);
    }

    @Benchmark
    public int denseAllEntities() {
        return scan(dense, all);
    }

    @Benchmark
    public int proseSixRegexes() {
        int found = 0;
        for (Pattern pattern : REGEXES) {
            Matcher matcher = pattern.matcher(proseText);
            while (matcher.find()) {
                found++;
            }
        }
        return found;
    }
}
