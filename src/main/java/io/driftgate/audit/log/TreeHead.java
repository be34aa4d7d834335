package io.driftgate.audit.log;

/** What the log was after so many records, all of them on disk. */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record TreeHead(long size, byte[] root) {}
