package io.driftgate.protocol;

import io.driftgate.json.JsonTape;

/**
 * Reads one message of a chat, of a request or of an answer (https://platform.openai.com/docs/api-reference/chat): its role, its
 * texts and how many of its parts are none. Reused, owned by one event loop.
 *
 * <p>Content is a string, or an array of parts. A part is a bare string, as some servers allow, or an object whose {@code type}
 * says what it is; one that calls itself anything else than a text is media. Texts are also a refusal, reasoning that is sent along,
 * and what a tool is called with. Every other string is read by
 * {@link OpenAiOthers}.
 *
 * <p>Which parts a server joins, and how, differs: some leave out all that is no {@code text}, some bare strings. So a word that is
 * split over parts can only be found when no part that a server may leave out can stand between two that it takes, and a request must
 * have its parts {@linkplain #checkKinds all of one kind}. In an answer, which no client writes, a {@code text} or {@code refusal} is
 * a text whatever the part calls itself.
 */
final class OpenAiMessage {
    /** Members of one of an answer's choices. */
    static final NameTable CHOICE = NameTable.of("message", "text", "finish_reason");

    static final int CHOICE_MESSAGE = 0;
    static final int CHOICE_TEXT = 1;
    static final int CHOICE_FINISH_REASON = 2;

    static final NameTable MESSAGE =
            NameTable.of("role", "content", "refusal", "reasoning_content", "reasoning", "tool_calls", "function_call");
    static final int ROLE = 0;
    static final int CONTENT = 1;
    private static final int REFUSAL = 2;
    private static final int REASONING_CONTENT = 3;
    private static final int REASONING = 4;
    static final int TOOL_CALLS = 5;
    static final int FUNCTION_CALL = 6;

    static final NameTable PART = NameTable.of("type", "text", "refusal");
    static final int PART_TYPE = 0;
    private static final int PART_TEXT = 1;
    private static final int PART_REFUSAL = 2;

    /** Types of parts that a server reads the text of; of any other it reads what the type says, whatever stands beside. */
    static final NameTable TEXT_TYPES = NameTable.of("text", "input_text", "output_text", "refusal");

    private static final int TEXT_TYPE_REFUSAL = 3;
    /** The kind of a part that is a bare string, after the types of texts. */
    private static final int BARE_STRING = 4;

    /** Roles that templates know. They are compared exactly, as servers do. */
    static final NameTable ROLES = NameTable.of("user", "system", "developer", "assistant", "tool", "function");

    private static final int ROLE_USER = 0;
    private static final int ROLE_SYSTEM = 1;
    private static final int ROLE_DEVELOPER = 2;

    /** A call of a tool: of a function, or of a custom one; and what either holds. */
    static final NameTable CALL = NameTable.of("function", "custom");

    static final int CALL_FUNCTION = 0;
    static final int CALL_CUSTOM = 1;
    static final NameTable CALLED = NameTable.of("name", "arguments", "input");
    static final int CALLED_ARGUMENTS = 1;
    static final int CALLED_INPUT = 2;

    private final Members members;
    private JsonTape tape;
    private int role;
    private int content;
    private final int[] others = new int[3];
    private int toolCalls;
    private int functionCall;
    private int media;

    OpenAiMessage(Members members) {
        this.members = members;
    }

    /** Reads a message, which must be an object. */
    void read(JsonTape tape, int message) {
        this.tape = tape;
        members.read(tape, MESSAGE, message);
        role = members.at(ROLE);
        content = members.at(CONTENT);
        others[0] = members.at(REFUSAL);
        others[1] = members.at(REASONING_CONTENT);
        others[2] = members.at(REASONING);
        toolCalls = members.at(TOOL_CALLS);
        functionCall = members.at(FUNCTION_CALL);
        media = 0;
    }

    /** The role's node, or {@link JsonTape#NONE}. */
    int role() {
        return role;
    }

