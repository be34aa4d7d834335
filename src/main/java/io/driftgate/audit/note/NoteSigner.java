package io.driftgate.audit.note;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;
import java.util.List;

/** Signs notes (c2sp.org/signed-note) by a named Ed25519 key. Immutable; any thread. Never prints the key. */
public final class NoteSigner {
    private final SigningKey key;
    private final NoteVerifier verifier;

    /** @throws IllegalArgumentException for a name that a key can't have: empty, or with white space or a plus */
    public NoteSigner(String name, SigningKey key) {
        this.key = key;
        try {
            verifier = new NoteVerifier(name, key.publicKey());
        } catch (MalformedNote e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** What checks this key's signatures. */
    public NoteVerifier verifier() {
        return verifier;
    }

    /**
     * The note: text, empty line, and one signature of each signer. Several sign while a key is replaced, so that those who hold either
     * public key can check it.
     *
     * @param text whole lines, the last with its line break
     */
    public static String sign(String text, List<NoteSigner> signers) {
        if (!text.endsWith("\n") || signers.isEmpty()) {
            throw new IllegalArgumentException("a note is made of whole lines and has a signature");
        }
        StringBuilder note = new StringBuilder(text).append('\n');
        for (NoteSigner signer : signers) {
            note.append(signer.line(text));
        }
        return note.toString();
    }

    /** The note of this signer alone. */
    public String sign(String text) {
        return sign(text, List.of(this));
    }

    private String line(String text) {
        byte[] signature = signature(text);
        byte[] tagged = ByteBuffer.allocate(NoteVerifier.KEY_ID_BYTES + signature.length)
                .putInt(verifier.keyId())
                .put(signature)
                .array();
        return SignedNote.SIGNATURE_MARK + verifier.name() + " "
                + Base64.getEncoder().encodeToString(tagged) + "\n";
    }

    private byte[] signature(String text) {
        try {
            Signature ed25519 = Signature.getInstance("Ed25519");
            ed25519.initSign(key.privateKey());
            ed25519.update(text.getBytes(StandardCharsets.UTF_8));
            return ed25519.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform from 15 on has Ed25519", e);
        }
    }

    @Override
    public String toString() {
        return "signer for " + verifier.text();
    }
}
