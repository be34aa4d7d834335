package io.driftgate.cli.pii;

import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import io.driftgate.pii.pattern.Hits;
import io.driftgate.pii.pattern.PatternSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Scans one line and writes one line of findings. In a line {@code {"text": ...}} that is the text; or else all strings, keys and whole
 * numbers of a line. One thread; memory is bounded by the longest line.
 */
final class LineScan {
    private static final int MAX_DEPTH = 64;
    private static final byte[] TEXT = "text".getBytes(StandardCharsets.US_ASCII);

    private final JsonTape tape = new JsonTape(MAX_DEPTH);
    private final ValueScan values;
    private final Hits hits = new Hits();
    private final BestHits best = new BestHits();
    private final JsonPath path = new JsonPath();
    private final PatternSet set;
    private final boolean anyJson;
    private final OutputLines out;
    private final ScanStats stats;
    private byte[] said = new byte[1024];
    private boolean first;

    /** @param anyJson whether to look at all of a line, or only at its text */
    LineScan(PatternSet set, boolean anyJson, OutputLines out, ScanStats stats) {
        this.set = set;
        values = new ValueScan(set);
        this.anyJson = anyJson;
        this.out = out;
        this.stats = stats;
    }

    void scan(InputLines line) throws IOException {
        stats.line(line.to() - line.from());
        if (line.isTooLong()) {
            error(line, "is longer than " + line.maxBytes() + " bytes");
            return;
        }
        try {
            tape.parse(line.bytes(), line.from(), line.to());
        } catch (MalformedJson e) {
            error(line, e.reason().phrase());
            return;
        }
        int text = JsonTape.ROOT;
        if (!anyJson) {
            boolean object = tape.type(JsonTape.ROOT) == JsonTape.OBJECT;
            text = object ? tape.find(JsonTape.ROOT, TEXT) : JsonTape.NONE;
            if (text == JsonTape.NONE || tape.type(text) != JsonTape.STRING) {
                error(line, "has no string \"text\"; --json scans lines of any JSON");
                return;
            }
        }
        out.raw("{\"findings\":[");
        first = true;
        values.begin();
        if (anyJson) {
            walk(line.number());
        } else {
            string(text, line.number());
        }
        out.raw("]}").end();
        tape.release();
    }

    private void error(InputLines line, String what) throws IOException {
        stats.error();
        out.raw("{\"error\":")
                .string("line " + line.number() + ": " + what)
                .raw("}")
                .end();
    }

    private void walk(long line) {
        path.begin(tape);
        for (int node = 0; node < tape.nodes(); node++) {
            path.enter(node);
            byte type = tape.type(node);
            if (type == JsonTape.STRING || type == JsonTape.NUMBER) {
                values.under(tape, tape.isKey(node) ? JsonTape.NONE : path.key());
                if (type == JsonTape.STRING) {
                    string(node, line);
                } else {
                    values.number(tape.bytes(), tape.start(node), tape.end(node), hits);
                    report(tape.bytes(), tape.start(node), node, line);
                }
            }
        }
    }

    private void string(int node, long line) {
        byte[] text = tape.bytes();
        int from = tape.start(node);
        int to = tape.end(node);
        if (tape.isEscaped(node)) {
            said = said.length < to - from ? new byte[Math.max(to - from, 2 * said.length)] : said;
            to = tape.unescape(node, said, 0);
            text = said;
            from = 0;
        }
        values.text(text, from, to, hits);
        report(text, from, node, line);
    }

    private void report(byte[] text, int from, int node, long line) {
        if (hits.size() == 0) {
            return;
        }
        best.choose(hits);
        int at = from;
        int codePoints = 0;
        for (int i = 0; i < best.size(); i++) {
            int hit = best.get(i);
            codePoints += codePoints(text, at, hits.from(hit));
            int length = codePoints(text, hits.from(hit), hits.to(hit));
            out.raw(first ? "{\"entity\":" : ",{\"entity\":")
                    .string(set.entity(hits.entity(hit)).name());
            if (anyJson) {
                out.raw(",\"path\":").string(path.pointer());
                out.raw(tape.isKey(node) ? ",\"key\":true" : "");
            }
            out.raw(",\"start\":").number(codePoints);
            out.raw(",\"end\":").number(codePoints + length);
            out.raw(",\"score\":").score(hits.score(hit)).raw("}");
            stats.found(hits.entity(hit), hits.score(hit), line);
            codePoints += length;
            at = hits.to(hit);
            first = false;
        }
        hits.clear();
    }

    private static int codePoints(byte[] utf8, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += (utf8[i] & 0xc0) == 0x80 ? 0 : 1;
        }
        return count;
    }
}
