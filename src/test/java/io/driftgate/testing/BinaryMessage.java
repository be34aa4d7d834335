package io.driftgate.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes Open Inference messages with binary tensors: a JSON part, and the elements behind it. */
public final class BinaryMessage {
    private final String list;
    private final List<String> tensors = new ArrayList<>();
    private final ByteArrayOutputStream tail = new ByteArrayOutputStream();
    private String more = "";

    private BinaryMessage(String list) {
        this.list = list;
    }

    public static BinaryMessage request() {
        return new BinaryMessage("inputs");
    }

    public static BinaryMessage answer() {
        return new BinaryMessage("outputs");
    }

    /** Members of the message before its tensors, each with a comma behind it. */
    public BinaryMessage with(String members) {
        more = members;
        return this;
    }

    /** A tensor that stands in the JSON. */
    public BinaryMessage json(String tensor) {
        tensors.add(tensor);
        return this;
    }

    public BinaryMessage binary(String name, String shape, String datatype, byte[] elements) {
        return binary(name, shape, datatype, Integer.toString(elements.length), elements);
    }

    /** With a size that may not be that of the elements. */
    public BinaryMessage binary(String name, String shape, String datatype, String size, byte[] elements) {
        tensors.add("{\"name\":\"%s\",\"shape\":%s,\"datatype\":\"%s\",\"parameters\":{\"binary_data_size\":%s}}"
                .formatted(name, shape, datatype, size));
        tail.writeBytes(elements);
        return this;
    }

    public String head() {
        return "{" + more + "\"" + list + "\":[" + String.join(",", tensors) + "]}";
    }

    public int headBytes() {
        return head().getBytes(StandardCharsets.UTF_8).length;
    }

    public byte[] body() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head().getBytes(StandardCharsets.UTF_8));
        out.writeBytes(tail.toByteArray());
        return out.toByteArray();
    }

    // ---- elements

    public static byte[] texts(String... texts) {
        byte[][] utf8 = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            utf8[i] = texts[i].getBytes(StandardCharsets.UTF_8);
        }
        return bytes(utf8);
    }

    /** Elements of BYTES, each behind its length. */
    public static byte[] bytes(byte[]... elements) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] element : elements) {
            out.writeBytes(little(new byte[4]).putInt(element.length).array());
            out.writeBytes(element);
        }
        return out.toByteArray();
    }

    public static byte[] longs(long... values) {
        byte[] out = new byte[8 * values.length];
        ByteBuffer buffer = little(out);
        for (long value : values) {
            buffer.putLong(value);
        }
        return out;
    }

    public static byte[] ints(int... values) {
        byte[] out = new byte[4 * values.length];
        ByteBuffer buffer = little(out);
        for (int value : values) {
            buffer.putInt(value);
        }
        return out;
    }

    public static byte[] shorts(int... values) {
        byte[] out = new byte[2 * values.length];
        ByteBuffer buffer = little(out);
        for (int value : values) {
            buffer.putShort((short) value);
        }
        return out;
    }

    public static byte[] doubles(double... values) {
        byte[] out = new byte[8 * values.length];
        ByteBuffer buffer = little(out);
        for (double value : values) {
            buffer.putDouble(value);
        }
        return out;
    }

    public static byte[] floats(float... values) {
        byte[] out = new byte[4 * values.length];
        ByteBuffer buffer = little(out);
        for (float value : values) {
            buffer.putFloat(value);
        }
        return out;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
