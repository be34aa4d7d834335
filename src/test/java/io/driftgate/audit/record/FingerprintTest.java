package io.driftgate.audit.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.audit.KeySource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {
    private static final String DIGITS = "0123456789abcdef".repeat(4);

    @TempDir
    private Path directory;

    private static FingerprintKey fromEnvironment(String value) throws IOException {
        return FingerprintKey.open(new KeySource.Environment("KEY"), name -> value, new SecureRandom());
    }

    private FingerprintKey fromFile(Path file) throws IOException {
        return FingerprintKey.open(new KeySource.File(file), name -> null, new SecureRandom());
    }

    @Test
    void isHmacSha256() throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(HexFormat.of().parseHex(DIGITS), "HmacSHA256"));
        Fingerprint fingerprint = new Fingerprint(fromEnvironment(DIGITS));
        SplittableRandom random = new SplittableRandom(8);
        byte[] out = new byte[Fingerprint.BYTES];
        for (int length = 0; length < 300; length++) {
            byte[] body = new byte[length + 7];
            random.nextBytes(body);
            fingerprint.of(body, 3, 3 + length, out);
            mac.update(body, 3, length);
            assertArrayEquals(mac.doFinal(), out);
        }
    }

    @Test
    void makesAKeyThatOnlyItsOwnerMayRead() throws Exception {
        Path file = directory.resolve("keys/fingerprint.key");
        FingerprintKey made = fromFile(file);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertArrayEquals(made.id(), fromFile(file).id());
        assertFalse(
                Arrays.equals(made.id(), fromFile(directory.resolve("other")).id()));
        assertEquals(4, made.id().length);
        assertArrayEquals(made.id(), fromEnvironment(Files.readString(file)).id());
    }

    @Test
    void refusesAKeyThatOthersMayReadWithoutSayingIt() throws Exception {
        Path file = directory.resolve("fingerprint.key");
        Files.writeString(file, DIGITS);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        IOException refused = assertThrows(IOException.class, () -> fromFile(file));
        assertTrue(refused.getMessage().endsWith("chmod 600 it"), refused.getMessage());
    }

    @Test
    void saysWhatIsNoKeyWithoutSayingIt() throws Exception {
        Path file = directory.resolve("fingerprint.key");
        for (String text : new String[] {"", "xyz", DIGITS + "0", DIGITS.replace('0', 'g'), "9".repeat(100_000)}) {
            Files.write(file, text.getBytes(StandardCharsets.US_ASCII));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            IOException refused = assertThrows(IOException.class, () -> fromFile(file));
            assertTrue(refused.getMessage().contains("holds no fingerprint key"), refused.getMessage());
            assertTrue(text.isEmpty() || !refused.getMessage().contains(text));
            if (!text.isEmpty()) {
                assertThrows(IOException.class, () -> fromEnvironment(text));
            }
        }
        assertTrue(assertThrows(IOException.class, () -> fromEnvironment(null))
                .getMessage()
                .contains("KEY is to hold the fingerprint key and is not set"));
    }
}
