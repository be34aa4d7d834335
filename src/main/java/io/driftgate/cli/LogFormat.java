package io.driftgate.cli;

/** How the log is written; lower case on the command line. */
public enum LogFormat {
    /** One line per event, for people. */
    TEXT,
    /** One JSON object per line, for collectors. */
    JSON
}