    /** Whether a user says it; a template takes a role that it doesn't know for one, or prints it as it stands. */
    boolean isOfUser() {
        int known = members.find(tape, ROLES, role);
        return known == ROLE_USER || known == NameTable.UNKNOWN;
    }

    boolean isOfSystem() {
        int known = members.find(tape, ROLES, role);
        return known == ROLE_SYSTEM || known == ROLE_DEVELOPER;
    }

    /** The number of parts that are no text, once the texts have been added. */
    int media() {
        return media;
    }

    /**
     * Checks the message that was read.
     *
     * @param list as problems name the array that it stands in, such as {@code messages}
     */
    void check(String list, int place) throws MalformedRequest {
        if (content != JsonTape.NONE && !isTextOrNull(content)) {
            if (!Shapes.isArray(tape, content)) {
                throw malformed(list, place, ".content must be a string, an array of parts or null");
            }
            checkParts(list, place);
        }
        for (int other : others) {
            if (other != JsonTape.NONE && !isTextOrNull(other)) {
                throw malformed(list, place, ": refusal, reasoning_content and reasoning must be strings or null");
            }
        }
        checkCalls(list, place);
    }

    private void checkParts(String list, int place) throws MalformedRequest {
        int part = content + 1;
        for (int i = 0; i < tape.size(content); i++) {
            if (tape.type(part) != JsonTape.STRING) {
                if (tape.type(part) != JsonTape.OBJECT) {
                    throw malformed(list, place, ".content[" + i + "] must be an object with a type");
                }
                members.read(tape, PART, part);
                int text = members.at(PART_TEXT);
                int refusal = members.at(PART_REFUSAL);
                if (!Shapes.isString(tape, members.at(PART_TYPE))) {
                    throw malformed(list, place, ".content[" + i + "].type must be a string");
                }
                if (text != JsonTape.NONE && tape.type(text) != JsonTape.STRING) {
                    throw malformed(list, place, ".content[" + i + "].text must be a string");
                }
                if (refusal != JsonTape.NONE && tape.type(refusal) != JsonTape.STRING) {
                    throw malformed(list, place, ".content[" + i + "].refusal must be a string");
                }
            }
            part = tape.next(part);
        }
    }

    /** Checks that the parts of a request's message are of one kind, and that each has no text but what its type says. */
    void checkKinds(String list, int place) throws MalformedRequest {
        if (!Shapes.isArray(tape, content)) {
            return;
        }
        int kind = NameTable.UNKNOWN;
        int part = content + 1;
        for (int i = 0; i < tape.size(content); i++) {
            int own = BARE_STRING;
            if (tape.type(part) == JsonTape.OBJECT) {
                members.read(tape, PART, part);
                own = members.find(tape, TEXT_TYPES, members.at(PART_TYPE));
                boolean isRefusal = own == TEXT_TYPE_REFUSAL;
                if ((members.at(PART_TEXT) != JsonTape.NONE && (own == NameTable.UNKNOWN || isRefusal))
                        || (members.at(PART_REFUSAL) != JsonTape.NONE && !isRefusal)) {
                    throw malformed(list, place, ".content[" + i + "] has a text that its type does not have");
                }
            }
            if (own != NameTable.UNKNOWN && kind != NameTable.UNKNOWN && own != kind) {
                throw malformed(list, place, ".content[" + i + "] must be of the same type as the texts before it");
            }
            kind = own == NameTable.UNKNOWN ? kind : own;
            part = tape.next(part);
        }
    }

    private void checkCalls(String list, int place) throws MalformedRequest {
        if (functionCall != JsonTape.NONE && tape.type(functionCall) != JsonTape.NULL && !isCalled(functionCall)) {
            throw malformed(list, place, ".function_call must be an object whose arguments are a string");
        }
        if (toolCalls == JsonTape.NONE || tape.type(toolCalls) == JsonTape.NULL) {
            return;
        }
        if (tape.type(toolCalls) != JsonTape.ARRAY) {
            throw malformed(list, place, ".tool_calls must be an array");
        }
        int call = toolCalls + 1;
        for (int i = 0; i < tape.size(toolCalls); i++) {
            if (!isCall(call)) {
                throw malformed(
                        list,
                        place,
                        ".tool_calls[" + i
                                + "] must be an object with a function whose arguments are a string, or with a"
                                + " custom tool whose input is one");
            }
            call = tape.next(call);
        }
    }

