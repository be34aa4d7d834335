package io.driftgate.cel;

import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.Headers;

/** What an expression reads, and the memory that it works in. Mutable, reused; owned by one thread. */
public final class CelFrame {
    private final FeatureRow[] records;
    private Headers headers = Headers.EMPTY;

    /** @param records how many records there are; their ids count from 0 */
    public CelFrame(int records) {
        this.records = new FeatureRow[records];
    }

    public void record(int id, FeatureRow row) {
        records[id] = row;
    }

    public void headers(Headers newHeaders) {
        headers = newHeaders;
    }

    FeatureRow record(int id) {
        return records[id];
    }

    Headers headers() {
        return headers;
    }
}
