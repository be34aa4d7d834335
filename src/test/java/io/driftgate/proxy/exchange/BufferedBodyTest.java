package io.driftgate.proxy.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BufferedBodyTest {
    private static final int KB = 1 << 10;

    private final Random random = new Random(1);

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 1, 100 * KB, 300 * KB, Integer.MAX_VALUE})
    void gathersWhateverIsDeclared(int declared) {
        byte[] whole = bytes(300 * KB);
        BufferedBody body = BufferedBody.begin(declared);
        for (int at = 0; at < whole.length; ) {
            int to = Math.min(whole.length, at + 1 + random.nextInt(40 * KB));
            body.add(Unpooled.wrappedBuffer(whole, at, to - at));
            at = to;
            assertEquals(at, body.size());
        }
        assertArrayEquals(whole, ByteBufUtil.getBytes(body.bytes()));
        body.release();
        assertEquals(0, body.bytes().refCnt());
    }

    @Test
    void leavesTheCallersBufferUnreleased() {
        BufferedBody body = BufferedBody.begin(3);
        ByteBuf data = Unpooled.wrappedBuffer(bytes(3));
        body.add(data);
        assertEquals(1, data.refCnt());
        body.release();
    }

    @Test
    void aLengthThatIsNearIsMadeRoomForExactly() {
        BufferedBody body = BufferedBody.begin(260 * KB);
        body.add(Unpooled.wrappedBuffer(bytes(130 * KB)));
        assertEquals(260 * KB, body.bytes().capacity());
        body.release();
    }

    @Test
    void aDeclarationAloneTakesLittle() {
        BufferedBody body = BufferedBody.begin(1 << 30);
        body.add(Unpooled.wrappedBuffer(bytes(1)));
        assertTrue(body.bytes().capacity() <= 4 * KB, "took " + body.bytes().capacity());
        for (int sent = 1; sent < 1 << 20; sent += 64 * KB) {
            body.add(Unpooled.wrappedBuffer(bytes(64 * KB)));
            assertTrue(body.bytes().capacity() <= 2 * body.size(), body.bytes().capacity() + " for " + body.size());
        }
        body.release();
    }

    @Test
    void takesAnArrayAsItIs() {
        byte[] whole = bytes(5);
        BufferedBody body = BufferedBody.of(whole);
        assertEquals(5, body.size());
        whole[4] ^= 1;
        assertTrue(Arrays.equals(whole, ByteBufUtil.getBytes(body.bytes())));
        body.release();
    }
}
