package io.driftgate.audit.merkle;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Trees and proofs word for word as RFC 6962, section 2.1, defines them: by recursion over whole lists of entries. */
final class Reference {
    /** Roots that were computed before, only to save time: by their first entry, which is in no other list, and number. */
    private static final Map<Run, byte[]> ROOTS = new HashMap<>();

    @SuppressWarnings("ArrayRecordComponent") // the same array is meant
    private record Run(byte[] first, int size) {}

    private Reference() {}

    /** Entries of different lengths, the first of them empty. */
    static List<byte[]> entries(int count) {
        List<byte[]> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add("x".repeat(i % 7).concat(i == 0 ? "" : "entry " + i).getBytes(StandardCharsets.US_ASCII));
        }
        return entries;
    }

    /** MTH(D[n]). */
    static byte[] root(List<byte[]> entries) {
        if (entries.isEmpty()) {
            return sha256(new byte[0]);
        }
        Run run = new Run(entries.get(0), entries.size());
        byte[] known = ROOTS.get(run);
        if (known == null) {
            known = computed(entries);
            ROOTS.put(run, known);
        }
        return known;
    }

    private static byte[] computed(List<byte[]> entries) {
        if (entries.size() == 1) {
            return leaf(entries.get(0));
        }
        int k = split(entries.size());
        return sha256(join(1, root(entries.subList(0, k)), root(entries.subList(k, entries.size()))));
    }

    static byte[] leaf(byte[] entry) {
        return sha256(join(0, entry));
    }

    /** PATH(m, D[n]). */
    static List<byte[]> path(int m, List<byte[]> entries) {
        if (entries.size() == 1) {
            return new ArrayList<>();
        }
        int k = split(entries.size());
        List<byte[]> left = entries.subList(0, k);
        List<byte[]> right = entries.subList(k, entries.size());
        List<byte[]> path = m < k ? path(m, left) : path(m - k, right);
        path.add(root(m < k ? right : left));
        return path;
    }

    /** PROOF(m, D[n]) for 0 < m <= n. */
    static List<byte[]> proof(int m, List<byte[]> entries) {
        return subproof(m, entries, true);
    }

    private static List<byte[]> subproof(int m, List<byte[]> entries, boolean whole) {
        int n = entries.size();
        if (m == n) {
            return whole ? new ArrayList<>() : new ArrayList<>(List.of(root(entries)));
        }
        int k = split(n);
        List<byte[]> left = entries.subList(0, k);
        List<byte[]> right = entries.subList(k, n);
        List<byte[]> proof = m <= k ? subproof(m, left, whole) : subproof(m - k, right, false);
        proof.add(root(m <= k ? right : left));
        return proof;
    }

    /** The largest power of two below n. */
    private static int split(int n) {
        return Integer.highestOneBit(n - 1);
    }

    private static byte[] join(int first, byte[]... parts) {
        int length = 1;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer joined = ByteBuffer.allocate(length).put((byte) first);
        for (byte[] part : parts) {
            joined.put(part);
        }
        return joined.array();
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
