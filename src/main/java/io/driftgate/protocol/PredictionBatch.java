package io.driftgate.protocol;

import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.feature.PredictionFields;
import io.driftgate.json.JsonTape;
import java.util.Arrays;

/**
 * The rows of one answer, read off the tape one at a time, like {@link FeatureBatch}. Owned by one event loop and reused for
 * every answer of a model.
 *
 * <p>A row is a set of named parts, each a node: members of an object, or columns that go on side by side. A part becomes fields
 * by its {@link PredictionRole} and its kind:
 *
 * <pre>
 * role          number       true, false  string  null   array of 1     array            object
 * VALUE, none   value        1, 0         label   value  as its element scores           none: members by name, else value
 * LABEL         its digits   its word     label   label  as its element wrong kind       wrong kind
 * SCORES        list of one  wrong kind   ...     scores list           scores           scores: the values of the members
 * ATTRIBUTIONS  -            -            -       -      in the order of the schema,     by feature name
 *                                                        when there is one for each
 * </pre>
 *
 * "Wrong kind" keeps the kind, so that a rule that needs another one fails instead of passing over it. The top score is the
 * largest of the scores when all of them are numbers. Memory is O(slots), whatever the number of rows, and adapters check shapes
 * before, so {@link #next()} cannot fail.
 */
public final class PredictionBatch {
    /** The place, after those of all names, of what has no name. */
    private static final int NAMELESS = Members.MAX;

    private final FeatureIndex index;
    private final FeatureRow row = new FeatureRow(PredictionFields.INDEX.slots());
    private final FeatureRow attributions;
    private final TextScratch scratch = new TextScratch();
    private final Members members = new Members();
    private final OpenAiMessage message = new OpenAiMessage(members);
    private final TextList texts = new TextList();
    private final int[] starts = new int[NAMELESS + 1];
    private final int[] cursors = new int[NAMELESS + 1];
    /** Nodes of a column for each row when they stand flat; 0 when each row is one node. */
    private final int[] strides = new int[NAMELESS + 1];

    /** The binary tensor of a part, whose start and cursor are then places in the body; else {@link BinaryTensors#NONE}. */
    private final int[] partTensors = new int[NAMELESS + 1];

    private final BinaryTensors tensors = new BinaryTensors();
    private final BinaryPredictions binary = new BinaryPredictions(tensors, scratch);

    /** By role, in an answer of one row. */
    private final int[] pointed = new int[PredictionRole.count()];

    private JsonTape tape;
    private PredictionBinding binding;
    private int rows;
    private int rowIndex = -1;
    private int parts;
    private boolean isChat;
    private int choices = JsonTape.NONE;

    /** @param index of the model's features, which attributions are for */
    public PredictionBatch(FeatureIndex index) {
        this.index = index;
        attributions = new FeatureRow(index.slots());
    }

    public int rows() {
        return rows;
    }

    /** Index of the loaded row, from 0. */
    public int rowIndex() {
        return rowIndex;
    }

    /** Back before the first row. */
    public void rewind() {
        rowIndex = -1;
        System.arraycopy(starts, 0, cursors, 0, starts.length);
    }

    /** Loads the next row; false after the last. */
    public boolean next() {
        if (rowIndex + 1 >= rows) {
            return false;
        }
        rowIndex++;
        row.clear();
        attributions.clear();
        scratch.clear();
        if (choices != JsonTape.NONE) {
            int choice = cursors[NAMELESS];
            cursors[NAMELESS] = tape.next(choice);
            putChoice(choice);
            return true;
        }
        for (int role = 0; role < pointed.length; role++) {
            if (pointed[role] != JsonTape.NONE) {
                put(PredictionRole.at(role), pointed[role]);
            }
        }
        for (int place = 0; place < binding.names().size(); place++) {
            if (starts[place] != JsonTape.NONE) {
                putPart(place, binding.role(place));
            }
        }
        if (starts[NAMELESS] != JsonTape.NONE) {
            putNameless();
        }
        return true;
    }

    /** The prediction, over {@link PredictionFields#INDEX}. */
    public FeatureRow row() {
        return row;
    }

