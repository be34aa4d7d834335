package io.driftgate.audit.note;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A signed note (c2sp.org/signed-note) as it was read: nothing about it is known to be true before {@link #signedBy} has said so.
 *
 * <pre>
 * text, one or more lines
 *
 * — name base64(keyid || signature)     one or more of these
 * </pre>
 *
 * A signature of a key that nobody here knows is ignored, as the format wants it. Immutable.
 */
public final class SignedNote {
    static final String SIGNATURE_MARK = "\u2014 ";
    private static final int MAX_CHARACTERS = 1 << 20;
    private static final int MAX_SIGNATURES = 100;

    private final String text;
    private final List<NoteSignature> signatures;

    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record NoteSignature(String name, int keyId, byte[] signature) {
        boolean isOf(NoteVerifier verifier) {
            return verifier.name().equals(name) && verifier.keyId() == keyId;
        }
    }

    private SignedNote(String text, List<NoteSignature> signatures) {
        this.text = text;
        this.signatures = signatures;
    }

    /** @throws MalformedNote for what is no note, or is longer than a note may be */
    @SuppressWarnings("StringSplitter") // only the end of the last line is left out
    public static SignedNote parse(String note) throws MalformedNote {
        if (note.length() > MAX_CHARACTERS) {
            throw new MalformedNote("a note has at most " + MAX_CHARACTERS + " characters");
        }
        if (note.chars().anyMatch(c -> (c < ' ' && c != '\n') || c == '\uFFFD')) {
            throw new MalformedNote("a note is UTF-8 without control characters");
        }
        int split = note.lastIndexOf("\n\n");
        if (split < 0 || !note.endsWith("\n")) {
            throw new MalformedNote("a note ends with an empty line and lines of signatures");
        }
        List<NoteSignature> signatures = new ArrayList<>();
        for (String line : note.substring(split + 2).split("\n")) {
            if (signatures.size() == MAX_SIGNATURES) {
                throw new MalformedNote("a note has at most " + MAX_SIGNATURES + " signatures");
            }
            signatures.add(signature(line));
        }
        return new SignedNote(note.substring(0, split + 1), signatures);
    }

    private static NoteSignature signature(String line) throws MalformedNote {
        String[] parts = line.startsWith(SIGNATURE_MARK)
                ? line.substring(SIGNATURE_MARK.length()).split(" ", -1)
                : new String[0];
        if (parts.length != 2 || !NoteText.isKeyName(parts[0])) {
            throw new MalformedNote("a signature is written: dash, space, name, space, base64");
        }
        byte[] tagged = NoteText.base64(parts[1], "the signature");
        if (tagged.length <= NoteVerifier.KEY_ID_BYTES) {
            throw new MalformedNote("a signature is longer than its key ID");
        }
        ByteBuffer bytes = ByteBuffer.wrap(tagged);
        int keyId = bytes.getInt();
        byte[] signature = new byte[bytes.remaining()];
        bytes.get(signature);
        return new NoteSignature(parts[0], keyId, signature);
    }

    /** What was signed, with its last line break. */
    public String text() {
        return text;
    }

    /** The names of the keys that are said to have signed, with their IDs, for people. */
    public List<String> claimedKeys() {
        return signatures.stream()
                .map(each -> each.name() + "+" + String.format("%08x", each.keyId()))
                .toList();
    }

    /**
     * Those of the known keys whose signature the note has; empty when there is none.
     *
     * @throws MalformedNote if a known key's signature is wrong: then the whole note is worth nothing
     */
    public List<NoteVerifier> signedBy(Collection<NoteVerifier> known) throws MalformedNote {
        List<NoteVerifier> signers = new ArrayList<>();
        for (NoteVerifier verifier : known) {
            for (NoteSignature each : signatures) {
                if (!each.isOf(verifier)) {
                    continue;
                }
                if (!verifier.verifies(text, each.signature())) {
                    throw new MalformedNote("the signature of " + verifier.text() + " is wrong");
                }
                signers.add(verifier);
                break;
            }
        }
        return signers;
    }
}