    private boolean isCall(int call) {
        if (tape.type(call) != JsonTape.OBJECT) {
            return false;
        }
        members.read(tape, CALL, call);
        int function = members.at(CALL_FUNCTION);
        int custom = members.at(CALL_CUSTOM);
        return (function != JsonTape.NONE || custom != JsonTape.NONE)
                && (function == JsonTape.NONE || isCalled(function))
                && (custom == JsonTape.NONE || isCalled(custom));
    }

    private boolean isCalled(int called) {
        if (tape.type(called) != JsonTape.OBJECT) {
            return false;
        }
        members.read(tape, CALLED, called);
        int arguments = members.at(CALLED_ARGUMENTS);
        int input = members.at(CALLED_INPUT);
        return (arguments == JsonTape.NONE || tape.type(arguments) == JsonTape.STRING)
                && (input == JsonTape.NONE || tape.type(input) == JsonTape.STRING);
    }

    /** Adds the content, as one text. */
    void addContent(TextList texts) {
        media = 0;
        texts.endText();
        if (Shapes.isString(tape, content)) {
            texts.add(content);
        } else if (Shapes.isArray(tape, content)) {
            int part = content + 1;
            for (int left = tape.size(content); left > 0; left--) {
                addPart(part, texts);
                part = tape.next(part);
            }
        }
        texts.endText();
    }

    /** Adds all texts, the content's first. */
    void addTexts(TextList texts) {
        addContent(texts);
        for (int other : others) {
            addString(other, texts);
        }
        if (Shapes.isObject(tape, functionCall)) {
            addCalled(functionCall, texts);
        }
        if (!Shapes.isArray(tape, toolCalls)) {
            return;
        }
        int call = toolCalls + 1;
        for (int left = tape.size(toolCalls); left > 0; left--) {
            members.read(tape, CALL, call);
            int function = members.at(CALL_FUNCTION);
            int custom = members.at(CALL_CUSTOM);
            if (function != JsonTape.NONE) {
                addCalled(function, texts);
            }
            if (custom != JsonTape.NONE) {
                addCalled(custom, texts);
            }
            call = tape.next(call);
        }
    }

    private void addPart(int part, TextList texts) {
        if (tape.type(part) == JsonTape.STRING) {
            texts.add(part);
            return;
        }
        members.read(tape, PART, part);
        int type = members.at(PART_TYPE);
        int text = members.at(PART_TEXT);
        int refusal = members.at(PART_REFUSAL);
        boolean isText = members.find(tape, TEXT_TYPES, type) != NameTable.UNKNOWN;
        if (!isText || (text == JsonTape.NONE && refusal == JsonTape.NONE)) {
            media++;
        }
        addPartOf(text, texts);
        addPartOf(refusal, texts);
    }

    private void addPartOf(int node, TextList texts) {
        if (Shapes.isString(tape, node)) {
            texts.add(node);
        }
    }

    private void addCalled(int called, TextList texts) {
        members.read(tape, CALLED, called);
        int arguments = members.at(CALLED_ARGUMENTS);
        int input = members.at(CALLED_INPUT);
        addString(arguments, texts);
        addString(input, texts);
    }

    private void addString(int node, TextList texts) {
        if (Shapes.isString(tape, node)) {
            texts.addText(node);
        }
    }

    private boolean isTextOrNull(int node) {
        return tape.type(node) == JsonTape.STRING || tape.type(node) == JsonTape.NULL;
    }

    private static MalformedRequest malformed(String list, int place, String problem) {
        return Shapes.malformed(list + "[" + place + "]" + problem);
    }
}
