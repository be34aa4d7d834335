package io.driftgate.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NameTableTest {
    @Test
    void findsNamesOfEveryLengthWhereverTheyStand() {
        List<String> names = new ArrayList<>(List.of("", "é", "\0"));
        for (int length = 1; length < 40; length++) {
            names.add("n".repeat(length));
            names.add("n".repeat(length) + "0nnnnnnnnnnnn");
        }
        NameTable table = NameTable.of(names);
        for (int i = 0; i < names.size(); i++) {
            byte[] name = names.get(i).getBytes(StandardCharsets.UTF_8);
            for (int padding : new int[] {0, 1, 9}) {
                byte[] bytes =
                        ("#".repeat(padding) + names.get(i) + "!".repeat(padding)).getBytes(StandardCharsets.UTF_8);
                assertEquals(i, table.find(bytes, padding, padding + name.length));
            }
        }
        byte[] others = "xnnnnnn".getBytes(StandardCharsets.UTF_8);
        assertEquals(NameTable.UNKNOWN, table.find(others, 0, others.length));
        assertEquals(NameTable.UNKNOWN, NameTable.of().find(others, 0, 3));
    }
}
