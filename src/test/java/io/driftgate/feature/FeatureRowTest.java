package io.driftgate.feature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureRowTest {
    private static final byte[] TEXT = "text".getBytes(StandardCharsets.UTF_8);

    private final FeatureRow row = new FeatureRow(3);
    private final List<Integer> filled = new ArrayList<>();

    @Test
    void fillsDeferredSlotsOnceAndOnlyWhenAsked() {
        row.defer(0, this::fillText);
        row.defer(1, this::fillText);
        assertEquals(List.of(), filled);
        assertEquals(FeatureRow.TEXT, row.kind(1));
        assertTrue(row.textEquals(1, TEXT));
        assertFalse(row.isNumber(1));
        assertEquals(List.of(1), filled);
    }

    @Test
    void asksForDeferredSlotsByWhateverComesFirst() {
        row.defer(0, this::fillText);
        row.defer(1, this::fillText);
        assertFalse(row.isNumber(0));
        assertTrue(row.textEquals(1, TEXT));
        assertEquals(List.of(0, 1), filled);
    }

    @Test
    void deferredSlotsMayBeFilledTogetherOrStayAbsent() {
        FeatureRow.Filler both = slot -> {
            filled.add(slot);
            row.setNumber(0, 1);
            row.setNumber(1, 2);
        };
        row.defer(0, both);
        row.defer(1, both);
        row.defer(2, both);
        assertTrue(row.isNumber(1));
        assertEquals(1, row.number(0));
        assertEquals(FeatureRow.ABSENT, row.kind(2));
        assertEquals(List.of(1, 2), filled);
    }

    @Test
    void nothingIsFilledForARowThatIsOver() {
        row.defer(0, this::fillText);
        row.clear();
        assertEquals(FeatureRow.ABSENT, row.kind(0));
        row.defer(0, this::fillText);
        row.release();
        assertEquals(FeatureRow.ABSENT, row.kind(0));
        assertEquals(List.of(), filled);
    }

    private void fillText(int slot) {
        filled.add(slot);
        row.setText(slot, TEXT, 0, TEXT.length);
    }
}