    /** The attributions, over the slots of the model; all absent when the model returns none. */
    public FeatureRow attributions() {
        return attributions;
    }

    /** Drops references to the body. */
    public void release() {
        rows = 0;
        rowIndex = -1;
        row.release();
        attributions.release();
        scratch.release();
        members.release();
        texts.release();
        tensors.release();
    }

    /** The tensors of the answer whose elements stand behind its JSON; none when it was bound without any. */
    public BinaryTensors tensors() {
        return tensors;
    }

    // ---- for adapters: first start(), then parts, then end(); or choices()

    void start(JsonTape tape, PredictionBinding binding) {
        if (binding.index() != index) {
            throw new IllegalArgumentException("a binding of another model");
        }
        this.tape = tape;
        this.binding = binding;
        rows = 0;
        rowIndex = -1;
        parts = 0;
        tensors.release();
        choices = JsonTape.NONE;
        Arrays.fill(starts, JsonTape.NONE);
        Arrays.fill(pointed, JsonTape.NONE);
    }

    /** Adds a part by the place of its name; false when there is one already. */
    boolean addPart(int place, int first, int stride) {
        if (starts[place] != JsonTape.NONE) {
            return false;
        }
        add(place, first, stride, BinaryTensors.NONE);
        return true;
    }

    /** Adds a part by the place of its name, or one that has no name; false when there is one already. */
    boolean addBinaryPart(int place, int tensor, int columns) {
        int at = place == NameTable.UNKNOWN ? NAMELESS : place;
        if (starts[at] != JsonTape.NONE) {
            return false;
        }
        add(at, tensors.from(tensor), columns, tensor);
        return true;
    }

    private void add(int place, int first, int stride, int tensor) {
        starts[place] = first;
        strides[place] = stride;
        partTensors[place] = tensor;
        parts++;
    }

    /** Adds what has no name: rows that are single values, arrays or objects of parts. */
    void addNameless(int first, int stride) {
        add(NAMELESS, first, stride, BinaryTensors.NONE);
    }

    /** Adds a part of one row that has no name: it was pointed at. */
    void addPointed(PredictionRole role, int node) {
        pointed[role.ordinal()] = node;
        parts++;
    }

    boolean hasParts() {
        return parts > 0;
    }

    void end(int rows) {
        this.rows = rows;
        rewind();
    }

    /** Rows that are the choices of a chat or of a completion. */
    void choices(int array, boolean isChat) {
        choices = array;
        this.isChat = isChat;
        starts[NAMELESS] = array + 1;
        partTensors[NAMELESS] = BinaryTensors.NONE;
        end(tape.size(array));
    }

    /** For reading objects while an adapter binds. */
    Members members() {
        return members;
    }

    /** For checking choices while an adapter binds. */
    OpenAiMessage message() {
        return message;
    }

    // ---- a row

    private void putChoice(int choice) {
        texts.clear();
        members.read(tape, OpenAiMessage.CHOICE, choice);
        int finishReason = members.at(OpenAiMessage.CHOICE_FINISH_REASON);
        if (isChat) {
            message.read(tape, members.at(OpenAiMessage.CHOICE_MESSAGE));
            message.addTexts(texts);
        } else {
            texts.add(members.at(OpenAiMessage.CHOICE_TEXT));
        }
        if (texts.strings() > 0) {
            scratch.join(tape, texts);
            row.setText(PredictionFields.TEXT, scratch.buffer(), scratch.from(), scratch.to());
        } else {
            row.setNull(PredictionFields.TEXT);
        }
        if (finishReason != JsonTape.NONE) {
            if (tape.type(finishReason) == JsonTape.STRING) {
                putText(PredictionFields.FINISH_REASON, finishReason);
            } else {
                row.setNull(PredictionFields.FINISH_REASON);
            }
        }
    }

    private void putPart(int place, PredictionRole role) {
        int node = cursors[place];
        int stride = strides[place];
        if (partTensors[place] != BinaryTensors.NONE) {
            putBinary(place, role);
        } else if (stride > 1) {
            cursors[place] = node + stride;
            putFlat(role, node, stride);
        } else {
            cursors[place] = tape.next(node);
            put(role, node);
        }
    }

