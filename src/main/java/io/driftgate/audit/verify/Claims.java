package io.driftgate.audit.verify;

import io.driftgate.audit.log.AuditDirectory;
import io.driftgate.audit.note.MalformedNote;
import io.driftgate.audit.note.NoteVerifier;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All checkpoints in the order of their sizes: those that the reader brought, and those of the directory, which are read when their turn comes. One thread. */
final class Claims {
    /** No checkpoint has this size. */
    static final long NONE = Long.MAX_VALUE;

    /**
     * A checkpoint that says what the log was at a size.
     *
     * @param checkpoint empty for a file that holds none
     * @param isHeld whether the reader brought it
     * @param wrong with the file; empty for a checkpoint
     */
    record Claim(String name, Optional<HeldCheckpoint> checkpoint, boolean isHeld, String wrong) {
        /** Over how many records of which log. */
        String describe() {
            return name
                    + checkpoint
                            .map(each -> ", which is over " + each.checkpoint().size() + " records of "
                                    + each.checkpoint().origin())
                            .orElse("");
        }
    }

    private record Place(long size, Optional<HeldCheckpoint> held, Optional<Path> file) {}

    private final List<NoteVerifier> keys;
    private final List<Place> places = new ArrayList<>();
    private int next;

    /** @param keys to check the directory's checkpoints by; none if their signatures are not to be looked at */
    Claims(Path directory, List<HeldCheckpoint> held, List<NoteVerifier> keys) throws IOException {
        this.keys = keys;
        for (HeldCheckpoint each : held) {
            places.add(new Place(each.checkpoint().size(), Optional.of(each), Optional.empty()));
        }
        for (Path file : AuditDirectory.checkpoints(directory)) {
            try {
                long size = Long.parseLong(file.getFileName().toString());
                places.add(new Place(size, Optional.empty(), Optional.of(file)));
            } catch (NumberFormatException e) {
                throw new IOException(file + " names no number of records", e);
            }
        }
        places.sort(Comparator.comparingLong(Place::size));
    }

    /** Number of records that the next one covers; {@link #NONE} behind the last. */
    long nextSize() {
        return next < places.size() ? places.get(next).size() : NONE;
    }

    /** Takes the next one; empty if the log's writer has removed it meanwhile. */
    Optional<Claim> take() throws IOException {
        Place place = places.get(next++);
        if (place.held().isPresent()) {
            return Optional.of(new Claim(place.held().get().name(), place.held(), true, ""));
        }
        Path file = place.file().orElseThrow();
        try {
            HeldCheckpoint read = HeldCheckpoint.read(file, keys);
            long size = read.checkpoint().size();
            return Optional.of(
                    size == place.size()
                            ? new Claim(file.toString(), Optional.of(read), false, "")
                            : wrong(file, "this is a checkpoint over " + size + " records, as its name does not say"));
        } catch (MalformedNote e) {
            return Optional.of(wrong(file, "this is no checkpoint that its log has signed: " + e.getMessage()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Claim wrong(Path file, String what) {
        return new Claim(file.toString(), Optional.empty(), false, what);
    }
}
