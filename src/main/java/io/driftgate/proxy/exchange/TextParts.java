package io.driftgate.proxy.exchange;

import io.driftgate.pii.PiiFindings;
import io.driftgate.proxy.exchange.Redaction.Edit;
import java.util.Arrays;
import java.util.List;

/** Ranges of one array that were scanned, each a part of the findings. Reused; owned by one event loop. */
final class TextParts {
    private static final int KEPT = 64;

    private int[] spans = new int[3 * KEPT];
    private int size;

    void add(int part, int from, int to) {
        if (3 * size == spans.length) {
            spans = Arrays.copyOf(spans, 2 * spans.length);
        }
        spans[3 * size] = part;
        spans[3 * size + 1] = from;
        spans[3 * size + 2] = to;
        size++;
    }

    int size() {
        return size;
    }

    int part(int index) {
        return spans[3 * index];
    }

    int from(int index) {
        return spans[3 * index + 1];
    }

    /** Adds an edit for each part that is to be rewritten. */
    void edit(PiiFindings findings, byte[] bytes, List<Edit> out) {
        for (int i = 0; i < size; i++) {
            int part = spans[3 * i];
            if (findings.rewrites(part)) {
                int from = spans[3 * i + 1];
                int to = spans[3 * i + 2];
                out.add(new Edit(from, to, findings.rewrite(part, bytes, from, to)));
            }
        }
    }

    void clear() {
        size = 0;
        if (spans.length > 3 * KEPT) {
            spans = new int[3 * KEPT];
        }
    }
}
