package io.driftgate.protocol;

import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.json.JsonTape;
import java.util.Arrays;

/**
 * The rows of one request, read off the tape one at a time. Owned by one event loop and reused for every request of a model.
 *
 * <p>Invariants:
 *
 * <ol>
 *   <li>Memory is O(slots), whatever the number of rows: columns are read through one cursor per slot, rows through one cursor.
 *       (Only a dataframe with its own list of column names takes an int per name.)
 *   <li>Adapters check shapes before they choose a layout, so {@link #next()} cannot fail.
 *   <li>A text of the row is a range of the body, or of {@code scratch} when it had escapes; both stay until the next row.
 *   <li>An array is a list with its elements when the bound schema says that the feature is a list, else just a number of elements.
 *   <li>A feature that some version knows, but not the bound one, is loaded <em>and</em> marks the row unknown: sketches of
 *       other versions can use it, this version's policy hears of it.
 * </ol>
 */
public final class FeatureBatch {
    private static final int KEPT_POSITIONS = 4_096;
    private static final int[] NO_POSITIONS = {};

    /** How the body holds its rows. */
    private enum Layout {
        /** One array per feature. */
        COLUMNS,
        /** One array of scalars, row by row. */
        FLAT,
        /** The same as binary data. */
        BINARY,
        /** An array of rows: objects, arrays, or scalars when there is one feature. */
        ROWS,
        /** One row, its features wherever the pointers point. */
        POINTERS,
        /** One row, a request to a language model. */
        OPENAI,
        /** One row, the fields of a form by their names. */
        FORM
    }

    private final FeatureIndex index;
    private final FeatureRow row;
    private final int[] columnSlots;
    private final int[] columnStarts;
    private final int[] columnCursors;
    /** The binary tensor of a column, whose start and cursor are then places in the body; else {@link BinaryTensors#NONE}. */
    private final int[] columnTensors;

    private final boolean[] columnTaken;
    /** Where the value of each slot of the loaded row stands on the tape. */
    private final int[] nodes;

    private JsonTape tape;
    private SchemaBinding binding;
    private Layout layout = Layout.ROWS;
    private int rows;
    private int rowIndex = -1;
    private int columns;
    private boolean unknownColumn;
    /** The first node of a layout with one cursor, and the cursor. */
    private int start;

    private int cursor;
    /** The slot of each position of a row without names. */
    private int[] positions = NO_POSITIONS;

    private int width;
    private int[] ownPositions = NO_POSITIONS;
    private final TextScratch scratch = new TextScratch();
    private final Members members = new Members();
    private final OpenAiRequest openAi = new OpenAiRequest();
    private final BinaryTensors tensors = new BinaryTensors();
    private final FormRow form = new FormRow();
    /** Of {@link Layout#BINARY}. */
    private int tensor;

    private OpenAiRequest.Endpoint endpoint = OpenAiRequest.Endpoint.CHAT;

    public FeatureBatch(FeatureIndex index) {
        this.index = index;
        row = new FeatureRow(index.slots());
        columnSlots = new int[index.slots()];
        columnStarts = new int[index.slots()];
        columnCursors = new int[index.slots()];
        columnTensors = new int[index.slots()];
        columnTaken = new boolean[index.slots()];
        nodes = new int[index.slots()];
    }

    public int rows() {
        return rows;
    }

    /** Back before the first row. */
    public void rewind() {
        rowIndex = -1;
        cursor = start;
        System.arraycopy(columnStarts, 0, columnCursors, 0, columns);
    }

    /** Loads the next row into {@link #row()}; false after the last. */
    public boolean next() {
        if (rowIndex + 1 >= rows) {
            return false;
        }
        rowIndex++;
        row.clear();
        scratch.clear();
        switch (layout) {
            case COLUMNS -> nextOfColumns();
            case FLAT -> cursor = putPositions(cursor);
            case BINARY -> nextOfBinary();
            case ROWS -> nextOfRows();
            case POINTERS -> binding.pointers().walk(tape, start, this);
            case OPENAI -> openAi.fill(tape, binding, endpoint, this);
            case FORM -> form.fill(row);
        }
        return true;
    }

    public FeatureRow row() {
        return row;
    }

    /** Index of the loaded row, from 0. */
    public int rowIndex() {
        return rowIndex;
    }

    /**
     * Where the value of a slot of the loaded row stands in the body: a JSON pointer (RFC 6901), empty when the feature is absent, or
     * when it is the body itself. Of a list that is put together it is where the first element stands. Allocates; the tape must
     * still hold the body.
     */
    public String pathOf(int slot) {
        return row.kind(slot) == FeatureRow.ABSENT || layout == Layout.FORM ? "" : tape.pointerTo(nodes[slot]);
    }

