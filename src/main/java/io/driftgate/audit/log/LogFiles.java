package io.driftgate.audit.log;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** The log's directory as the log needs it, so that tests can stand in for a disk that fails. */
interface LogFiles {
    /** Makes the directory if it is missing and locks it for this process. The lock goes with the process or when it is closed. */
    Closeable lock() throws IOException;

    /** Names of what lies in the directory, in any order. */
    List<String> names() throws IOException;

    /** Opens for reading and writing a file that exists. */
    SegmentFile open(String name) throws IOException;

    /** Makes an empty file; one of that name is replaced. */
    SegmentFile create(String name) throws IOException;

    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /** Makes creations, renames and deletions durable. */
    void forceDirectory() throws IOException;

    /** Free bytes of the disk for this process. */
    long usableBytes() throws IOException;

    /** The directory's or a file's name for people. */
    String describe(String name);
}
