package io.driftgate.cli.audit;

/** How records are printed. */
enum RecordForm {
    /** One line for people. */
    TEXT,
    /** One JSON object in each line: all that is in a record, after its index. */
    JSONL,
    /** RFC 4180: columns that people put into tables, and all of the record as JSON in the last. */
    CSV
}