    /** The tensors of the request whose elements stand behind its JSON; none when it was bound without any. */
    public BinaryTensors tensors() {
        return tensors;
    }

    /** Drops references to the body. */
    public void release() {
        tensors.release();
        rows = 0;
        rowIndex = -1;
        row.release();
        scratch.release();
        members.release();
        openAi.release();
        form.release();
        if (ownPositions.length > KEPT_POSITIONS) {
            ownPositions = NO_POSITIONS;
        }
        positions = NO_POSITIONS;
    }

    // ---- for adapters: first start(), then exactly one of the layouts ----

    void start(JsonTape tape, SchemaBinding binding) {
        if (binding.index() != index) {
            throw new IllegalArgumentException("a binding of another model");
        }
        this.tape = tape;
        this.binding = binding;
        rows = 0;
        rowIndex = -1;
        columns = 0;
        tensors.release();
        unknownColumn = false;
        Arrays.fill(columnTaken, false);
        positions = binding.slots();
        width = binding.width();
    }

    /** Adds a column; false when its feature has one already. Unknown ones are only noted. */
    boolean addColumn(int nameNode, int arrayNode) {
        int slot = slotOf(nameNode);
        unknownColumn |= !binding.has(slot);
        if (slot == FeatureIndex.UNKNOWN) {
            return true;
        }
        if (columnTaken[slot]) {
            return false;
        }
        columnTaken[slot] = true;
        columnSlots[columns] = slot;
        columnTensors[columns] = BinaryTensors.NONE;
        columnStarts[columns++] = arrayNode + 1;
        return true;
    }

    /** Adds a column of binary data, as {@link #addColumn} does. */
    boolean addBinaryColumn(int nameNode, int tensor) {
        int before = columns;
        boolean added = addColumn(nameNode, JsonTape.ROOT);
        if (columns > before) {
            columnTensors[before] = tensor;
            columnStarts[before] = tensors.from(tensor);
        }
        return added;
    }

    void columns(int rows) {
        begin(Layout.COLUMNS, JsonTape.ROOT, rows);
    }

    void flat(int arrayNode, int rows) {
        begin(Layout.FLAT, arrayNode + 1, rows);
    }

    void binary(int tensor, int rows) {
        this.tensor = tensor;
        begin(Layout.BINARY, tensors.from(tensor), rows);
    }

    void rowsOf(int arrayNode) {
        begin(Layout.ROWS, arrayNode + 1, tape.size(arrayNode));
    }

    void pointers() {
        begin(Layout.POINTERS, JsonTape.ROOT, 1);
    }

    void openAi(OpenAiRequest.Endpoint endpoint) {
        this.endpoint = endpoint;
        begin(Layout.OPENAI, JsonTape.ROOT, 1);
    }

    void form(FormFields fields) throws MalformedRequest {
        form.bind(fields, binding);
        begin(Layout.FORM, JsonTape.ROOT, 1);
    }

    /** The reader of requests to language models. */
    OpenAiRequest openAi() {
        return openAi;
    }

    /** Gives array rows their own names; false when a feature stands twice. */
    boolean namePositions(int namesNode) {
        width = tape.size(namesNode);
        if (ownPositions.length < width) {
            ownPositions = new int[Math.max(width, 2 * ownPositions.length)];
        }
        positions = ownPositions;
        int name = namesNode + 1;
        for (int i = 0; i < width; i++) {
            int slot = slotOf(name++);
            if (slot != FeatureIndex.UNKNOWN) {
                if (columnTaken[slot]) {
                    return false;
                }
                columnTaken[slot] = true;
            }
            positions[i] = slot;
        }
        return true;
    }

    /** Finds an object's members by the table's names; false when it has one that is not among them. */
    boolean readMembers(NameTable names, int object) {
        members.read(tape, names, object);
        return !members.hasUnknown();
    }

    /** The value of a member that was read last, or {@link JsonTape#NONE}. */
    int member(int place) {
        return members.at(place);
    }

    /** Looks a key or string up in a table. */
    int find(NameTable names, int node) {
        return members.find(tape, names, node);
    }

    /** The slot of the feature that a key or string names. */
    int slotOf(int node) {
        return members.slotOf(tape, index, node);
    }

    /** Puts a value into the row. */
    void put(int slot, int node) {
        nodes[slot] = node;
        switch (tape.type(node)) {
            case JsonTape.NUMBER -> row.setNumber(slot, tape.number(node));
            case JsonTape.STRING -> putText(slot, node);
            case JsonTape.NULL -> row.setNull(slot);
            case JsonTape.TRUE -> row.setBool(slot, true);
            case JsonTape.FALSE -> row.setBool(slot, false);
            case JsonTape.ARRAY -> putArray(slot, node);
            default -> row.setObject(slot, tape.size(node));
        }
    }

