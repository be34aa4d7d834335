package io.driftgate.audit.record;

import io.driftgate.audit.KeySource;
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
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The secret of the fingerprints: {@value #BYTES} random bytes, written as hexadecimal digits. Whoever has it can tell whether a body that
 * they hold is the one that a record is about; once it is destroyed nobody can, and the log stays as it is and verifies as before. Never
 * printed, not even in an error. Immutable; any thread.
 */
public final class FingerprintKey {
    static final int BYTES = 32;

    private static final int ID_BYTES = 4;
    private static final int MAX_FILE_BYTES = 1_024;
    private static final byte[] ID_TEXT = "driftgate fingerprint key".getBytes(StandardCharsets.US_ASCII);
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final byte[] bytes;
    private final byte[] id;

    private FingerprintKey(byte[] bytes) {
        this.bytes = bytes;
        byte[] mac = new byte[Fingerprint.BYTES];
        new Fingerprint(this).of(ID_TEXT, 0, ID_TEXT.length, mac);
        id = Arrays.copyOf(mac, ID_BYTES);
    }

    /** A new key. */
    public static FingerprintKey create(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new FingerprintKey(bytes);
    }

    /**
     * The key from its place; a file that is missing is made, with mode 0600, whole or not at all.
     *
     * @param environment gives an environment variable's value, or null
     * @throws IOException when there is no key, or others than its owner may read it; the message is meant for people and holds no byte of it
     */
    public static FingerprintKey open(KeySource source, UnaryOperator<String> environment, SecureRandom random)
            throws IOException {
        if (source instanceof KeySource.Environment variable) {
            String text = environment.apply(variable.name());
            if (text == null || text.isBlank()) {
                throw new IOException("the environment variable " + variable.name()
                        + " is to hold the fingerprint key and is not set");
            }
            return parse(text, "the environment variable " + variable.name());
        }
        Path file = ((KeySource.File) source).path();
        if (Files.exists(file)) {
            return read(file);
        }
        FingerprintKey key = create(random);
        key.write(file.toAbsolutePath());
        return key;
    }

    private static FingerprintKey read(Path file) throws IOException {
        if (isPosix(file)) {
            Set<PosixFilePermission> others = EnumSet.noneOf(PosixFilePermission.class);
            others.addAll(Files.getPosixFilePermissions(file));
            others.removeAll(OWNER_ONLY);
            others.remove(PosixFilePermission.OWNER_EXECUTE);
            if (!others.isEmpty()) {
                throw new IOException(
                        file + " holds the fingerprint key and may be used by others than its owner: chmod 600 it");
            }
        }
        byte[] text;
        try (InputStream in = Files.newInputStream(file)) {
            text = in.readNBytes(MAX_FILE_BYTES + 1); // of a device there is no end
        }
        try {
            return parse(new String(text, StandardCharsets.US_ASCII), file.toString());
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    private static FingerprintKey parse(String text, String where) throws IOException {
        String digits = text.strip();
        if (digits.length() != 2 * BYTES || !digits.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IOException(where + " holds no fingerprint key: that is " + 2 * BYTES
                    + " hexadecimal digits, as of openssl rand -hex " + BYTES);
        }
        return new FingerprintKey(HexFormat.of().parseHex(digits));
    }

    private void write(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.deleteIfExists(next);
        FileAttribute<?>[] mode = isPosix(file.getParent())
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
        try (FileChannel channel =
                FileChannel.open(next, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
            ByteBuffer text =
                    ByteBuffer.wrap((HexFormat.of().formatHex(bytes) + "\n").getBytes(StandardCharsets.US_ASCII));
            while (text.hasRemaining()) {
                channel.write(text);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static boolean isPosix(Path path) throws IOException {
        return Files.getFileStore(path).supportsFileAttributeView(PosixFileAttributeView.class);
    }

    /** Names the key in records without telling anything of it: {@value #ID_BYTES} bytes of an HMAC under it. */
    public byte[] id() {
        return id.clone();
    }

    /** Up to 64 bytes, as HMAC pads a key. */
    byte[] padded(int mask) {
        byte[] pad = new byte[Fingerprint.BLOCK_BYTES];
        for (int i = 0; i < pad.length; i++) {
            pad[i] = (byte) ((i < bytes.length ? bytes[i] : 0) ^ mask);
        }
        return pad;
    }
}
