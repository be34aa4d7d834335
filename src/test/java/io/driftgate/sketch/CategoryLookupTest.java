package io.driftgate.sketch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.feature.FeatureType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CategoryLookupTest {
    /** Texts of few letters agree in head, tail and length all the time, so that only a look at all of each tells them apart. */
    @Test
    void findsWhatAListFindsAmongLookAlikes() {
        Random random = new Random(7);
        for (int letters = 1; letters <= 3; letters++) {
            for (int round = 0; round < 200; round++) {
                Set<String> distinct = new LinkedHashSet<>();
                int longest = 1 + random.nextInt(24);
                for (int i = 0; i < 40; i++) {
                    distinct.add(text(random, letters, longest));
                }
                List<String> values = new ArrayList<>(distinct);
                CategoryLookup lookup = new CategoryLookup(FeatureType.STRING, values);
                for (String value : values) {
                    assertEquals(values.indexOf(value), find(lookup, value), value);
                }
                for (int i = 0; i < 100; i++) {
                    String asked = text(random, letters, longest + 2);
                    assertEquals(values.indexOf(asked), find(lookup, asked), asked + " in " + values);
                }
            }
        }
    }

    @Test
    void lengthAloneTellsApart() {
        List<String> values =
                List.of("", "a", "aa", "aaa", "aaaa", "aaaaa", "a".repeat(8), "a".repeat(16), "a".repeat(17));
        CategoryLookup lookup = new CategoryLookup(FeatureType.STRING, values);
        for (int length = 0; length < 20; length++) {
            String asked = "a".repeat(length);
            assertEquals(values.indexOf(asked), find(lookup, asked), asked);
        }
    }

    @Test
    void middlesAreCompared() {
        String value = "12345678-x-12345678";
        CategoryLookup lookup = new CategoryLookup(FeatureType.STRING, List.of(value));
        assertEquals(0, find(lookup, value));
        assertEquals(CategoryLookup.UNKNOWN, find(lookup, "12345678-y-12345678"));
    }

    /** The ordinary names of categories: one beginning, and numbers or letters at the end. */
    @Test
    void valuesThatDifferInTheirLastBytesNeedNoLookAtEveryByte() {
        for (String name : List.of("", "v", "seg", "city-", "band_", "category-", "product/number/")) {
            for (int count : List.of(3, 26, 50, 64)) {
                List<String> numbered = new ArrayList<>();
                List<String> padded = new ArrayList<>();
                List<String> lettered = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    numbered.add(name + i);
                    padded.add(name + String.format("%04d", i));
                    lettered.add(name + (char) ('a' + i % 26) + (char) ('a' + i / 26));
                }
                for (List<String> values : List.of(numbered, padded, lettered)) {
                    assertFalse(new CategoryLookup(FeatureType.STRING, values).hashesEveryByte(), values::toString);
                }
            }
        }
    }

    @Test
    void looksAtEveryByteWhereEndsAgree() {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            values.add("12345678" + i + "12345678");
        }
        assertTrue(new CategoryLookup(FeatureType.STRING, values).hashesEveryByte());
    }

    private static String text(Random random, int letters, int longest) {
        StringBuilder text = new StringBuilder();
        for (int left = random.nextInt(longest + 1); left > 0; left--) {
            text.append((char) ('a' + random.nextInt(letters)));
        }
        return text.toString();
    }

    /** Between other bytes, as in a body. */
    private static int find(CategoryLookup lookup, String text) {
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        byte[] body = ("a\"" + text + "\"a").getBytes(StandardCharsets.UTF_8);
        return lookup.find(body, 2, 2 + value.length);
    }
}
