package io.driftgate.sketch.stream;

/**
 * The binary form of a pane. A stream is any number of panes, one directly after the other.
 *
 * <pre>
 *   0   4  magic: 0x89 "DGP"
 *   4   1  format version: 1, or 2 where the baseline has pairs
 *   5   4  n, bytes of the pane, from the magic to the checksum
 *   9  32  SHA-256 of the baseline file
 *  41   …  model, version, replica: each a varint of its length in bytes and UTF-8
 *       …  varints: number of the pane; begin, milliseconds since 1970 UTC; duration in milliseconds; rows; requests
 *       …  varint: number of features; then each of them in the baseline's order:
 *            varint 0                     its bins are withheld
 *            varint number of its bins, then its counts in the order of the bins: a count above 0 as a varint; a run of
 *            zeros, as long as it gets, as a 0 and a varint of its length less 1
 *       …  in version 2, varint: number of pairs; then each of them in the baseline's order: its cells in the form of bins, or
 *            varint 0 where a feature of it is withheld
 * n-4   4  CRC32C of all before
 * </pre>
 *
 * Integers are big endian; varints hold 7 bits a byte, the lowest first, the high bit set in all but the last, in as few bytes as
 * it takes and at most nine. So equal panes are equal bytes.
 */
public final class PaneFormat {
    /** What HTTP calls a stream. */
    public static final String MEDIA_TYPE = "application/vnd.driftgate.panes";

    /** How file names of streams end. */
    public static final String FILE_SUFFIX = ".panes";

    /** The form of a pane whose baseline has no pairs. */
    public static final int VERSION = 1;

    /** The form of a pane with cells of pairs. */
    public static final int VERSION_WITH_PAIRS = 2;

    /** No pane is larger. */
    public static final int MAX_BYTES = 1 << 24;

    static final int MAGIC = 0x89444750;
    static final int VERSION_AT = 4;
    static final int LENGTH_AT = 5;
    static final int DIGEST_AT = 9;
    static final int DIGEST_BYTES = 32;
    static final int NAMES_AT = DIGEST_AT + DIGEST_BYTES;
    static final int CHECKSUM_BYTES = 4;

    /** Three names of a letter, five numbers, no feature. */
    static final int MIN_BYTES = NAMES_AT + 3 * 2 + 5 + 1 + CHECKSUM_BYTES;

    static final int WITHHELD = 0;

    private PaneFormat() {}
}
