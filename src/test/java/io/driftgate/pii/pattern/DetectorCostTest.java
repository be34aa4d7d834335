package io.driftgate.pii.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a scan costs: bytes that are looked at, in proportion to the text whatever it holds, and no memory without a hit. */
class DetectorCostTest {
    private static final PatternSet ALL = all();
    /** How often a byte is looked at, at the worst: dozens of matchers, each a bounded way, and the words around. */
    private static final int MOST_PER_BYTE = 200;

    private static final int SMALL = 16_000;
    private static final int ROUNDS = 500;

    private static PatternSet all() {
        PatternSet.Builder builder = PatternSet.builder();
        PiiEntity.builtIn().forEach(builder::add);
        return builder.regions(List.of("US", "GB", "DE")).build();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1", "12 ", "123-", "1.", "1:", "1a", "a1", "4111 ", "4111-1111-", "123-45-6789 ", "123456789 ", "ssn ",
                "ssn 123456789, ", "a@", "a.", "a.b@", "@", ":", "::", "a:", "00:1a:", "00-1a-", "001a.2b3c.",
                        "http://",
                "https://a", "www.", "www.a", "a.de/", "a.com", "-", "--", "-----BEGIN ", "_", "_a", "GB29",
                        "GB29 NWBK ",
                "1985-05-12 ", "12.5.", "12 May 1985 ", "May 12 ", "born ", "+1 ", "+44(", "(", ")", "é1", "\u00e9",
                        "é@",
                "1\n", "eyJ", "AKIA0", "0x1", "bc1q", "\u0000", "4", "0", "9"
            })
    void looksAtABoundedNumberOfBytesPerByte(String unit) {
        long small = examined(unit, SMALL);
        long large = examined(unit, 4 * SMALL);
        assertTrue(large <= 4L * SMALL * MOST_PER_BYTE, large + " bytes");
        assertTrue(large <= small * 4 + small / 2 + SMALL / 4, small + " and " + large);
    }

    private static long examined(String unit, int length) {
        byte[] bytes = unit.repeat(length).getBytes(StandardCharsets.UTF_8);
        Detector detector = new Detector();
        detector.begin();
        detector.scan(bytes, 0, length, ALL, new Hits());
        return detector.examined();
    }

    @Test
    void allocatesNothingWithoutAHit() {
        assertAllocatesNothing(ALL, "77");
    }

    /** That a number could be a phone number is left to a library to deny, which allocates. */
    @Test
    void allocatesNothingForCandidatesOtherThanPhoneNumbers() {
        PatternSet.Builder builder = PatternSet.builder();
        PiiEntity.builtIn().stream()
                .filter(entity -> !entity.equals(PiiEntity.PHONE_NUMBER))
                .forEach(builder::add);
        assertAllocatesNothing(builder.build(), "123456789");
    }

    private static void assertAllocatesNothing(PatternSet set, String order) {
        byte[] text =
                ("The meeting of 2019 took 45 minutes; e.g. 3.14 of 12,500 people (some 7 %) came at 10:30, and version 1.2.3 or"
                                + " order " + order
                                + " was - as ever - not on the agenda: see chapter_4, part B2 of 12/05/1985. ")
                        .repeat(20)
                        .getBytes(StandardCharsets.UTF_8);
        byte[] name = "notes".getBytes(StandardCharsets.UTF_8);
        byte[] digits = order.getBytes(StandardCharsets.UTF_8);
        Detector detector = new Detector();
        Hits hits = new Hits();
        scanOften(detector, text, name, digits, set, hits);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        threads.getCurrentThreadAllocatedBytes();
        long before = threads.getCurrentThreadAllocatedBytes();
        scanOften(detector, text, name, digits, set, hits);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertEquals(0, hits.size());
        assertTrue(allocated < ROUNDS, allocated + " bytes");
    }

    private static void scanOften(
            Detector detector, byte[] text, byte[] name, byte[] digits, PatternSet set, Hits hits) {
        for (int i = 0; i < ROUNDS; i++) {
            detector.begin();
            detector.context(name, 0, name.length);
            detector.scan(text, 0, text.length, set, hits);
            detector.number(digits, digits.length, set, hits);
            detector.context(name, 0, 0);
        }
    }
}
