package io.driftgate.protocol;

import io.driftgate.feature.FeatureIndex;
import io.driftgate.json.JsonTape;

/**
 * Reads the features of {@link OpenAiFeatures} out of a request, which is one row. {@link #check} looks at every shape that
 * {@link #fill} relies on. Reused, owned by one event loop.
 */
final class OpenAiRequest {
    /** Which of the endpoints a body is for. */
    enum Endpoint {
        CHAT,
        COMPLETIONS,
        EMBEDDINGS
    }

    private static final NameTable BODY = NameTable.of(
            "model",
            "messages",
            "prompt",
            "input",
            "suffix",
            "prompt_embeds",
            "max_tokens",
            "max_completion_tokens",
            "temperature",
            "top_p",
            "n",
            "stream",
            "user",
            "tools",
            "tool_choice",
            "functions",
            "function_call");
    private static final int MODEL = 0;
    private static final int MESSAGES = 1;
    private static final int PROMPT = 2;
    private static final int INPUT = 3;
    private static final int SUFFIX = 4;
    private static final int PROMPT_EMBEDS = 5;
    private static final int MAX_TOKENS = 6;
    private static final int MAX_COMPLETION_TOKENS = 7;
    private static final int TEMPERATURE = 8;
    private static final int TOP_P = 9;
    private static final int N = 10;
    private static final int STREAM = 11;
    private static final int USER = 12;
    private static final int TOOLS = 13;
    private static final int TOOL_CHOICE = 14;
    private static final int FUNCTIONS = 15;
    private static final int FUNCTION_CALL = 16;

    private static final NameTable TOOL = NameTable.of("type", "function", "custom", "name");
    private static final int TOOL_TYPE = 0;
    private static final int TOOL_FUNCTION = 1;
    private static final int TOOL_CUSTOM = 2;
    private static final int TOOL_NAME = 3;

    /** Types of tools that have a name of their own. */
    private static final NameTable NAMED_TOOLS = NameTable.of("function", "custom");

    private static final NameTable ROLES = NameTable.of("user", "system", "developer");
    private static final int ROLE_USER = 0;

    private final Members body = new Members();
    private final Members members = new Members();
    private final OpenAiMessage message = new OpenAiMessage(members);
    private final NodeList prompt = new NodeList();
    private final NodeList system = new NodeList();
    private final NodeList texts = new NodeList();

    private JsonTape tape;
    private FeatureBatch batch;
    private int[] slots = {};

    /** Checks a body. */
    void check(JsonTape tape, Endpoint endpoint) throws MalformedRequest {
        this.tape = tape;
        Shapes.requireBodyObject(tape);
        body.read(tape, BODY, JsonTape.ROOT);
        switch (endpoint) {
            case CHAT -> checkMessages();
            case COMPLETIONS -> {
                if (isGiven(body.at(PROMPT_EMBEDS))) {
                    throw Shapes.malformed("prompt_embeds can't be inspected: send prompt as text");
                }
                checkText("prompt", body.at(PROMPT));
                int suffix = body.at(SUFFIX);
                if (isGiven(suffix) && tape.type(suffix) != JsonTape.STRING) {
                    throw Shapes.malformed("suffix must be a string or null");
                }
            }
            case EMBEDDINGS -> checkText("input", body.at(INPUT));
        }
        checkTools("tools", body.at(TOOLS), false);
        checkTools("functions", body.at(FUNCTIONS), true);
    }

    private void checkMessages() throws MalformedRequest {
        int messages = body.at(MESSAGES);
        if (!Shapes.isArray(tape, messages) || tape.size(messages) == 0) {
            throw Shapes.malformed("messages must be a non-empty array of messages");
        }
        int node = messages + 1;
        for (int i = 0; i < tape.size(messages); i++) {
            if (tape.type(node) != JsonTape.OBJECT) {
                throw Shapes.malformed("messages[" + i + "] must be an object with role and content");
            }
            message.read(tape, node);
            if (!Shapes.isString(tape, message.role())) {
                throw Shapes.malformed("messages[" + i + "].role must be a string");
            }
            message.check("messages", i);
            node = tape.next(node);
        }
    }

