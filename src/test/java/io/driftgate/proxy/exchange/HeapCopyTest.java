package io.driftgate.proxy.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeapCopyTest {
    private static final int MB = 1 << 20;

    private final HeapCopy copy = new HeapCopy();

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private void check(byte[] expected) {
        assertEquals(expected.length, copy.length());
        assertArrayEquals(expected, Arrays.copyOfRange(copy.array(), copy.from(), copy.to()));
    }

    @Test
    void copiesWhatIsOffTheHeapFromItsReaderIndexOn() {
        for (int length : new int[] {0, 1, 16 << 10, (16 << 10) + 1, 100_000, MB - 1, MB, MB + 1, 3}) {
            byte[] expected = bytes(length);
            ByteBuf body = Unpooled.directBuffer(length + 2).writeShort(7).writeBytes(expected);
            body.skipBytes(2);
            copy.take(body);
            check(expected);
            assertEquals(2, body.readerIndex(), "it stays as it is");
            body.release();
        }
    }

    @Test
    void takesAnArrayAsItIs() {
        byte[] array = bytes(10);
        copy.take(Unpooled.wrappedBuffer(array, 3, 5));
        assertSame(array, copy.array());
        check(Arrays.copyOfRange(array, 3, 8));
        copy.release();
        assertNotSame(array, copy.array());
        assertEquals(0, copy.length());
    }

    @Test
    void keepsNoArrayOfMoreThanOneMebibyte() {
        ByteBuf largest = Unpooled.directBuffer(MB).writeBytes(bytes(MB));
        ByteBuf larger = Unpooled.directBuffer(MB + 1).writeBytes(bytes(MB + 1));
        byte[] kept = copy.take(largest).array();
        assertEquals(MB, kept.length);
        assertEquals(MB + 1, copy.take(larger).array().length);
        copy.release();
        assertSame(kept, copy.array());
        largest.release();
        larger.release();
    }
}
