package io.driftgate.protocol;

import io.driftgate.feature.FeatureIndex;
import io.driftgate.feature.FeatureRow;
import io.driftgate.json.JsonTape;

/**
 * Reads the features of {@link OpenAiFeatures} out of a request, which is one row. {@link #check} looks at every shape that
 * {@link #fill} relies on. Reused, owned by one event loop.
 */
final class OpenAiRequest implements FeatureRow.Filler {
    /** Which of the endpoints a body is for. */
    enum Endpoint {
        CHAT("messages"),
        COMPLETIONS("prompt"),
        EMBEDDINGS("input");

        /** The member that says what the model is asked. */
        private final String member;

        Endpoint(String member) {
            this.member = member;
        }
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
            "function_call",
            "chat_template",
            "prompt_token_ids",
            "input_ids",
            "input_embeds");
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

    private static final int CHAT_TEMPLATE = 17;

    /** What model servers take in place of texts: vLLM and SGLang, each by its own name. */
    private static final int[] UNREADABLE = {PROMPT_EMBEDS, 18, 19, 20};

    private static final String[] UNREADABLE_NAMES = {"prompt_embeds", "prompt_token_ids", "input_ids", "input_embeds"};

    /** Texts that are joined in several ways must fit an array. */
    private static final int MAX_BYTES = Integer.MAX_VALUE / (TextScratch.JOINTS + 1);

    private static final Endpoint[] ENDPOINTS = Endpoint.values();

    private final Members body = new Members();
    private final Members members = new Members();
    private final OpenAiMessage message = new OpenAiMessage(members);
    private final OpenAiTools tools = new OpenAiTools(members);
    private final OpenAiTexts texts = new OpenAiTexts(members);

    private JsonTape tape;
    private FeatureBatch batch;
    private int[] slots = {};
    private Endpoint endpoint = Endpoint.CHAT;
    /** What stands for the choice of a tool. */
    private int choice;

    /** Checks a body. */
    void check(JsonTape tape, Endpoint endpoint) throws MalformedRequest {
        this.tape = tape;
        Shapes.requireBodyObject(tape);
        if (tape.end(JsonTape.ROOT) - tape.start(JsonTape.ROOT) > MAX_BYTES) {
            throw Shapes.malformed("a request to a language model must have less than 512 MiB");
        }
        body.read(tape, BODY, JsonTape.ROOT);
        checkMembers(endpoint);
        switch (endpoint) {
            case CHAT -> checkMessages();
            case COMPLETIONS -> {
                checkText("prompt", body.at(PROMPT));
                int suffix = body.at(SUFFIX);
                if (isGiven(suffix) && tape.type(suffix) != JsonTape.STRING) {
                    throw Shapes.malformed("suffix must be a string or null");
                }
            }
            case EMBEDDINGS -> checkText("input", body.at(INPUT));
        }
        tools.check(tape, "tools", body.at(TOOLS), false);
        tools.check(tape, "functions", body.at(FUNCTIONS), true);
    }

    /**
     * Refuses what would be asked beside what is looked at: no client has a use for the member of another endpoint, and which of two a
     * server takes is its own affair.
     */
    private void checkMembers(Endpoint endpoint) throws MalformedRequest {
        for (int i = 0; i < UNREADABLE.length; i++) {
            if (isGiven(body.at(UNREADABLE[i]))) {
                throw Shapes.malformed(
                        UNREADABLE_NAMES[i] + " can't be inspected: send " + endpoint.member + " as text");
            }
        }
        for (Endpoint other : ENDPOINTS) {
            if (other != endpoint && isGiven(body.at(memberOf(other)))) {
                throw Shapes.malformed(other.member + " is another endpoint's: this one takes " + endpoint.member);
            }
        }
    }

