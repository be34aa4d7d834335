package io.driftgate.cli.audit;

import io.driftgate.audit.merkle.ProofCheck;
import io.driftgate.audit.merkle.TreeHash;
import io.driftgate.audit.note.Checkpoint;
import io.driftgate.audit.note.MalformedNote;
import io.driftgate.audit.note.NoteVerifier;
import io.driftgate.audit.note.SignedNote;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Checks what one line says: a proof of inclusion or of consistency. If it brings its record or its checkpoint, as {@code audit prove} prints
 * them, these are checked as well; if keys are given, it must bring a checkpoint that one of them has signed. One thread.
 */
final class ProofLine {
    private final List<NoteVerifier> keys;
    private final ProofFields fields = new ProofFields();

    /** @param keys that checkpoints must be signed by; none if signatures are not to be looked at */
    ProofLine(List<NoteVerifier> keys) {
        this.keys = keys;
    }

    /**
     * What holds, for people.
     *
     * @throws BadProof if the line says no proof or one that doesn't hold
     */
    String check(byte[] line, int from, int to) throws BadProof {
        fields.read(line, from, to);
        try {
            String kind = fields.text("kind");
            return switch (kind) {
                case "inclusion" -> inclusion();
                case "consistency" -> consistency();
                default -> throw new BadProof("\"kind\" is neither \"inclusion\" nor \"consistency\"");
            };
        } finally {
            fields.release();
        }
    }

    private String inclusion() throws BadProof {
        byte[] leafHash = fields.hash("leafHash");
        long index = fields.count("index");
        long size = fields.count("size");
        byte[] root = fields.hash("root");
        refuse(ProofCheck.inclusion(leafHash, index, size, root, fields.hashes("proof")));
        checkRecord(leafHash);
        return "record " + index + " is in the log of " + size + " records" + checkpoint(size, root);
    }

    private String consistency() throws BadProof {
        long size1 = fields.count("size1");
        long size2 = fields.count("size2");
        byte[] root1 = fields.hash("root1");
        byte[] root2 = fields.hash("root2");
        refuse(ProofCheck.consistency(size1, size2, root1, root2, fields.hashes("proof")));
        return "the log of " + size2 + " records begins with the log of " + size1 + checkpoint(size2, root2);
    }

    private static void refuse(Optional<String> why) throws BadProof {
        if (why.isPresent()) {
            throw new BadProof(why.get());
        }
    }

    private void checkRecord(byte[] leafHash) throws BadProof {
        Optional<String> record = fields.optionalText("record");
        if (record.isEmpty()) {
            return;
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(record.get());
        } catch (IllegalArgumentException e) {
            throw new BadProof("\"record\" is no base64");
        }
        byte[] hash = new byte[TreeHash.BYTES];
        new TreeHash().leaf(bytes, 0, bytes.length, hash, 0);
        if (!Arrays.equals(hash, leafHash)) {
            throw new BadProof("\"leafHash\" is not the hash of \"record\"");
        }
    }

    private String checkpoint(long size, byte[] root) throws BadProof {
        Optional<String> text = fields.optionalText("checkpoint");
        if (text.isEmpty()) {
            if (!keys.isEmpty()) {
                throw new BadProof("has no \"checkpoint\" that a key could have signed");
            }
            return "";
        }
        try {
            SignedNote note = SignedNote.parse(text.get());
            Checkpoint checkpoint = Checkpoint.parse(note.text());
            if (checkpoint.size() != size || !Arrays.equals(checkpoint.root(), root)) {
                throw new BadProof("size and root are not those of \"checkpoint\"");
            }
            if (keys.isEmpty()) {
                return ", as in the checkpoint, whose signature was not looked at";
            }
            List<NoteVerifier> signers = note.signedBy(keys);
            if (signers.isEmpty()) {
                throw new BadProof("\"checkpoint\" is signed by none of the keys");
            }
            return ", as " + signers.get(0).name() + " has signed";
        } catch (MalformedNote e) {
            throw new BadProof("\"checkpoint\": " + e.getMessage());
        }
    }
}