    /** A string, or several; tokens are numbers, and what they spell only the model's tokenizer knows. */
    private void checkText(String field, int node) throws MalformedRequest {
        boolean several = Shapes.isArray(tape, node);
        if (several ? tape.size(node) == 0 : !Shapes.isString(tape, node)) {
            throw Shapes.malformed(field + " must be a string or a non-empty array of strings");
        }
        int element = node + 1;
        for (int i = 0; several && i < tape.size(node); i++) {
            byte type = tape.type(element);
            if (type == JsonTape.NUMBER || type == JsonTape.ARRAY) {
                throw Shapes.malformed(
                        field + "[" + i + "] is of tokens, which can't be inspected: send " + field + " as text");
            }
            if (type != JsonTape.STRING) {
                throw Shapes.malformed(field + "[" + i + "] must be a string");
            }
            element = tape.next(element);
        }
    }

    private void checkTools(String field, int tools, boolean areFunctions) throws MalformedRequest {
        if (!isGiven(tools)) {
            return;
        }
        if (tape.type(tools) != JsonTape.ARRAY) {
            throw Shapes.malformed(field + " must be an array");
        }
        int tool = tools + 1;
        for (int i = 0; i < tape.size(tools); i++) {
            if (tape.type(tool) != JsonTape.OBJECT || !Shapes.isString(tape, nameOf(tool, areFunctions))) {
                throw Shapes.malformed(field + "[" + i + "] must be an object with the name of a tool");
            }
            members.read(tape, TOOL, tool);
            if (!areFunctions
                    && members.at(TOOL_FUNCTION) != JsonTape.NONE
                    && members.at(TOOL_CUSTOM) != JsonTape.NONE) {
                throw Shapes.malformed(field + "[" + i + "] must have either function or custom");
            }
            tool = tape.next(tool);
        }
    }

    /** Puts the features of a body that was checked into the row of {@code batch}. */
    void fill(JsonTape tape, SchemaBinding binding, Endpoint endpoint, FeatureBatch batch) {
        this.tape = tape;
        this.batch = batch;
        slots = binding.openAiSlots();
        prompt.clear();
        system.clear();
        texts.clear();
        body.read(tape, BODY, JsonTape.ROOT);
        put(OpenAiFeatures.MODEL, body.at(MODEL));
        put(OpenAiFeatures.TEMPERATURE, body.at(TEMPERATURE));
        put(OpenAiFeatures.TOP_P, body.at(TOP_P));
        put(OpenAiFeatures.N, body.at(N));
        put(OpenAiFeatures.STREAM, body.at(STREAM));
        put(OpenAiFeatures.USER, body.at(USER));
        put(OpenAiFeatures.MAX_TOKENS, larger(body.at(MAX_TOKENS), body.at(MAX_COMPLETION_TOKENS)));
        putTools();
        put(OpenAiFeatures.TOOL_CHOICE, choice());
        switch (endpoint) {
            case CHAT -> addMessages(body.at(MESSAGES));
            case COMPLETIONS -> {
                addStrings(body.at(PROMPT));
                if (Shapes.isString(tape, body.at(SUFFIX))) {
                    texts.add(body.at(SUFFIX));
                }
            }
            case EMBEDDINGS -> addStrings(body.at(INPUT));
        }
        putTexts();
        binding.ownPointers().walk(tape, JsonTape.ROOT, batch);
    }

    void release() {
        body.release();
        members.release();
        prompt.release();
        system.release();
        texts.release();
    }

    private void addMessages(int messages) {
        int roles = slots[OpenAiFeatures.ROLES];
        if (roles != FeatureIndex.UNKNOWN) {
            batch.beginList(roles, messages);
        }
        int media = 0;
        int role = JsonTape.NONE;
        int node = messages + 1;
        for (int left = tape.size(messages); left > 0; left--) {
            message.read(tape, node);
            role = message.role();
            if (roles != FeatureIndex.UNKNOWN) {
                batch.add(roles, role);
            }
            message.addTexts(texts);
            media += message.media();
            int kind = members.find(tape, ROLES, role);
            if (kind != NameTable.UNKNOWN) {
                message.addContent(kind == ROLE_USER ? prompt : system);
            }
            node = tape.next(node);
        }
        put(OpenAiFeatures.LAST_ROLE, role);
        putNumber(OpenAiFeatures.MESSAGES, tape.size(messages), messages);
        putNumber(OpenAiFeatures.MEDIA, media, messages);
    }

    private void addStrings(int node) {
        if (tape.type(node) == JsonTape.STRING) {
            texts.add(node);
            prompt.add(node);
            return;
        }
        int element = node + 1;
        for (int left = tape.size(node); left > 0; left--) {
            texts.add(element);
            prompt.add(element);
            element = tape.next(element);
        }
    }

