package io.driftgate.audit.note;

import java.util.Base64;

/** What notes and keys are made of. */
final class NoteText {
    private NoteText() {}

    /** A key's name: not empty, without white space, control characters or a plus. */
    static boolean isKeyName(String name) {
        return !name.isEmpty()
                && name.codePoints()
                        .noneMatch(c -> c == '+'
                                || Character.isWhitespace(c)
                                || Character.isSpaceChar(c)
                                || Character.isISOControl(c)
                                || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }

    /** Decodes base64 (RFC 4648, section 4, padded), in the one way in which it can be encoded. */
    static byte[] base64(String text, String what) throws MalformedNote {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new MalformedNote(what + " is no base64");
    }
}
