package io.driftgate.proxy.exchange;

import io.driftgate.json.JsonTape;
import io.driftgate.pii.Coding;
import io.driftgate.pii.PiiLocation;
import io.driftgate.pii.PiiScanner;
import io.driftgate.protocol.BinaryTensors;
import io.driftgate.protocol.FormFields;
import java.util.Arrays;

/** Shows the elements of BYTES tensors to the scanner, each that is a text as a part of its own. Stateless. */
final class BinaryTexts {
    private static final byte[] NO_NAME = {};

    private BinaryTexts() {}

    /** False when one of them is no text. */
    static boolean scan(JsonTape json, BinaryTensors tensors, PiiScanner scanner) {
        boolean texts = true;
        byte[] bytes = json.bytes();
        for (int tensor = 0; tensor < tensors.size(); tensor++) {
            if (!tensors.isBytes(tensor)) {
                continue;
            }
            byte[] name = name(json, tensors.nameNode(json, tensor));
            for (int at = tensors.from(tensor); at < tensors.to(tensor); at = tensors.next(tensor, at)) {
                int from = tensors.textFrom(at);
                int to = tensors.textTo(at);
                if (FormFields.isText(bytes, from, to)) {
                    scanner.text(bytes, from, to, PiiLocation.TENSOR_ELEMENT, Coding.PLAIN, name);
                } else {
                    texts = false;
                }
            }
        }
        return texts;
    }

    private static byte[] name(JsonTape json, int node) {
        if (node == JsonTape.NONE) {
            return NO_NAME;
        }
        byte[] name = new byte[json.end(node) - json.start(node)];
        int length = json.unescape(node, name, 0);
        return length == name.length ? name : Arrays.copyOf(name, length);
    }
}
