package io.driftgate.audit.note;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * What a log was at one moment: the text of a C2SP tlog-checkpoint (c2sp.org/tlog-checkpoint), which a signed note carries.
 *
 * <pre>
 * driftgate.example/audit     origin
 * 20852163                    size: the number of records
 * CsUYapGGPo4dkMgIAUq…=       root of the tree over them, base64
 * </pre>
 *
 * Further lines, which the format allows and Driftgate does not write, are read over. Immutable.
 *
 * @param origin which log: a line without control characters, not empty
 * @param size number of records, at least 0
 * @param root 32 bytes
 */
@SuppressWarnings("ArrayRecordComponent") // equals compares the content, and the array never gets out
public record Checkpoint(String origin, long size, byte[] root) {
    private static final int ROOT_BYTES = 32;

    public Checkpoint {
        if (origin.isEmpty() || origin.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("an origin is a line of text");
        }
        if (size < 0 || root.length != ROOT_BYTES) {
            throw new IllegalArgumentException(
                    "a checkpoint needs a size from 0 and a root of " + ROOT_BYTES + " bytes");
        }
        root = root.clone();
    }

    @Override
    public byte[] root() {
        return root.clone();
    }

    /** The text to sign: three lines, each with its line break. */
    public String text() {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\n";
    }

    /** @throws MalformedNote if the text is no checkpoint */
    public static Checkpoint parse(String text) throws MalformedNote {
        List<String> lines = Arrays.asList(text.split("\n", -1));
        if (lines.size() < 4 || !lines.get(lines.size() - 1).isEmpty()) {
            throw new MalformedNote("a checkpoint has three lines: origin, size and root");
        }
        if (lines.subList(0, lines.size() - 1).stream().anyMatch(String::isEmpty)) {
            throw new MalformedNote("a checkpoint has no empty line");
        }
        byte[] root = NoteText.base64(lines.get(2), "the root");
        if (root.length != ROOT_BYTES) {
            throw new MalformedNote("the root has " + root.length + " bytes, not " + ROOT_BYTES);
        }
        try {
            return new Checkpoint(lines.get(0), size(lines.get(1)), root);
        } catch (IllegalArgumentException e) {
            throw new MalformedNote(e.getMessage());
        }
    }

    private static long size(String digits) throws MalformedNote {
        boolean plain =
                digits.chars().allMatch(c -> c >= '0' && c <= '9') && (digits.equals("0") || !digits.startsWith("0"));
        try {
            if (plain) {
                return Long.parseLong(digits);
            }
        } catch (NumberFormatException e) {
            // beyond 2^63 - 1: said below
        }
        throw new MalformedNote(
                "the size '" + digits + "' is no whole number from 0 to 2^63 - 1 without leading zeros");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Checkpoint that
                && origin.equals(that.origin)
                && size == that.size
                && Arrays.equals(root, that.root);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(size) * 31 + Arrays.hashCode(root);
    }

    @Override
    public String toString() {
        return origin + " at " + size + " records, root " + HexFormat.of().formatHex(root);
    }
}
