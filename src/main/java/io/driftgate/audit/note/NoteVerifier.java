package io.driftgate.audit.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A named Ed25519 public key that checks signatures of notes. Its text is C2SP's vkey: {@code name+keyid+base64(0x01 || key)}, where the
 * key ID is the first four bytes of {@code SHA-256(name || 0x0A || 0x01 || key)}, in hexadecimal. Immutable; any thread.
 */
public final class NoteVerifier {
    static final int KEY_BYTES = 32;
    static final int KEY_ID_BYTES = 4;
    private static final int SIGNATURE_BYTES = 64;
    static final byte ED25519 = 1;
    /** Of RFC 8410: a SubjectPublicKeyInfo for Ed25519, up to the key. */
    private static final byte[] X509_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    private final String name;
    private final byte[] raw;
    private final int keyId;
    private final PublicKey key;

    /**
     * @param name of the key
     * @param raw 32 bytes (RFC 8032)
     * @throws MalformedNote for a name that a key can't have, or bytes that are no key
     */
    NoteVerifier(String name, byte[] raw) throws MalformedNote {
        if (!NoteText.isKeyName(name)) {
            throw new MalformedNote("a key's name has no white space and no '+', and is not empty");
        }
        if (raw.length != KEY_BYTES) {
            throw new MalformedNote("an Ed25519 public key has " + KEY_BYTES + " bytes, not " + raw.length);
        }
        this.name = name;
        this.raw = raw.clone();
        keyId = keyId(name, raw);
        byte[] encoded = Arrays.copyOf(X509_HEAD, X509_HEAD.length + KEY_BYTES);
        System.arraycopy(raw, 0, encoded, X509_HEAD.length, KEY_BYTES);
        try {
            key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new MalformedNote("these bytes are no Ed25519 public key");
        }
    }

    /** Reads a vkey. */
    public static NoteVerifier parse(String vkey) throws MalformedNote {
        // Base64 may have a plus, a name or an ID can't.
        String[] parts = vkey.strip().split("\\+", 3);
        if (parts.length != 3) {
            throw new MalformedNote("a public key is written name+keyid+key");
        }
        byte[] typed = NoteText.base64(parts[2], "the key");
        if (typed.length == 0 || typed[0] != ED25519) {
            throw new MalformedNote("the key is no Ed25519 key of type 1");
        }
        NoteVerifier verifier = new NoteVerifier(parts[0], Arrays.copyOfRange(typed, 1, typed.length));
        if (!verifier.keyIdText().equals(parts[1])) {
            throw new MalformedNote(
                    "the key ID is " + verifier.keyIdText() + " for this name and key, not " + parts[1]);
        }
        return verifier;
    }

    public String name() {
        return name;
    }

    int keyId() {
        return keyId;
    }

    String keyIdText() {
        return HexFormat.of().toHexDigits(keyId);
    }

    /** The vkey. */
    public String text() {
        byte[] typed = new byte[1 + KEY_BYTES];
        typed[0] = ED25519;
        System.arraycopy(raw, 0, typed, 1, KEY_BYTES);
        return name + "+" + keyIdText() + "+" + Base64.getEncoder().encodeToString(typed);
    }

    /** Whether this key made the signature over the text. */
    boolean verifies(String text, byte[] signature) {
        if (signature.length != SIGNATURE_BYTES) {
            return false; // the platform would ignore bytes behind a signature
        }
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initVerify(key);
            ed25519.update(text.getBytes(StandardCharsets.UTF_8));
            return ed25519.verify(signature);
        } catch (GeneralSecurityException e) {
            return false; // a point that is none
        }
    }

    private static int keyId(String name, byte[] raw) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(name.getBytes(StandardCharsets.UTF_8));
            sha256.update((byte) '\n');
            sha256.update(ED25519);
            return ByteBuffer.wrap(sha256.digest(raw)).getInt();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoteVerifier that && name.equals(that.name) && Arrays.equals(raw, that.raw);
    }

    @Override
    public int hashCode() {
        return keyId;
    }

    @Override
    public String toString() {
        return text();
    }
}
