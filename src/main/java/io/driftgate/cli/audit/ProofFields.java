package io.driftgate.cli.audit;

import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The members of one JSON object, each of the type that is asked for. One thread; holds for the line that was read last. */
final class ProofFields {
    private static final int MAX_DEPTH = 64;
    private static final int HASH_BYTES = 32;
    /** A proof of the largest tree has 64. */
    private static final int MAX_HASHES = 1_024;

    private final JsonTape tape = new JsonTape(MAX_DEPTH);

    /** Reads the object in {@code line[from, to)}. */
    void read(byte[] line, int from, int to) throws BadProof {
        try {
            tape.parse(line, from, to);
        } catch (MalformedJson e) {
            throw new BadProof(e.reason().phrase());
        }
        if (tape.type(JsonTape.ROOT) != JsonTape.OBJECT) {
            throw new BadProof("is no JSON object");
        }
    }

    void release() {
        tape.release();
    }

    String text(String name) throws BadProof {
        return optionalText(name).orElseThrow(() -> new BadProof("has no \"" + name + "\""));
    }

    Optional<String> optionalText(String name) throws BadProof {
        int node = find(name);
        if (node == JsonTape.NONE) {
            return Optional.empty();
        }
        if (tape.type(node) != JsonTape.STRING) {
            throw new BadProof("\"" + name + "\" is no string");
        }
        return Optional.of(string(node));
    }

    /** A whole number from 0 to 2^63 - 1, written with digits only. */
    long count(String name) throws BadProof {
        int node = required(name);
        boolean digits = tape.type(node) == JsonTape.NUMBER;
        long number = 0;
        for (int at = tape.start(node); digits && at < tape.end(node); at++) {
            int digit = tape.bytes()[at] - '0';
            digits = digit >= 0 && digit <= 9 && number <= (Long.MAX_VALUE - digit) / 10;
            number = number * 10 + digit;
        }
        if (!digits) {
            throw new BadProof("\"" + name + "\" is no whole number from 0 to 2^63 - 1");
        }
        return number;
    }

    byte[] hash(String name) throws BadProof {
        return hash(required(name), name);
    }

    /** An array of hashes; {@code null} is an empty one, as some writers have it. */
    List<byte[]> hashes(String name) throws BadProof {
        int node = required(name);
        List<byte[]> hashes = new ArrayList<>();
        if (tape.type(node) == JsonTape.NULL) {
            return hashes;
        }
        if (tape.type(node) != JsonTape.ARRAY) {
            throw new BadProof("\"" + name + "\" is no array");
        }
        if (tape.size(node) > MAX_HASHES) {
            throw new BadProof("\"" + name + "\" has " + tape.size(node) + " hashes, more than any tree's");
        }
        for (int child = node + 1; child < tape.next(node); child = tape.next(child)) {
            hashes.add(hash(child, name + "[" + hashes.size() + "]"));
        }
        return hashes;
    }

    private byte[] hash(int node, String name) throws BadProof {
        if (tape.type(node) != JsonTape.STRING) {
            throw new BadProof("\"" + name + "\" is no string of hexadecimal digits");
        }
        if (tape.end(node) - tape.start(node) > 12 * HASH_BYTES) {
            throw new BadProof("\"" + name + "\" has too many digits: a hash has " + 2 * HASH_BYTES);
        }
        String digits = string(node);
        byte[] bytes;
        try {
            bytes = HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException e) {
            throw new BadProof("\"" + name + "\" is no string of hexadecimal digits, two for each byte");
        }
        if (bytes.length != HASH_BYTES) {
            throw new BadProof("\"" + name + "\" has " + bytes.length + " bytes: a hash has " + HASH_BYTES);
        }
        return bytes;
    }

    private int required(String name) throws BadProof {
        int node = find(name);
        if (node == JsonTape.NONE) {
            throw new BadProof("has no \"" + name + "\"");
        }
        return node;
    }

    private int find(String name) {
        return tape.find(JsonTape.ROOT, name.getBytes(StandardCharsets.UTF_8));
    }

    private String string(int node) {
        byte[] utf8 = new byte[tape.end(node) - tape.start(node)];
        return new String(utf8, 0, tape.unescape(node, utf8, 0), StandardCharsets.UTF_8);
    }
}