    private void putBinary(int place, PredictionRole role) {
        int tensor = partTensors[place];
        int columns = strides[place];
        int first = cursors[place];
        int at = first;
        for (int i = 0; i < columns; i++) {
            at = tensors.next(tensor, at);
        }
        cursors[place] = at;
        binary.put(role, tensor, first, columns, row, attributions, binding.order());
    }

    private void putNameless() {
        if (partTensors[NAMELESS] != BinaryTensors.NONE) {
            putBinary(NAMELESS, PredictionRole.VALUE);
            return;
        }
        int node = cursors[NAMELESS];
        int stride = strides[NAMELESS];
        if (stride > 1) {
            cursors[NAMELESS] = node + stride;
            putScores(node, stride);
            return;
        }
        cursors[NAMELESS] = tape.next(node);
        int value = tape.type(node) == JsonTape.ARRAY && isSingle(node) ? node + 1 : node;
        if (tape.type(value) != JsonTape.OBJECT) {
            putValue(value);
            return;
        }
        members.read(tape, binding.names(), value);
        for (int place = 0; place < binding.names().size(); place++) {
            if (members.at(place) != JsonTape.NONE) {
                put(binding.role(place), members.at(place));
            }
        }
    }

    private void put(PredictionRole role, int node) {
        switch (role) {
            case LABEL -> putLabel(node);
            case SCORES -> putScores(node);
            case VALUE -> putValue(node);
            case ATTRIBUTIONS -> putAttributions(node);
        }
    }

    private void putFlat(PredictionRole role, int first, int count) {
        switch (role) {
            case LABEL -> {
                if (isFree(PredictionFields.LABEL)) {
                    row.setList(PredictionFields.LABEL, count);
                }
            }
            case SCORES, VALUE -> putScores(first, count);
            case ATTRIBUTIONS -> putAttributions(first, count);
        }
    }

    private void putValue(int node) {
        byte type = tape.type(node);
        if (type == JsonTape.STRING) {
            putLabel(node);
        } else if (type == JsonTape.ARRAY) {
            if (isSingle(node)) {
                putValue(node + 1);
            } else {
                putScores(node + 1, tape.size(node));
            }
        } else if (isFree(PredictionFields.VALUE)) {
            switch (type) {
                case JsonTape.NUMBER -> row.setNumber(PredictionFields.VALUE, tape.number(node));
                case JsonTape.TRUE -> row.setNumber(PredictionFields.VALUE, 1);
                case JsonTape.FALSE -> row.setNumber(PredictionFields.VALUE, 0);
                case JsonTape.NULL -> row.setNull(PredictionFields.VALUE);
                default -> row.setObject(PredictionFields.VALUE, tape.size(node));
            }
        }
    }

    private void putLabel(int node) {
        if (!isFree(PredictionFields.LABEL)) {
            return;
        }
        switch (tape.type(node)) {
            case JsonTape.STRING -> putText(PredictionFields.LABEL, node);
            case JsonTape.NULL -> row.setNull(PredictionFields.LABEL);
            case JsonTape.ARRAY -> {
                if (isSingle(node)) {
                    putLabel(node + 1);
                } else {
                    row.setList(PredictionFields.LABEL, tape.size(node));
                }
            }
            case JsonTape.OBJECT -> row.setObject(PredictionFields.LABEL, tape.size(node));
            default -> putWord(node);
        }
    }

    /** A class that is a number or a bool is named as it is written, a whole number in plain digits. */
    private void putWord(int node) {
        double number = tape.type(node) == JsonTape.NUMBER ? tape.number(node) : Double.NaN;
        if (number == Math.rint(number) && Math.abs(number) <= 0x1p53) {
            scratch.write((long) number);
            row.setText(PredictionFields.LABEL, scratch.buffer(), scratch.from(), scratch.to());
        } else {
            row.setText(PredictionFields.LABEL, tape.bytes(), tape.start(node), tape.end(node));
        }
    }