    private void putTexts() {
        int slot = slots[OpenAiFeatures.TEXTS];
        if (slot != FeatureIndex.UNKNOWN) {
            batch.beginList(slot, JsonTape.ROOT);
            for (int i = 0; i < texts.size(); i++) {
                batch.add(slot, texts.at(i));
            }
        }
        putJoined(OpenAiFeatures.PROMPT, prompt);
        putJoined(OpenAiFeatures.SYSTEM, system);
        if (slots[OpenAiFeatures.PROMPT_LENGTH] != FeatureIndex.UNKNOWN) {
            int from = prompt.size() == 0 ? JsonTape.ROOT : prompt.at(0);
            putNumber(OpenAiFeatures.PROMPT_LENGTH, batch.codePoints(prompt), from);
        }
    }

    /** The names of all tools and functions; null when that is all they say. */
    private void putTools() {
        int slot = slots[OpenAiFeatures.TOOLS];
        int tools = body.at(TOOLS);
        int functions = body.at(FUNCTIONS);
        if (slot == FeatureIndex.UNKNOWN) {
            return;
        }
        if (!isGiven(tools) && !isGiven(functions)) {
            put(OpenAiFeatures.TOOLS, tools == JsonTape.NONE ? functions : tools);
            return;
        }
        batch.beginList(slot, isGiven(tools) ? tools : functions);
        addNames(slot, tools, false);
        addNames(slot, functions, true);
    }

    private void addNames(int slot, int tools, boolean areFunctions) {
        if (isGiven(tools)) {
            int tool = tools + 1;
            for (int left = tape.size(tools); left > 0; left--) {
                batch.add(slot, nameOf(tool, areFunctions));
                tool = tape.next(tool);
            }
        }
    }

    private int choice() {
        boolean isFunction = body.at(TOOL_CHOICE) == JsonTape.NONE;
        int choice = isFunction ? body.at(FUNCTION_CALL) : body.at(TOOL_CHOICE);
        if (!Shapes.isObject(tape, choice)) {
            return choice;
        }
        int name = nameOf(choice, isFunction);
        return name == JsonTape.NONE ? choice : name;
    }

    /**
     * What a tool, or a choice of one, is called: by its function's name, its custom tool's or its own; by its type when that is a
     * server's own tool, whatever name stands beside.
     *
     * @param isFunction of the older form, which has its own name and nothing else that counts
     */
    private int nameOf(int tool, boolean isFunction) {
        members.read(tape, TOOL, tool);
        int type = members.at(TOOL_TYPE);
        int name = members.at(TOOL_NAME);
        if (isFunction) {
            return name;
        }
        if (Shapes.isString(tape, type) && members.find(tape, NAMED_TOOLS, type) == NameTable.UNKNOWN) {
            return type;
        }
        int function = members.at(TOOL_FUNCTION);
        int called = function == JsonTape.NONE ? members.at(TOOL_CUSTOM) : function;
        if (called == JsonTape.NONE) {
            return name == JsonTape.NONE ? type : name;
        }
        if (tape.type(called) != JsonTape.OBJECT) {
            return called;
        }
        members.read(tape, TOOL, called);
        return members.at(TOOL_NAME);
    }

    /** Of two limits a server may take either, so the larger one counts; and one that is no number before one that is. */
    private int larger(int one, int other) {
        if (!isGiven(one) || !isGiven(other)) {
            return isGiven(other) || one == JsonTape.NONE ? other : one;
        }
        if (tape.type(one) != JsonTape.NUMBER || tape.type(other) != JsonTape.NUMBER) {
            return tape.type(one) != JsonTape.NUMBER ? one : other;
        }
        return tape.number(one) >= tape.number(other) ? one : other;
    }

    private boolean isGiven(int node) {
        return node != JsonTape.NONE && tape.type(node) != JsonTape.NULL;
    }

    private void put(int feature, int node) {
        if (slots[feature] != FeatureIndex.UNKNOWN && node != JsonTape.NONE) {
            batch.put(slots[feature], node);
        }
    }

    private void putNumber(int feature, double number, int node) {
        if (slots[feature] != FeatureIndex.UNKNOWN) {
            batch.putNumber(slots[feature], number, node);
        }
    }

    private void putJoined(int feature, NodeList nodes) {
        if (slots[feature] != FeatureIndex.UNKNOWN && nodes.size() > 0) {
            batch.putJoined(slots[feature], nodes);
        }
    }
}