    private static int memberOf(Endpoint endpoint) {
        return switch (endpoint) {
            case CHAT -> MESSAGES;
            case COMPLETIONS -> PROMPT;
            case EMBEDDINGS -> INPUT;
        };
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
            message.checkKinds("messages", i);
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

    /** Puts the features of a body that was checked into the row of {@code batch}. */
    void fill(JsonTape tape, SchemaBinding binding, Endpoint endpoint, FeatureBatch batch) {
        this.tape = tape;
        this.batch = batch;
        this.endpoint = endpoint;
        slots = binding.openAiSlots();
        texts.start(tape, batch, slots);
        body.read(tape, BODY, JsonTape.ROOT);
        put(OpenAiFeatures.MODEL, body.at(MODEL));
        put(OpenAiFeatures.TEMPERATURE, body.at(TEMPERATURE));
        put(OpenAiFeatures.TOP_P, body.at(TOP_P));
        put(OpenAiFeatures.N, body.at(N));
        put(OpenAiFeatures.STREAM, body.at(STREAM));
        put(OpenAiFeatures.USER, body.at(USER));
        put(OpenAiFeatures.MAX_TOKENS, larger(body.at(MAX_TOKENS), body.at(MAX_COMPLETION_TOKENS)));
        putTools();
        choice = tools.choice(tape, body.at(TOOL_CHOICE), body.at(FUNCTION_CALL));
        put(OpenAiFeatures.TOOL_CHOICE, choice);
        put(OpenAiFeatures.CHAT_TEMPLATE, body.at(CHAT_TEMPLATE));
        if (endpoint == Endpoint.CHAT) {
            addMessages(body.at(MESSAGES));
        } else {
            texts.addPrompts(body.at(memberOf(endpoint)));
        }
        binding.ownPointers().walk(tape, JsonTape.ROOT, batch);
    }

    /** Puts a feature of the row at hand that was left for later. */
    @Override
    public void fill(int slot) {
        if (!texts.isList(slot)) {
            texts.put(slot);
            return;
        }
        texts.beginLists();
        int asked = body.at(memberOf(endpoint));
        if (endpoint == Endpoint.CHAT) {
            int node = asked + 1;
            for (int left = tape.size(asked); left > 0; left--) {
                message.read(tape, node);
                texts.listMessage(message, node);
                node = tape.next(node);
            }
        } else {
            texts.listPrompts(asked);
        }
        listOthers();
    }

    void release() {
        body.release();
        members.release();
        texts.release();
    }

    /** Lists all strings of the body but for what is asked, and what is a feature by itself. */
    private void listOthers() {
        int key = JsonTape.ROOT + 1;
        for (int left = tape.size(JsonTape.ROOT); left > 0; left--) {
            int value = key + 1;
            int place = body.find(tape, BODY, key);
            boolean isFeature = value == choice || place == MODEL || place == USER;
            if (place != memberOf(endpoint) && !(isFeature && tape.type(value) == JsonTape.STRING)) {
                texts.listOthers(value);
            }
            key = tape.next(value);
        }
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
            texts.addMessage(message);
            media += message.media();
            node = tape.next(node);
        }
        put(OpenAiFeatures.LAST_ROLE, role);
        putNumber(OpenAiFeatures.MESSAGES, tape.size(messages), messages);
        putNumber(OpenAiFeatures.MEDIA, media, messages);
    }

    /** The names of all tools and functions; null when that is all they say. */
    private void putTools() {
        int slot = slots[OpenAiFeatures.TOOLS];
        int offered = body.at(TOOLS);
        int functions = body.at(FUNCTIONS);
        if (slot == FeatureIndex.UNKNOWN) {
            return;
        }
        if (!isGiven(offered) && !isGiven(functions)) {
            put(OpenAiFeatures.TOOLS, offered == JsonTape.NONE ? functions : offered);
            return;
        }
        batch.beginList(slot, isGiven(offered) ? offered : functions);
        tools.addNames(tape, offered, false, slot, batch);
        tools.addNames(tape, functions, true, slot, batch);
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
        return Shapes.isGiven(tape, node);
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
}