    /** Begins a list that {@link #add} fills, several in turn. */
    void beginList(int slot, int array) {
        nodes[slot] = array;
        row.beginList(slot);
    }

    /** Adds an element to a list that was begun. */
    void add(int slot, int node) {
        if (row.listSize(slot) == 0) {
            nodes[slot] = node;
        }
        Elements.add(tape, node, row, slot, scratch);
    }

    /** Puts a number that was made out of what stands at {@code node}. */
    void putNumber(int slot, double value, int node) {
        nodes[slot] = node;
        row.setNumber(slot, value);
    }

    /** Leaves a feature of a request to a language model until a rule, or a sketch, asks for it. */
    void defer(int slot) {
        row.defer(slot, openAi);
    }

    /** Puts what several texts make, see {@link TextScratch#join}. */
    void putJoined(int slot, TextList texts) {
        nodes[slot] = texts.at(0);
        scratch.join(tape, texts);
        row.setText(slot, scratch.buffer(), scratch.from(), scratch.to());
    }

    /** Adds what several texts make to one list or two. */
    void addJoined(int slot, int otherSlot, TextList texts, int node) {
        scratch.join(tape, texts);
        addJoined(slot, node);
        addJoined(otherSlot, node);
    }

    /** Adds what the parts of one text make to a list. */
    void addParts(int slot, TextList texts, int from, int to, int joint) {
        scratch.joinParts(tape, texts, from, to, joint);
        addJoined(slot, texts.at(from));
    }

    private void addJoined(int slot, int node) {
        if (slot != FeatureIndex.UNKNOWN) {
            if (row.listSize(slot) == 0) {
                nodes[slot] = node;
            }
            row.addText(slot, scratch.buffer(), scratch.from(), scratch.to());
        }
    }

    /** The code points of the text that several strings make, each on a line of its own. */
    int codePoints(TextList texts) {
        int codePoints = Math.max(0, texts.strings() - 1);
        for (int place = 0; place < texts.size(); place++) {
            if (texts.at(place) != JsonTape.NONE) {
                codePoints += tape.codePoints(texts.at(place));
            }
        }
        return codePoints;
    }

    private void putArray(int slot, int array) {
        if (binding.isList(slot)) {
            Elements.fill(tape, array, row, slot, scratch);
        } else {
            row.setList(slot, tape.size(array));
        }
    }

    private void begin(Layout layout, int start, int rows) {
        this.layout = layout;
        this.start = start;
        this.rows = rows;
        rewind();
    }

    private void nextOfColumns() {
        for (int i = 0; i < columns; i++) {
            int node = columnCursors[i];
            if (columnTensors[i] != BinaryTensors.NONE) {
                columnCursors[i] = putBinary(columnSlots[i], columnTensors[i], node);
                continue;
            }
            columnCursors[i] = tape.next(node);
            // [n, 1]: an array of one is its element, unless the feature is a list.
            int slot = columnSlots[i];
            boolean single = !binding.isList(slot) && tape.type(node) == JsonTape.ARRAY && tape.size(node) == 1;
            put(slot, single ? node + 1 : node);
        }
        if (unknownColumn) {
            row.markUnknown();
        }
    }

    private void nextOfBinary() {
        for (int i = 0; i < width; i++) {
            int slot = positions[i];
            if (!binding.has(slot)) {
                row.markUnknown();
            }
            cursor = slot == FeatureIndex.UNKNOWN ? tensors.next(tensor, cursor) : putBinary(slot, tensor, cursor);
        }
    }

    private int putBinary(int slot, int tensor, int at) {
        nodes[slot] = tensors.node(tensor);
        return tensors.put(tensor, at, row, slot);
    }

    private void nextOfRows() {
        int node = cursor;
        cursor = tape.next(node);
        switch (tape.type(node)) {
            case JsonTape.OBJECT -> putMembers(node);
            case JsonTape.ARRAY -> putPositions(node + 1);
            default -> put(positions[0], node);
        }
    }

    private void putMembers(int object) {
        int key = object + 1;
        for (int left = tape.size(object); left > 0; left--) {
            putNamed(slotOf(key), key + 1);
            key = tape.next(key + 1);
        }
    }

    /** Puts one value for each position; returns the node after the last. */
    private int putPositions(int first) {
        int node = first;
        for (int i = 0; i < width; i++) {
            putNamed(positions[i], node);
            node = tape.next(node);
        }
        return node;
    }

    private void putNamed(int slot, int node) {
        if (!binding.has(slot)) {
            row.markUnknown();
        }
        if (slot != FeatureIndex.UNKNOWN) {
            put(slot, node);
        }
    }

    private void putText(int slot, int node) {
        scratch.read(tape, node);
        row.setText(slot, scratch.buffer(), scratch.from(), scratch.to());
    }
}
