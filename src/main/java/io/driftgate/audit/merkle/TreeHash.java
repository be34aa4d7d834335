package io.driftgate.audit.merkle;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The hashes of RFC 6962, section 2.1: {@code SHA-256(0x00 || data)} for a leaf, {@code SHA-256(0x01 || left || right)} for a node, so
 * that no node can be passed off as a leaf. Allocates nothing per hash. One thread.
 */
public final class TreeHash {
    /** Length of a hash. */
    public static final int BYTES = 32;

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final MessageDigest sha256 = sha256();

    /** Writes the hash of the leaf {@code data[from, to)} to {@code out} at {@code at}. */
    public void leaf(byte[] data, int from, int to, byte[] out, int at) {
        sha256.update(LEAF);
        sha256.update(data, from, to - from);
        finish(out, at);
    }

    /** Writes the hash of the node above two others, which may be where it is written to. */
    void node(byte[] left, int leftAt, byte[] right, int rightAt, byte[] out, int at) {
        sha256.update(NODE);
        sha256.update(left, leftAt, BYTES);
        sha256.update(right, rightAt, BYTES);
        finish(out, at);
    }

    byte[] node(byte[] left, byte[] right) {
        byte[] hash = new byte[BYTES];
        node(left, 0, right, 0, hash, 0);
        return hash;
    }

    /** The root of a tree without a leaf: SHA-256 of nothing. */
    static byte[] emptyRoot() {
        return sha256().digest();
    }

    private void finish(byte[] out, int at) {
        try {
            sha256.digest(out, at, BYTES);
        } catch (DigestException e) {
            throw new IllegalArgumentException("no room for a hash at " + at + " of " + out.length + " bytes", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
