package io.driftgate.pii;

import io.driftgate.json.JsonTape;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Where in a request the scan stands: the containers around a value, through JSON that stands in strings, and the name that it has
 * there. A value's name is the key of the innermost member that holds it; for the data of an Open Inference input it is the input's
 * name, and in the rows of a {@code dataframe_split} that of the column. Mutable, reused, one event loop.
 *
 * <p>Of a name that is longer than {@value #MAX_NAME_BYTES} bytes only the end is looked at, which says what a thing is. So the cost of
 * a value doesn't depend on the length of its name, under which many others may stand.
 */
final class FieldPlace {
    /** No feature's name is longer. */
    static final int MAX_NAME_BYTES = 128;

    /** The longest escape, of one byte. */
    private static final int MAX_ESCAPE_BYTES = 6;

    private static final int FIRST_DEPTH = 66;
    private static final byte[] NO_NAME = {};
    private static final int NONE = JsonTape.NONE;

    /** The containers of one JSON text that are open. */
    private static final class Level {
        private JsonTape tape;
        private int depth;
        /** The value or key at hand. */
        private int node;

        private int[] containers = new int[FIRST_DEPTH];
        /** The node after each container's last. */
        private int[] ends = new int[FIRST_DEPTH];

        private int[] names = new int[FIRST_DEPTH];
        /** In an object the key at hand. */
        private int[] keys = new int[FIRST_DEPTH];
        /** In an array the child that was asked for last, and its place: so asking for all of them is linear. */
        private int[] children = new int[FIRST_DEPTH];

        private int[] places = new int[FIRST_DEPTH];

        private void push() {
            if (depth == containers.length) {
                containers = Arrays.copyOf(containers, 2 * depth);
                ends = Arrays.copyOf(ends, 2 * depth);
                names = Arrays.copyOf(names, 2 * depth);
                keys = Arrays.copyOf(keys, 2 * depth);
                children = Arrays.copyOf(children, 2 * depth);
                places = Arrays.copyOf(places, 2 * depth);
            }
            depth++;
        }

        private int placeOf(int frame, int node) {
            int child = children[frame];
            int place = places[frame];
            int next = tape.next(child);
            while (next <= node) {
                child = next;
                place++;
                next = tape.next(child);
            }
            children[frame] = child;
            places[frame] = place;
            return place;
        }
    }

    private final Level[] levels;
    private final FeatureNames features = new FeatureNames();
    private final Text unescaped = new Text();
    private final Text raw = new Text();
    private int top = -1;
    private byte[] fixedName = NO_NAME;
    private final Name name = new Name();
    /** Whose node the name is that was asked for last; null when it is none of the part's. */
    private JsonTape namedTape;

    private int namedNode = NONE;

    FieldPlace(int levels) {
        this.levels = new Level[levels];
        Arrays.setAll(this.levels, level -> new Level());
    }

    FeatureNames features() {
        return features;
    }

    /** Begins a part that has one name, or none. */
    void begin(byte[] name) {
        fixedName = name;
        top = -1;
        forgetName();
    }

    private void forgetName() {
        namedTape = null;
        namedNode = NONE;
    }

    /** Enters the JSON at hand, or in the string at hand. */
    void enter(JsonTape tape) {
        Level level = levels[++top];
        level.tape = tape;
        level.depth = 0;
        forgetName();
        if (top == 0) {
            features.collect(tape);
        }
    }

    void leave() {
        levels[top--].tape = null;
        forgetName();
    }

    /** Goes to a value or key; nodes come in document order. */
    void visit(int next) {
        Level level = levels[top];
        while (level.depth > 0 && level.ends[level.depth - 1] <= next) {
            level.depth--;
        }
        level.node = next;
        if (level.depth > 0 && level.tape.isKey(next)) {
            level.keys[level.depth - 1] = next;
        }
    }

    /** Opens the container that was visited. */
    void open() {
        Level level = levels[top];
        int name = top == 0 ? features.nameOfData(level.node) : NONE;
        name = name == NONE ? nameNode(level) : name;
        int frame = level.depth;
        level.push();
        level.containers[frame] = level.node;
        level.ends[frame] = level.tape.next(level.node);
        level.names[frame] = name;
        level.keys[frame] = NONE;
        level.children[frame] = level.node + 1;
        level.places[frame] = 0;
    }

    private int nameNode(Level level) {
        int frame = level.depth - 1;
        if (frame < 0) {
            return NONE;
        }
        if (level.tape.type(level.containers[frame]) == JsonTape.OBJECT) {
            return level.keys[frame];
        }
        if (top == 0 && frame > 0 && level.containers[frame - 1] == features.splitData()) {
            return features.column(level.placeOf(frame, level.node));
        }
        return level.names[frame];
    }

    /** Whether a number at hand is a quantity by what schema or request say, and its name doesn't contradict. */
    boolean isMeasure(PiiPolicy policy) {
        if (!policy.knowsNumeric()) {
            return false;
        }
        Name said = name();
        boolean numeric = policy.isNumeric(said) || isNumericTensor();
        return numeric && !policy.isPersonal(said.bytes(), said.from(), said.to());
    }

    /** Whether an array that was opened is a row of a table, whose elements have names of their own. */
    boolean isTable(int array) {
        Level level = levels[top];
        int frame = level.depth - 1;
        return top == 0
                && frame > 0
                && level.containers[frame] == array
                && level.containers[frame - 1] == features.splitData();
    }

    /** Whether the value at hand is of a tensor, whose elements are those of several rows. */
    boolean isTensor() {
        if (top != 0) {
            return false;
        }
        Level level = levels[0];
        for (int frame = level.depth - 1; frame >= 0; frame--) {
            if (features.isData(level.containers[frame])) {
                return true;
            }
        }
        return false;
    }

    /** Whether the feature at hand is numeric by what the request says of it. */
    boolean isNumericTensor() {
        if (top != 0) {
            return false;
        }
        Level level = levels[0];
        for (int frame = level.depth - 1; frame >= 0; frame--) {
            if (features.isNumericData(level.containers[frame])) {
                return true;
            }
        }
        return false;
    }

    /** The name of the value at hand, empty when it has none. Valid until the next call. */
    Name name() {
        for (int i = top; i >= 0; i--) {
            Level level = levels[i];
            int node = nameNode(level);
            if (node != NONE) {
                if (node != namedNode || level.tape != namedTape) {
                    namedNode = node;
                    namedTape = level.tape;
                    readName();
                }
                return name;
            }
        }
        if (name.bytes != fixedName) {
            forgetName();
            name.set(fixedName, 0, fixedName.length);
        }
        return name;
    }

    private void readName() {
        byte[] bytes = namedTape.bytes();
        int from = namedTape.start(namedNode);
        int to = namedTape.end(namedNode);
        if (!namedTape.isEscaped(namedNode)) {
            name.set(bytes, from, to);
            return;
        }
        int at = Math.max(from, to - MAX_ESCAPE_BYTES * MAX_NAME_BYTES);
        raw.set(bytes);
        unescaped.derive(raw, at, to);
        while (at < to) { // as Fold does, but nobody asks where in the part it stands
            int escape = bytes[at] == '\\' ? Escapes.jsonLength(bytes, at, to) : 0;
            if (escape == 0) {
                unescaped.append(bytes[at++]);
            } else {
                unescaped.append(Escapes.jsonCodePoint(bytes, at, escape, to));
                at += escape;
            }
        }
        name.set(unescaped.bytes(), 0, unescaped.length());
    }

    /** Whether the value at hand, or something around it, stands at a path; {@code *} is any step. */
    boolean isBelow(byte[][] path) {
        int step = 0;
        for (int i = 0; i <= top; i++) {
            Level level = levels[i];
            for (int frame = 0; frame < level.depth; frame++) {
                if (step == path.length) {
                    return true;
                }
                if (!isStep(level, frame, path[step++])) {
                    return false;
                }
            }
        }
        return step == path.length && step > 0;
    }

    private boolean isStep(Level level, int frame, byte[] step) {
        if (step.length == 1 && step[0] == '*') {
            return true;
        }
        if (level.tape.type(level.containers[frame]) == JsonTape.OBJECT) {
            return level.keys[frame] != NONE && level.tape.textEquals(level.keys[frame], step, 0, step.length);
        }
        int inner = frame + 1 < level.depth ? level.containers[frame + 1] : level.node;
        byte[] place = Integer.toString(level.placeOf(frame, inner)).getBytes(StandardCharsets.US_ASCII);
        return Arrays.equals(step, place);
    }

    void release() {
        top = -1;
        fixedName = NO_NAME;
        forgetName();
        name.set(NO_NAME, 0, 0);
        for (Level level : levels) {
            level.tape = null;
        }
        raw.release();
        unescaped.release();
        features.release();
    }

    /** A range of bytes that is a name. */
    static final class Name {
        /** That of what has none. */
        static final Name NONE = new Name();

        private byte[] bytes = NO_NAME;
        private int from;
        private int to;
        private long version;

        private void set(byte[] newBytes, int newFrom, int newTo) {
            bytes = newBytes;
            from = Math.max(newFrom, newTo - MAX_NAME_BYTES);
            to = newTo;
            version++;
        }

        /** Another number for each name; 0 of {@link #NONE}. */
        long version() {
            return version;
        }

        byte[] bytes() {
            return bytes;
        }

        int from() {
            return from;
        }

        int to() {
            return to;
        }

        boolean equalTo(byte[] other) {
            return other.length == to - from && Arrays.equals(bytes, from, to, other, 0, other.length);
        }
    }
}
