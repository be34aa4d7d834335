package io.driftgate.cli.audit;

import io.driftgate.audit.log.AuditDirectory;
import io.driftgate.audit.log.SegmentReader;
import io.driftgate.audit.merkle.ProofBuilder;
import io.driftgate.audit.merkle.ProofCheck;
import io.driftgate.audit.merkle.Sha256Tree;
import io.driftgate.audit.merkle.TreeHash;
import io.driftgate.audit.note.Checkpoint;
import io.driftgate.audit.verify.HeldCheckpoint;
import io.driftgate.cli.OutputLines;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Makes proofs of a log against a checkpoint, by reading it once. A proof is made only if the log has the checkpoint's root. One thread. */
final class LogProof {
    private static final byte[] NONE = {};

    private final Path directory;
    private final HeldCheckpoint against;
    private final long size;

    LogProof(Path directory, HeldCheckpoint against) {
        this.directory = directory;
        this.against = against;
        this.size = against.checkpoint().size();
    }

    /**
     * Writes the proof that a record is in the log.
     *
     * @throws BadProof if there is none; the message says why
     */
    void inclusion(long index, OutputLines out) throws IOException, BadProof {
        if (index < 0 || index >= size) {
            throw new BadProof("the checkpoint " + against.name() + " covers records 0 to " + (size - 1)
                    + ", and not record " + index);
        }
        ProofBuilder builder = ProofBuilder.inclusion(index, size);
        byte[] record = read(builder, index);
        if (record.length == 0) {
            throw new BadProof("record " + index + " was removed by retention");
        }
        byte[] leafHash = new byte[TreeHash.BYTES];
        new TreeHash().leaf(record, 0, record.length, leafHash, 0);
        out.raw("{\"kind\":\"inclusion\",\"leafHash\":").raw(hex(leafHash));
        out.raw(",\"index\":").number(index).raw(",\"size\":").number(size);
        out.raw(",\"root\":").raw(hex(against.checkpoint().root()));
        out.raw(",\"proof\":").raw(hashes(proof(builder)));
        out.raw(",\"record\":\"").raw(Base64.getEncoder().encodeToString(record));
        out.raw("\",\"checkpoint\":").string(against.note()).raw("}").end();
    }

    /**
     * Writes the proof that the log continues what an earlier checkpoint was made of.
     *
     * @throws BadProof if there is none; the message says why
     */
    void consistency(HeldCheckpoint earlier, OutputLines out) throws IOException, BadProof {
        Checkpoint first = earlier.checkpoint();
        if (first.size() == 0 || first.size() > size) {
            throw new BadProof("there is no proof from " + first.size() + " records to " + size);
        }
        ProofBuilder builder = ProofBuilder.consistency(first.size(), size);
        read(builder, -1);
        List<byte[]> proof = proof(builder);
        byte[] root = against.checkpoint().root();
        Optional<String> wrong = ProofCheck.consistency(first.size(), size, first.root(), root, proof);
        if (wrong.isPresent()) {
            throw new BadProof("the log does not begin with what " + earlier.name() + " was made of: " + wrong.get()
                    + "; run audit verify");
        }
        out.raw("{\"kind\":\"consistency\",\"size1\":")
                .number(first.size())
                .raw(",\"size2\":")
                .number(size);
        out.raw(",\"root1\":").raw(hex(first.root()));
        out.raw(",\"root2\":").raw(hex(root));
        out.raw(",\"proof\":").raw(hashes(proof));
        out.raw(",\"checkpoint\":").string(against.note()).raw("}").end();
    }

    private static List<byte[]> proof(ProofBuilder builder) throws BadProof {
        try {
            return builder.proof();
        } catch (IllegalStateException e) {
            throw new BadProof("records that the proof needs were removed by retention");
        }
    }

    /** Reads up to the checkpoint and returns one record; none if it is not there. */
    private byte[] read(ProofBuilder builder, long wanted) throws IOException, BadProof {
        byte[] record = NONE;
        Sha256Tree tree = null;
        for (Path file : AuditDirectory.segments(directory)) {
            try (SegmentReader reader = SegmentReader.open(file)) {
                if (tree == null) {
                    tree = reader.header().tree();
                    builder.begin(tree.size(), tree.subtrees());
                }
                if (reader.header().firstIndex() != tree.size()) {
                    throw different(file + " does not begin with record " + tree.size());
                }
                while (tree.size() < size && reader.next()) {
                    if (tree.size() == wanted) {
                        record = Arrays.copyOfRange(reader.bytes(), reader.from(), reader.to());
                    }
                    tree.append(reader.bytes(), reader.from(), reader.to());
                    builder.leaf(reader.bytes(), reader.from(), reader.to());
                }
            }
            if (tree.size() >= size) {
                break;
            }
        }
        if (tree == null || tree.size() != size) {
            throw different("it has " + (tree == null ? 0 : tree.size()) + " records");
        }
        if (!Arrays.equals(tree.root(), against.checkpoint().root())) {
            throw different("it has another root at " + size + " records");
        }
        return record;
    }

    private BadProof different(String how) {
        return new BadProof(
                "the log is not that of the checkpoint " + against.name() + ": " + how + "; run audit verify");
    }

    private static String hex(byte[] hash) {
        return '"' + HexFormat.of().formatHex(hash) + '"';
    }

    private static String hashes(List<byte[]> hashes) {
        StringBuilder all = new StringBuilder("[");
        for (byte[] hash : hashes) {
            all.append(all.length() > 1 ? "," : "").append(hex(hash));
        }
        return all.append(']').toString();
    }
}