    private void putScores(int node) {
        switch (tape.type(node)) {
            case JsonTape.ARRAY -> putScores(node + 1, tape.size(node));
            case JsonTape.OBJECT -> putScoresByClass(node);
            case JsonTape.NUMBER -> putScores(node, 1);
            case JsonTape.NULL -> {
                if (isFree(PredictionFields.SCORES)) {
                    row.setNull(PredictionFields.SCORES);
                }
            }
            case JsonTape.STRING -> {
                if (isFree(PredictionFields.SCORES)) {
                    putText(PredictionFields.SCORES, node);
                }
            }
            default -> {
                if (isFree(PredictionFields.SCORES)) {
                    row.setBool(PredictionFields.SCORES, tape.type(node) == JsonTape.TRUE);
                }
            }
        }
    }

    private void putScores(int first, int count) {
        if (!isFree(PredictionFields.SCORES)) {
            return;
        }
        row.beginList(PredictionFields.SCORES);
        double top = Double.NEGATIVE_INFINITY;
        int node = first;
        for (int i = 0; i < count; i++) {
            top = addScore(node, top);
            node = tape.next(node);
        }
        putTop(top);
    }

    private void putScoresByClass(int object) {
        if (!isFree(PredictionFields.SCORES)) {
            return;
        }
        row.beginList(PredictionFields.SCORES);
        double top = Double.NEGATIVE_INFINITY;
        int key = object + 1;
        for (int left = tape.size(object); left > 0; left--) {
            top = addScore(key + 1, top);
            key = tape.next(key + 1);
        }
        putTop(top);
    }

    /** Adds a score; returns the largest so far, NaN once one was no number. */
    private double addScore(int node, double top) {
        if (tape.type(node) != JsonTape.NUMBER) {
            Elements.add(tape, node, row, PredictionFields.SCORES, scratch);
            return Double.NaN;
        }
        row.addNumber(PredictionFields.SCORES, tape.number(node));
        return Math.max(top, tape.number(node));
    }

    private void putTop(double top) {
        if (top > Double.NEGATIVE_INFINITY) {
            row.setNumber(PredictionFields.TOP_SCORE, top);
        }
    }

    private void putAttributions(int node) {
        if (tape.type(node) == JsonTape.ARRAY) {
            putAttributions(node + 1, tape.size(node));
        } else if (tape.type(node) == JsonTape.OBJECT) {
            int key = node + 1;
            for (int left = tape.size(node); left > 0; left--) {
                int slot = members.slotOf(tape, index, key);
                if (slot != FeatureIndex.UNKNOWN) {
                    putAttribution(slot, key + 1);
                }
                key = tape.next(key + 1);
            }
        }
    }

    /** Without names they are the schema's features in its order, or nobody knows whose they are. */
    private void putAttributions(int first, int count) {
        int[] order = binding.order();
        if (count != order.length) {
            return;
        }
        int node = first;
        for (int slot : order) {
            putAttribution(slot, node);
            node = tape.next(node);
        }
    }

    private void putAttribution(int slot, int node) {
        if (attributions.kind(slot) != FeatureRow.ABSENT) {
            return;
        }
        switch (tape.type(node)) {
            case JsonTape.NUMBER -> attributions.setNumber(slot, tape.number(node));
            case JsonTape.NULL -> attributions.setNull(slot);
            case JsonTape.STRING -> {
                scratch.read(tape, node);
                attributions.setText(slot, scratch.buffer(), scratch.from(), scratch.to());
            }
            case JsonTape.ARRAY -> {
                if (isSingle(node)) {
                    putAttribution(slot, node + 1);
                } else {
                    attributions.setList(slot, tape.size(node));
                }
            }
            case JsonTape.OBJECT -> attributions.setObject(slot, tape.size(node));
            default -> attributions.setBool(slot, tape.type(node) == JsonTape.TRUE);
        }
    }

    private void putText(int field, int node) {
        scratch.read(tape, node);
        row.setText(field, scratch.buffer(), scratch.from(), scratch.to());
    }

    private boolean isFree(int field) {
        return row.kind(field) == FeatureRow.ABSENT;
    }

    /** Whether an array is one value in brackets, as a tensor of shape [n,1] writes each row. */
    private boolean isSingle(int array) {
        return tape.size(array) == 1 && tape.type(array + 1) != JsonTape.ARRAY;
    }
}
