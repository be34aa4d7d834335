package io.driftgate.audit.verify;

import io.driftgate.audit.note.Checkpoint;
import io.driftgate.audit.note.MalformedNote;
import io.driftgate.audit.note.NoteVerifier;
import io.driftgate.audit.note.SignedNote;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A checkpoint and who has signed it.
 *
 * @param name of the file that it came from
 * @param note as it was read
 * @param signers those of the known keys that have signed it; may be empty
 */
public record HeldCheckpoint(String name, Checkpoint checkpoint, String note, List<NoteVerifier> signers) {
    private static final int MAX_BYTES = 1 << 18;

    public HeldCheckpoint {
        signers = List.copyOf(signers);
    }

    /**
     * Reads a checkpoint.
     *
     * @throws MalformedNote if the file holds none, or one with a wrong signature of a known key
     */
    public static HeldCheckpoint read(Path file, List<NoteVerifier> keys) throws IOException, MalformedNote {
        String text;
        try (InputStream in = Files.newInputStream(file)) {
            text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
        }
        SignedNote note = SignedNote.parse(text);
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        return new HeldCheckpoint(file.toString(), checkpoint, text, note.signedBy(keys));
    }
}
