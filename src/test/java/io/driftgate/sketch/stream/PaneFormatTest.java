package io.driftgate.sketch.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.sketch.Baseline;
import io.driftgate.sketch.Baselines;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.stream.MalformedPane.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PaneFormatTest {
    private static final long BEGIN = 1_700_000_000_000L;

    private final PaneCounts counts = Panes.counts(new Random(5), 300);
    private final StreamedPane pane = Panes.pane("gw-1/0a1b2c3d", 7, BEGIN, BEGIN + 5000, counts);
    private final byte[] bytes = PaneEncoder.encode(pane, Panes.BASELINE);

    private static void assertSame(StreamedPane expected, StreamedPane actual) {
        assertEquals(expected.header(), actual.header());
        assertEquals(expected.withheld(), actual.withheld());
        assertEquals(expected.counts().bins(), actual.counts().bins());
        for (int bin = 0; bin < expected.counts().bins(); bin++) {
            assertEquals(expected.counts().count(bin), actual.counts().count(bin), "bin " + bin);
        }
    }

    @Test
    void readsWhatItWrote() throws IOException, MalformedPane {
        StreamedPane empty = Panes.pane("gw-2", 1, 0, 0, Panes.counts(new Random(1), 0));

        List<StreamedPane> read = Panes.read(Panes.join(bytes, PaneEncoder.encode(empty, Panes.BASELINE), bytes));

        assertEquals(3, read.size());
        assertSame(pane, read.get(0));
        assertSame(empty, read.get(1));
        assertSame(pane, read.get(2));
        assertEquals(List.of(), Panes.read(new byte[0]));
    }

    /** Byte by byte as sketch-stream.md has it: a form that changes needs another version. */
    @Test
    void isAsDocumented() {
        byte[] one =
                PaneEncoder.encode(Panes.pane("r", 300, 1000, 6000, Panes.counts(new Random(0), 0)), Panes.BASELINE);
        int numberAt = 41 + 1 + 11 + 1 + 2 + 1 + 1;
        HexFormat hex = HexFormat.of();

        assertEquals("89444750" + "01", hex.formatHex(one, 0, 5));
        assertEquals(one.length, ByteBuffer.wrap(one).getInt(5));
        assertEquals(Panes.BASELINE.digest(), hex.formatHex(one, 9, 41));
        assertEquals("0b" + hex.formatHex("credit-risk".getBytes(StandardCharsets.UTF_8)), hex.formatHex(one, 41, 53));
        assertEquals("027632" + "0172", hex.formatHex(one, 53, numberAt));
        // 300 = 0b10_0101100, 1000, 5000, no row, no request, 5 features; of each its bins, and one run of zeros
        StringBuilder rest = new StringBuilder("ac02" + "e807" + "8827" + "00" + "00" + "05");
        Panes.BASELINE
                .features()
                .forEach(feature -> rest.append(String.format("%02x00%02x", feature.bins(), feature.bins() - 1)));
        assertEquals(rest.toString(), hex.formatHex(one, numberAt, one.length - 4));
    }

    @Test
    void zerosCostNextToNothing() {
        assertTrue(bytes.length < 130, () -> bytes.length + " bytes for 300 rows in " + counts.bins() + " bins");
    }

    @Test
    void withheldFeaturesAreNotInTheBytes() throws IOException, MalformedPane {
        StreamedPane without = new StreamedPane(pane.header(), counts, Set.of(0, 3));

        byte[] shorter = PaneEncoder.encode(without, Panes.BASELINE);
        StreamedPane read = Panes.read(shorter).get(0);

        assertTrue(shorter.length < bytes.length);
        assertEquals(Set.of(0, 3), read.withheld());
        for (int feature = 0; feature < Panes.BASELINE.features().size(); feature++) {
            int from = Panes.PLAN.offset(feature);
            for (int bin = from;
                    bin < from + Panes.BASELINE.features().get(feature).bins();
                    bin++) {
                assertEquals(
                        read.withheld().contains(feature) ? 0 : counts.count(bin),
                        read.counts().count(bin));
            }
        }
    }

    private void refused(Reason reason, int offset, String what, byte[] stream) {
        MalformedPane malformed = assertThrows(MalformedPane.class, () -> Panes.read(stream));
        assertEquals("a.panes: byte " + offset + ": " + what, malformed.getMessage());
        assertEquals(reason, malformed.reason());
        assertEquals(offset, malformed.offset());
    }

    private byte[] with(int at, int... values) {
        byte[] changed = bytes.clone();
        for (int i = 0; i < values.length; i++) {
            changed[at + i] = (byte) values[i];
        }
        return changed;
    }

    /** The pane with the bytes from {@code at} to {@code to} replaced, its length and checksum right. */
    private byte[] resealed(int at, int to, int... values) {
        byte[] middle = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            middle[i] = (byte) values[i];
        }
        return PaneEncoder.sealed(
                Panes.join(Arrays.copyOf(bytes, at), middle, Arrays.copyOfRange(bytes, to, bytes.length)));
    }

    @Test
    void refusesWhatIsNoStreamOfPanes() {
        refused(Reason.FOREIGN, 0, "this is no stream of panes", "{\"rows\": 1}".getBytes(StandardCharsets.UTF_8));
        refused(Reason.FOREIGN, 2, "this is no stream of panes", with(2, 'H'));
        refused(
                Reason.FOREIGN,
                bytes.length,
                "no pane begins where the one before it ends",
                Panes.join(bytes, new byte[] {0}));
        refused(Reason.VERSION, 4, "format version 3; this release reads versions 1 and 2", with(4, 3));
        refused(
                Reason.OVERSIZED,
                5,
                "a pane of 4294967295 bytes, and 16777216 are the most",
                with(5, 255, 255, 255, 255));
        refused(Reason.CONTENT, 5, "no pane has only 9 bytes", with(5, 0, 0, 0, 9));
    }

    @Test
    void refusesWhatIsTorn() {
        for (int length = 1; length < bytes.length; length++) {
            byte[] torn = Panes.join(bytes, Arrays.copyOf(bytes, length));
            MalformedPane malformed = assertThrows(MalformedPane.class, () -> Panes.read(torn));
            assertEquals(Reason.TORN, malformed.reason());
            assertEquals(bytes.length + length, malformed.offset());
        }
    }

    @Test
    void noticesEveryFlippedBit() {
        for (int at = 0; at < bytes.length; at++) {
            byte[] flipped = with(at, bytes[at] ^ 1 << at % 8);
            assertThrows(MalformedPane.class, () -> Panes.read(flipped), "byte " + at);
        }
        refused(Reason.CHECKSUM, bytes.length - 4, "the checksum of the pane is wrong", with(100, bytes[100] ^ 1));
    }

    @Test
    void refusesPanesOfAnotherBaseline() throws IOException, MalformedPane {
        Baseline other = Baselines.of(Baselines.SCHEMA, "age,income,vip,segment,city\n18,1.5,true,new,Oslo\n");
        PaneStreamReader reader = new PaneStreamReader(new ByteArrayInputStream(bytes), "a.panes");
        PaneStreamReader.Frame frame = reader.next().orElseThrow();

        MalformedPane malformed = assertThrows(MalformedPane.class, () -> PaneDecoder.decode(frame, other));

        assertEquals(Reason.BASELINE, malformed.reason());
        assertEquals(9, malformed.offset());
        assertTrue(malformed.getMessage().contains(other.digest()));
        assertThrows(IllegalArgumentException.class, () -> PaneEncoder.encode(pane, other));
    }

    @Test
    void refusesNumbersThatCantBe() {
        int numberAt = 41 + 1 + 11 + 1 + 2 + 1 + 13; // 7
        int fromAt = numberAt + 1; // six bytes
        int rowsAt = fromAt + 6 + 2; // 300: two bytes
        int featuresAt = rowsAt + 4;
        int ageAt = featuresAt + 1;
        int[] tooLarge = {255, 255, 255, 255, 255, 255, 255, 255, 255, 1};

        refused(
                Reason.CONTENT,
                numberAt,
                "the pane's number is 0, not 1 to 9223372036854775807",
                resealed(numberAt, numberAt + 1, 0));
        refused(
                Reason.CONTENT,
                rowsAt,
                "the number of rows is larger than any number may be",
                resealed(rowsAt, rowsAt + 2, tooLarge));
        refused(
                Reason.CONTENT,
                rowsAt,
                "the number of rows is 1099511627777, not 0 to 1099511627776",
                resealed(rowsAt, rowsAt + 2, 0x81, 0x80, 0x80, 0x80, 0x80, 0x20));
        refused(
                Reason.CONTENT,
                rowsAt,
                "the number of rows takes more bytes than it needs",
                resealed(rowsAt, rowsAt + 2, 0x80, 0));
        refused(Reason.CONTENT, featuresAt, "a pane of 6 features, and the baseline has 5", with2(featuresAt, 6));
        int bins = Panes.BASELINE.features().get(0).bins();
        refused(Reason.CONTENT, ageAt, "age: 127 bins, and the baseline has " + bins, with2(ageAt, 127));
        refused(
                Reason.CONTENT,
                ageAt + 1,
                "age: the bins hold more rows than the pane's 300",
                resealed(ageAt + 1, ageAt + 2, 0xad, 2));
        refused(
                Reason.CONTENT,
                ageAt + 1,
                "age: a run of zeros that ends behind the last bin",
                resealed(ageAt + 1, ageAt + 2, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f));
        refused(
                Reason.CONTENT,
                ageAt + 3,
                "age: a run of zeros after a run of zeros",
                resealed(ageAt + 1, ageAt + 2, 0, 0, 0, 0));
        refused(Reason.CONTENT, 41, "the model has a name of 0 bytes", with2(41, 0));
        refused(
                Reason.CONTENT,
                41,
                "the model has a name that is no UTF-8, or has control characters",
                with2(42, 0x1b));
        refused(
                Reason.CONTENT,
                41,
                "the model has a name that is no UTF-8, or has control characters",
                with2(42, 0xff));
    }

    private byte[] with2(int at, int value) {
        return resealed(at, at + 1, value);
    }

    @Test
    void refusesToWriteCountsThatDontAddUp() {
        PaneCounts odd = new PaneCounts(new long[Panes.PLAN.bins()], 3, 1);
        PaneCounts few = new PaneCounts(new long[4], 0, 0);

        assertThrows(
                IllegalArgumentException.class,
                () -> PaneEncoder.encode(Panes.pane("r", 1, 0, 1, odd), Panes.BASELINE));
        assertThrows(RuntimeException.class, () -> PaneEncoder.encode(Panes.pane("r", 1, 0, 1, few), Panes.BASELINE));
    }
}
