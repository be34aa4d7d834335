package io.driftgate.audit.note;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * An Ed25519 private key (RFC 8032): made, kept in a file that only its owner may read, or taken from an environment variable. Its text
 * form is that of {@code openssl genpkey -algorithm ed25519}: PEM around PKCS#8 (RFC 8410). Never printed, not even in an error.
 * Immutable; any thread.
 */
public final class SigningKey {
    private static final int SEED_BYTES = 32;
    private static final int MAX_FILE_BYTES = 4_096;
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    /** Of RFC 8410: a PrivateKeyInfo for Ed25519, up to the seed. */
    private static final byte[] PKCS8_HEAD = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final byte[] seed;
    private final KeyPair pair;

    private SigningKey(byte[] seed) {
        this.seed = seed;
        pair = pair(seed);
    }

    /** A new key. */
    public static SigningKey create(SecureRandom random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return new SigningKey(seed);
    }

    /**
     * The key of this file; where there is none, a new key is made and written there with mode 0600, whole or not at all.
     *
     * @throws IOException if the file can't be read or written, is readable by others than its owner, or holds no key; the message is
     *     meant for people and holds no byte of the file
     */
    public static SigningKey open(Path file, SecureRandom random) throws IOException {
        if (Files.exists(file)) {
            return read(file);
        }
        SigningKey key = create(random);
        key.write(file);
        return key;
    }

    /** The key of a file that must be there. */
    public static SigningKey read(Path file) throws IOException {
        boolean posix = Files.getFileStore(file).supportsFileAttributeView(PosixFileAttributeView.class);
        if (posix) {
            Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
            permissions.removeAll(OWNER_ONLY);
            permissions.remove(PosixFilePermission.OWNER_EXECUTE);
            if (!permissions.isEmpty()) {
                throw new IOException(
                        file + " holds a private key and may be read by others than its owner: chmod 600 it");
            }
        }
        byte[] text;
        try (InputStream in = Files.newInputStream(file)) {
            text = in.readNBytes(MAX_FILE_BYTES + 1); // of a device there is no end
        }
        try {
            return parse(new String(text, StandardCharsets.US_ASCII));
        } catch (MalformedNote e) {
            throw new IOException(file + ": " + e.getMessage());
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /**
     * Reads PEM (lines may be joined by spaces or by {@code \n} in two characters, as environment variables often have them), or the bare
     * base64 of PKCS#8.
     */
    public static SigningKey parse(String text) throws MalformedNote {
        String body = text.replace("\\n", "\n").strip();
        if (body.startsWith(BEGIN) && body.endsWith(END) && body.length() >= BEGIN.length() + END.length()) {
            body = body.substring(BEGIN.length(), body.length() - END.length());
        }
        byte[] encoded = NoteText.base64(body.replaceAll("\\s", ""), "the private key");
        boolean ed25519 = encoded.length == PKCS8_HEAD.length + SEED_BYTES
                && Arrays.equals(PKCS8_HEAD, 0, PKCS8_HEAD.length, encoded, 0, PKCS8_HEAD.length);
        if (!ed25519) {
            throw new MalformedNote(
                    "the private key is no Ed25519 key in PKCS#8, as of openssl genpkey -algorithm ed25519");
        }
        return new SigningKey(Arrays.copyOfRange(encoded, PKCS8_HEAD.length, encoded.length));
    }

    /** 32 bytes (RFC 8032). */
    byte[] publicKey() {
        byte[] encoded = pair.getPublic().getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - NoteVerifier.KEY_BYTES, encoded.length);
    }

    PrivateKey privateKey() {
        return pair.getPrivate();
    }

    private void write(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Files.createDirectories(absolute.getParent());
        Path next = absolute.resolveSibling(absolute.getFileName() + ".next");
        Files.deleteIfExists(next);
        boolean posix =
                Files.getFileStore(absolute.getParent()).supportsFileAttributeView(PosixFileAttributeView.class);
        FileAttribute<?>[] mode = posix
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
        try (FileChannel channel =
                FileChannel.open(next, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
            ByteBuffer bytes = ByteBuffer.wrap(pem().getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, absolute, StandardCopyOption.ATOMIC_MOVE);
    }

    private String pem() {
        byte[] encoded = Arrays.copyOf(PKCS8_HEAD, PKCS8_HEAD.length + SEED_BYTES);
        System.arraycopy(seed, 0, encoded, PKCS8_HEAD.length, SEED_BYTES);
        return BEGIN + "\n" + Base64.getEncoder().encodeToString(encoded) + "\n" + END + "\n";
    }

    /**
     * The pair of a seed. The platform reads a private key without its public one, and makes pairs only from a source of randomness: so
     * that source is the seed. Whether the pair is the seed's is looked at afterwards.
     */
    private static KeyPair pair(byte[] seed) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, new SeedOnly(seed));
            KeyPair pair = generator.generateKeyPair();
            byte[] encoded = Arrays.copyOf(PKCS8_HEAD, PKCS8_HEAD.length + SEED_BYTES);
            System.arraycopy(seed, 0, encoded, PKCS8_HEAD.length, SEED_BYTES);
            PrivateKey key = KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (!Arrays.equals(key.getEncoded(), pair.getPrivate().getEncoded())) {
                throw new IllegalStateException("this Java platform makes Ed25519 pairs in an unknown way");
            }
            return pair;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 15 on has Ed25519", e);
        }
    }

    @Override
    public String toString() {
        return "signing key (hidden)";
    }

    /** Gives out the seed in the place of random bytes. */
    private static final class SeedOnly extends SecureRandom {
        private static final long serialVersionUID = 1;

        private final byte[] seed;

        SeedOnly(byte[] seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (bytes.length != seed.length) {
                throw new IllegalStateException("this Java platform makes Ed25519 pairs in an unknown way");
            }
            System.arraycopy(seed, 0, bytes, 0, seed.length);
        }
    }
}
