package io.driftgate.cli.pii;

import io.driftgate.cli.InputLines;
import io.driftgate.cli.OutputLines;
import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import io.driftgate.pii.Coding;
import io.driftgate.pii.PiiFindings;
import io.driftgate.pii.PiiLocation;
import io.driftgate.pii.PiiPolicy;
import io.driftgate.pii.PiiScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Scans one line as the gateway does a body and writes one line of findings. In a line {@code {"text": ...}} that text is scanned; or else
 * all strings, keys and whole numbers of a line. One thread; memory is bounded by the longest line.
 */
final class LineScan {
    private static final int MAX_DEPTH = 64;
    private static final byte[] TEXT = "text".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_NAME = {};

    private final JsonTape tape = new JsonTape(MAX_DEPTH);
    private final PiiScanner scanner = new PiiScanner();
    private final PiiFindings findings = new PiiFindings();
    private final JsonPath path = new JsonPath();
    private final PiiPolicy policy;
    private final boolean anyJson;
    private final OutputLines out;
    private final ScanStats stats;
    private byte[] said = new byte[1024];

    /** @param anyJson whether to look at all of a line, or only at its text */
    LineScan(PiiPolicy policy, boolean anyJson, OutputLines out, ScanStats stats) {
        this.policy = policy;
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
        if (anyJson) {
            scanner.scan(tape, policy, findings);
            write(line.number());
        } else {
            boolean object = tape.type(JsonTape.ROOT) == JsonTape.OBJECT;
            int text = object ? tape.find(JsonTape.ROOT, TEXT) : JsonTape.NONE;
            if (text == JsonTape.NONE || tape.type(text) != JsonTape.STRING) {
                error(line, "has no string \"text\"; --json scans lines of any JSON");
                return;
            }
            scanText(text);
            write(line.number());
        }
        tape.release();
        findings.clear();
    }

    private void error(InputLines line, String what) throws IOException {
        stats.error();
        out.raw("{\"error\":")
                .string("line " + line.number() + ": " + what)
                .raw("}")
                .end();
    }

    private void scanText(int node) {
        int most = tape.end(node) - tape.start(node);
        said = said.length < most ? new byte[Math.max(most, 2 * said.length)] : said;
        scanner.begin(policy, findings);
        scanner.text(said, 0, tape.unescape(node, said, 0), PiiLocation.TEXT, Coding.PLAIN, NO_NAME);
        scanner.end();
    }

    private void write(long line) throws IOException {
        out.raw("{\"findings\":[");
        path.begin(tape);
        byte[] text = anyJson ? tape.bytes() : said;
        int node = JsonTape.NONE;
        int at = 0;
        int codePoints = 0;
        for (int i = 0; i < findings.size(); i++) {
            out.raw(i == 0 ? "{\"entity\":" : ",{\"entity\":")
                    .string(findings.entity(i).name());
            if (anyJson) {
                int holder = holder(findings.from(i), node);
                at = holder == node ? at : tape.start(holder);
                codePoints = holder == node ? codePoints : 0;
                node = holder;
                out.raw(",\"path\":").string(path.pointer());
                out.raw(tape.isKey(node) ? ",\"key\":true" : "");
            }
            boolean escaped = anyJson && tape.type(node) == JsonTape.STRING && tape.isEscaped(node);
            codePoints += CodePoints.count(text, at, findings.from(i), escaped);
            out.raw(",\"start\":").number(codePoints);
            codePoints += CodePoints.count(text, findings.from(i), findings.to(i), escaped);
            out.raw(",\"end\":").number(codePoints);
            out.raw(",\"score\":").score(findings.score(i)).raw("}");
            at = findings.to(i);
            stats.found(findings.entityIndex(i), findings.score(i), line);
        }
        out.raw("]");
        Optional.ofNullable(findings.refused().orElse(findings.passed().orElse(null)))
                .ifPresent(reason -> out.raw(",\"uninspectable\":\"")
                        .raw(reason.name().toLowerCase(Locale.ROOT))
                        .raw("\""));
        out.raw("}").end();
    }

    /** The string, key or number that holds a byte of the line, from one on; the path goes along. */
    private int holder(int offset, int from) {
        int node = from;
        while (node == JsonTape.NONE || isContainer(node) || tape.end(node) <= offset) {
            path.enter(++node);
        }
        return node;
    }

    private boolean isContainer(int node) {
        return tape.type(node) == JsonTape.OBJECT || tape.type(node) == JsonTape.ARRAY;
    }
}
