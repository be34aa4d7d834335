package io.driftgate.audit.note;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoteTest {
    /** RFC 8032, section 7.1, test 2. */
    private static final String SEED = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";

    private static final String PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";

    private static SigningKey rfcKey() throws MalformedNote {
        byte[] pkcs8 = HexFormat.of().parseHex("302e020100300506032b657004220420" + SEED);
        return SigningKey.parse(Base64.getEncoder().encodeToString(pkcs8));
    }

    private static NoteSigner signer(String name) {
        return new NoteSigner(name, SigningKey.create(new SecureRandom()));
    }

    @Test
    void derivesThePublicKeyOfTheStandardsExample() throws MalformedNote {
        assertEquals(PUBLIC, HexFormat.of().formatHex(rfcKey().publicKey()));
    }

    @Test
    void writesAKeyAsOthersReadIt() throws Exception {
        // Key ID by hand: sha256("log.example/audit\n" 01 public key), first four bytes.
        NoteVerifier verifier = new NoteSigner("log.example/audit", rfcKey()).verifier();
        byte[] message = new byte[17 + 2 + 32];
        System.arraycopy("log.example/audit\n\u0001".getBytes(StandardCharsets.US_ASCII), 0, message, 0, 19);
        System.arraycopy(HexFormat.of().parseHex(PUBLIC), 0, message, 19, 32);
        byte[] digest = java.security.MessageDigest.getInstance("SHA-256").digest(message);
        String id = HexFormat.of().formatHex(digest, 0, 4);
        String key = Base64.getEncoder().encodeToString(HexFormat.of().parseHex("01" + PUBLIC));
        assertEquals("log.example/audit+" + id + "+" + key, verifier.text());
        assertEquals(verifier, NoteVerifier.parse(verifier.text()));
    }

    /** The example of the specification: a key and a note that another implementation has made. */
    @Test
    void verifiesTheNoteOfAnotherImplementation() throws MalformedNote {
        NoteVerifier verifier =
                NoteVerifier.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
        String note = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.

            \u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
            """;
        assertEquals(List.of(verifier), SignedNote.parse(note).signedBy(List.of(verifier)));
    }

    @Test
    void readsBackWhatItSigns() throws MalformedNote {
        NoteSigner signer = signer("log.example/audit");
        Checkpoint checkpoint = new Checkpoint("log.example/audit", 1L << 40, new byte[32]);
        SignedNote note = SignedNote.parse(signer.sign(checkpoint.text()));
        assertEquals(List.of(signer.verifier()), note.signedBy(List.of(signer.verifier())));
        assertEquals(checkpoint, Checkpoint.parse(note.text()));
    }

    @Test
    void ignoresSignaturesOfUnknownKeys() throws MalformedNote {
        NoteSigner old = signer("a");
        NoteSigner fresh = signer("a");
        String note = NoteSigner.sign("text\n", List.of(old, fresh));
        assertEquals(List.of(fresh.verifier()), SignedNote.parse(note).signedBy(List.of(fresh.verifier())));
        assertEquals(
                List.of(), SignedNote.parse(note).signedBy(List.of(signer("a").verifier())));
        assertEquals(
                2,
                SignedNote.parse(note)
                        .signedBy(List.of(fresh.verifier(), old.verifier()))
                        .size());
    }

    @Test
    void refusesEveryChangedCharacterOfTheText() throws MalformedNote {
        NoteSigner signer = signer("a");
        String text = new Checkpoint("log", 77, new byte[32]).text();
        String note = signer.sign(text);
        for (int at = 0; at < text.length() - 1; at++) {
            String changed = note.substring(0, at) + (note.charAt(at) == 'x' ? 'y' : 'x') + note.substring(at + 1);
            SignedNote parsed = SignedNote.parse(changed);
            assertThrows(MalformedNote.class, () -> parsed.signedBy(List.of(signer.verifier())), changed);
        }
    }

    @Test
    void refusesASignatureWithAByteMore() throws MalformedNote {
        NoteSigner signer = signer("a");
        String note = signer.sign("text\n");
        SignedNote longer = SignedNote.parse(note.replace("=\n", "A\n"));
        assertThrows(MalformedNote.class, () -> longer.signedBy(List.of(signer.verifier())));
    }

    @Test
    void refusesAWrongSignatureOfAKnownKeyBesideAGoodOne() throws MalformedNote {
        NoteSigner good = signer("a");
        NoteSigner bad = signer("b");
        String note = good.sign("text\n") + bad.sign("other\n").substring("other\n\n".length());
        SignedNote parsed = SignedNote.parse(note);
        assertThrows(MalformedNote.class, () -> parsed.signedBy(List.of(good.verifier(), bad.verifier())));
        assertEquals(List.of(good.verifier()), parsed.signedBy(List.of(good.verifier())));
    }

    @Test
    void refusesWhatIsNoNote() {
        String sound = signer("a").sign("text\n");
        for (String note : List.of(
                "",
                "text\n",
                "text\n\n",
                sound.stripTrailing(),
                sound + "\n",
                sound.replace('\u2014', '-'),
                sound.replace("\u2014 a ", "\u2014 a  "),
                sound.replace("\u2014 a ", "\u2014  "),
                sound.replace("text", "te\txt"),
                sound.replace("text", "te\uFFFDxt"),
                "text\n\n\u2014 a AAAA\n",
                "text\n\n\u2014 a !!!!\n")) {
            assertThrows(MalformedNote.class, () -> SignedNote.parse(note), note);
        }
    }

    @Test
    void refusesWhatIsNoCheckpoint() {
        String root = "A".repeat(43) + "=";
        for (String text : List.of(
                "",
                "log\n1\n",
                "\n1\n" + root + "\n",
                "log\n01\n" + root + "\n",
                "log\n-1\n" + root + "\n",
                "log\n+1\n" + root + "\n",
                "log\n\n" + root + "\n",
                "log\n9223372036854775808\n" + root + "\n",
                "log\n1\n" + root + "\n\n",
                "log\n1\n" + root,
                "log\n1\nAAAA\n",
                "log\n1\n" + root.replace('=', 'A') + "\n",
                "log\n1\n" + "A".repeat(42) + "B=\n")) {
            assertThrows(MalformedNote.class, () -> Checkpoint.parse(text), text);
        }
    }

    @Test
    void readsOverFurtherLinesOfACheckpoint() throws MalformedNote {
        Checkpoint checkpoint = new Checkpoint("log", 0, new byte[32]);
        assertEquals(checkpoint, Checkpoint.parse(checkpoint.text() + "more\n"));
    }

    @Test
    void refusesWhatIsNoPublicKey() {
        String sound = signer("a").verifier().text();
        for (String key : List.of(
                "",
                "a",
                "a+b",
                sound.substring(1),
                "b" + sound.substring(1),
                sound + "A",
                "a b" + sound.substring(1))) {
            assertThrows(MalformedNote.class, () -> NoteVerifier.parse(key), key);
        }
        assertThrows(IllegalArgumentException.class, () -> signer("a b"));
        assertThrows(IllegalArgumentException.class, () -> signer("a+b"));
    }

    @Test
    void makesAKeyFileThatOnlyItsOwnerReads(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("keys/audit.pem");
        SigningKey made = SigningKey.open(file, new SecureRandom());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(
                new NoteSigner("a", made).verifier(),
                new NoteSigner("a", SigningKey.open(file, new SecureRandom())).verifier());
        try (var files = Files.list(file.getParent())) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void refusesAKeyFileThatOthersMayRead(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("audit.pem");
        SigningKey.open(file, new SecureRandom());
        for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            IOException refused = assertThrows(IOException.class, () -> SigningKey.open(file, new SecureRandom()));
            assertTrue(refused.getMessage().contains("chmod 600"), refused.getMessage());
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        SigningKey.open(file, new SecureRandom());
    }

    @Test
    void readsAKeyFromAVariableInTheFormsThatPeopleUse(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("audit.pem");
        NoteVerifier made = new NoteSigner("a", SigningKey.open(file, new SecureRandom())).verifier();
        String pem = Files.readString(file);
        for (String form : List.of(
                pem,
                pem.replace("\n", "\\n"),
                pem.replace("\n", " "),
                pem.replace("\n", "\r\n"),
                pem.lines().toList().get(1))) {
            assertEquals(made, new NoteSigner("a", SigningKey.parse(form)).verifier());
        }
    }

    @Test
    void neverShowsTheKey(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("audit.pem");
        SigningKey key = SigningKey.open(file, new SecureRandom());
        String secret = Files.readString(file).lines().toList().get(1).substring(24);
        assertFalse((key + " " + new NoteSigner("a", key)).contains(secret));
        Files.writeString(file, "-----BEGIN PRIVATE KEY-----\nMC4X" + secret + "\n-----END PRIVATE KEY-----\n");
        IOException refused = assertThrows(IOException.class, () -> SigningKey.read(file));
        assertFalse(refused.getMessage().contains(secret.substring(0, 8)), refused.getMessage());
    }
}
