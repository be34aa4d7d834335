package io.driftgate.feature;

/** The header fields of one request, as rules see them, whatever carries them. Owned by one event loop. */
public interface Headers {
    /** No field of that name. */
    int NONE = -1;

    /** Several fields of that name: what a model server takes from them is anybody's guess, so rules take none. */
    int SEVERAL = -2;

    /** A field whose value is no UTF-8: what its other bytes spell is anybody's guess too, and a regular expression reads them wrongly. */
    int UNREADABLE = -3;

    /** A request without headers, such as a test's. */
    Headers EMPTY = new Headers() {
        @Override
        public int find(byte[] lowerCaseName) {
            return NONE;
        }

        @Override
        public byte[] buffer() {
            return new byte[0];
        }

        @Override
        public int from(int field) {
            throw new IndexOutOfBoundsException(field);
        }

        @Override
        public int to(int field) {
            throw new IndexOutOfBoundsException(field);
        }
    };

    /** The field of that name, {@link #NONE}, {@link #SEVERAL} or {@link #UNREADABLE}. */
    int find(byte[] lowerCaseName);

    /** The bytes of all values. */
    byte[] buffer();

    /** Where a field's value begins in {@link #buffer()}. */
    int from(int field);

    int to(int field);
}
