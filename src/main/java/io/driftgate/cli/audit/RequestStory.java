package io.driftgate.cli.audit;

import io.driftgate.audit.record.AuditRecord;
import io.driftgate.audit.record.RecordKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that a log tells of the exchanges with one request ID, which a client may use more than once. One thread. */
final class RequestStory {
    /** Of more exchanges with the same ID only the number is told. */
    private static final int MAX_EXCHANGES = 100;

    /**
     * One exchange.
     *
     * @param records its decisions and outcome, in the log's order
     * @param inForce what it was decided under
     */
    record Chapter(String exchange, List<InForce.Entry> records, List<InForce.Entry> inForce) {}

    private final String requestId;
    private final InForce inForce = new InForce();
    private final Map<String, Chapter> chapters = new LinkedHashMap<>();
    private long more;
    private long missing;

    RequestStory(String requestId) {
        this.requestId = requestId;
    }

    void next(long index, AuditRecord record) {
        inForce.next(index, record);
        if (record.is(RecordKind.GAP)) {
            missing++;
        }
        if (!record.requestId().equals(requestId)) {
            return;
        }
        Chapter chapter = chapters.get(record.exchange());
        if (chapter == null) {
            if (chapters.size() == MAX_EXCHANGES) {
                more++;
                return;
            }
            chapter = new Chapter(record.exchange(), new ArrayList<>(), inForce.of(record.model(), record.time()));
            chapters.put(record.exchange(), chapter);
        }
        chapter.records().add(new InForce.Entry(index, record));
    }

    List<Chapter> chapters() {
        return List.copyOf(chapters.values());
    }

    /** Records of further exchanges. */
    long more() {
        return more;
    }

    /** How many places there are in the log where records are missing. */
    long gaps() {
        return missing;
    }
}
