package io.driftgate.admin;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BearerTokenTest {
    private static final String HOST = "127.0.0.1:9000";

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void writeToken() throws IOException {
        file = Files.writeString(directory.resolve("token"), "s3cret\n");
    }

    @Test
    void passesTheTokenOfTheFile() {
        assertDoesNotThrow(() -> BearerToken.require(Optional.of(file), "Bearer s3cret", "", HOST));
        assertDoesNotThrow(() -> BearerToken.require(Optional.of(file), "bearer  s3cret ", "", HOST));
        assertDoesNotThrow(() -> BearerToken.require(Optional.of(file), "Bearer s3cret", "http://" + HOST, HOST));
    }

    @Test
    void refusesEveryOtherToken() {
        for (String header : new String[] {"", "Bearer", "Bearer ", "Bearer s3cre", "Bearer s3crets", "Basic s3cret"}) {
            assertEquals(401, refused(Optional.of(file), header, ""), header);
        }
    }

    @Test
    void aRotatedTokenCountsAtOnce() throws IOException {
        Files.writeString(file, "other");

        assertEquals(401, refused(Optional.of(file), "Bearer s3cret", ""));
        assertDoesNotThrow(() -> BearerToken.require(Optional.of(file), "Bearer other", "", HOST));
    }

    @Test
    void refusesForeignOriginsEvenWithTheToken() {
        for (String origin : new String[] {"http://evil.example", "null", "http://127.0.0.1:9001", "not a uri"}) {
            assertEquals(403, refused(Optional.of(file), "Bearer s3cret", origin), origin);
        }
    }

    @Test
    void withoutATokenNothingMayChange() throws IOException {
        assertEquals(403, refused(Optional.empty(), "Bearer s3cret", ""));
        assertEquals(403, refused(Optional.of(directory.resolve("missing")), "Bearer s3cret", ""));
        Files.writeString(file, " \n");
        assertEquals(403, refused(Optional.of(file), "Bearer ", ""), "an empty file is no token");
    }

    @Test
    void neverTellsTheToken() {
        Refused refused =
                assertThrows(Refused.class, () -> BearerToken.require(Optional.of(file), "Bearer wrong", "", HOST));

        assertFalse(refused.view().toString().contains("s3cret"));
    }

    private static int refused(Optional<Path> tokenFile, String authorization, String origin) {
        return assertThrows(Refused.class, () -> BearerToken.require(tokenFile, authorization, origin, HOST))
                .status();
    }
}
