package io.driftgate.sketch.rows;

import java.nio.file.Path;
import java.util.Locale;

/** How rows stand in a file. */
public enum RowFormat {
    /** RFC 4180, the first record names the columns. */
    CSV,
    /** One JSON object per line. */
    JSONL;

    /** By the file's name: JSONL when it ends in .jsonl or .ndjson, with or without .gz after it, else CSV. */
    public static RowFormat of(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        name = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
        return name.endsWith(".jsonl") || name.endsWith(".ndjson") ? JSONL : CSV;
    }
}
