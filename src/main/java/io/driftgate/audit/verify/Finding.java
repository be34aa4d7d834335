package io.driftgate.audit.verify;

/**
 * Something that the log's writer did not leave so.
 *
 * @param file name of the file
 * @param fromByte offset in the file from which on it is, or may be
 * @param toByte one past the last; not more than {@code fromByte} when it is not known
 * @param fromRecord index of the first record that it is, or may be about
 * @param toRecord one past the last
 * @param what is wrong, for people
 */
public record Finding(String file, long fromByte, long toByte, long fromRecord, long toRecord, String what) {
    @Override
    public String toString() {
        String bytes = toByte > fromByte + 1 ? "bytes " + fromByte + " to " + (toByte - 1) : "byte " + fromByte;
        String records = "";
        if (toRecord == fromRecord + 1) {
            records = ", record " + fromRecord;
        } else if (toRecord > fromRecord) {
            records = ", records " + fromRecord + " to " + (toRecord - 1);
        }
        return file + " at " + bytes + records + ": " + what;
    }
}
