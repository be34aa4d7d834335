package io.driftgate.proxy.exchange;

import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import io.driftgate.pii.PiiFindings;
import io.driftgate.protocol.BinaryTensors;
import io.driftgate.protocol.FormFields;
import io.driftgate.proxy.exchange.Redaction.Edit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A body with binary tensors, masked: elements with their lengths, then the sizes of the tensors in the JSON, then the JSON's own
 * size. Made for one request that has something to mask.
 */
final class TensorRedaction {
    private final PiiFindings findings;
    private final BinaryTensors tensors;
    private final JsonTape json;
    private final int from;
    private final int jsonTo;
    private final int to;
    private final List<Edit> edits = new ArrayList<>();
    /** By tensor, after masking. */
    private final int[] sizes;

    private int jsonBytes;

    /** The first part of the findings is the JSON, the next ones are the elements that are texts, in order. */
    TensorRedaction(PiiFindings findings, BinaryTensors tensors, JsonTape json, int from, int jsonTo, int to) {
        this.findings = findings;
        this.tensors = tensors;
        this.json = json;
        this.from = from;
        this.jsonTo = jsonTo;
        this.to = to;
        this.sizes = new int[tensors.size()];
        int part = 1;
        for (int tensor = 0; tensor < sizes.length; tensor++) {
            sizes[tensor] = tensors.to(tensor) - tensors.from(tensor);
            if (tensors.isBytes(tensor)) {
                part = editElements(tensor, part);
            }
        }
    }

    private int editElements(int tensor, int first) {
        int part = first;
        byte[] bytes = json.bytes();
        for (int at = tensors.from(tensor); at < tensors.to(tensor); at = tensors.next(tensor, at)) {
            int textFrom = tensors.textFrom(at);
            int textTo = tensors.textTo(at);
            if (!FormFields.isText(bytes, textFrom, textTo)) {
                continue;
            }
            if (findings.rewrites(part)) {
                byte[] text = findings.rewrite(part, bytes, textFrom, textTo);
                byte[] element = new byte[textFrom - at + text.length];
                BinaryTensors.putLength(element, 0, text.length);
                System.arraycopy(text, 0, element, textFrom - at, text.length);
                edits.add(new Edit(at, textTo, element));
                sizes[tensor] += element.length - (textTo - at);
            }
            part++;
        }
        return part;
    }

    boolean isNeeded() {
        return findings.rewrites(0) || !edits.isEmpty();
    }

    /** The body, in a fresh array. Masks leave the JSON's nodes as they are, so sizes stand at the nodes where they stood. */
    byte[] body(JsonTape scratch) {
        byte[] bytes = json.bytes();
        byte[] head = findings.rewrites(0)
                ? findings.rewrite(0, bytes, from, jsonTo)
                : Arrays.copyOfRange(bytes, from, jsonTo);
        try {
            scratch.parse(head, 0, head.length);
        } catch (MalformedJson e) {
            throw new IllegalStateException("a mask broke the JSON", e);
        }
        List<Edit> newSizes = new ArrayList<>();
        for (int tensor = 0; tensor < sizes.length; tensor++) {
            int node = tensors.sizeNode(tensor);
            newSizes.add(new Edit(scratch.start(node), scratch.end(node), RequestScan.digits(sizes[tensor])));
        }
        head = Redaction.apply(head, 0, head.length, newSizes);
        byte[] tail = Redaction.apply(bytes, jsonTo, to, edits);
        jsonBytes = head.length;
        byte[] body = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, body, head.length, tail.length);
        return body;
    }

    /** Bytes of the JSON, after {@link #body}. */
    int jsonBytes() {
        return jsonBytes;
    }
}
