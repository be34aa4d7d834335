package io.driftgate.protocol;

import io.driftgate.json.JsonTape;

/**
 * Reads what the tools of a request are called (https://platform.openai.com/docs/api-reference/chat/create): those of {@code tools}
 * and of the older {@code functions}, and which is asked for. Reused, owned by one event loop.
 */
final class OpenAiTools {
    private static final NameTable TOOL = NameTable.of("type", "function", "custom", "name");
    private static final int TOOL_TYPE = 0;
    private static final int TOOL_FUNCTION = 1;
    private static final int TOOL_CUSTOM = 2;
    private static final int TOOL_NAME = 3;

    /** Types of tools that have a name of their own. */
    private static final NameTable NAMED_TOOLS = NameTable.of("function", "custom");

    private final Members members;

    OpenAiTools(Members members) {
        this.members = members;
    }

    void check(JsonTape tape, String field, int tools, boolean areFunctions) throws MalformedRequest {
        if (!Shapes.isGiven(tape, tools)) {
            return;
        }
        if (tape.type(tools) != JsonTape.ARRAY) {
            throw Shapes.malformed(field + " must be an array");
        }
        int tool = tools + 1;
        for (int i = 0; i < tape.size(tools); i++) {
            if (tape.type(tool) != JsonTape.OBJECT || !Shapes.isString(tape, nameOf(tape, tool, areFunctions))) {
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

    /** Adds the names of tools that were checked to a list. */
    void addNames(JsonTape tape, int tools, boolean areFunctions, int slot, FeatureBatch batch) {
        if (Shapes.isGiven(tape, tools)) {
            int tool = tools + 1;
            for (int left = tape.size(tools); left > 0; left--) {
                batch.add(slot, nameOf(tape, tool, areFunctions));
                tool = tape.next(tool);
            }
        }
    }

    /** What stands for the choice of a tool: its name where it is an object with one. */
    int choice(JsonTape tape, int toolChoice, int functionCall) {
        boolean isFunction = toolChoice == JsonTape.NONE;
        int choice = isFunction ? functionCall : toolChoice;
        if (!Shapes.isObject(tape, choice)) {
            return choice;
        }
        int name = nameOf(tape, choice, isFunction);
        return name == JsonTape.NONE ? choice : name;
    }

    /**
     * What a tool, or a choice of one, is called: by its function's name, its custom tool's or its own; by its type when that is a
     * server's own tool, whatever name stands beside.
     *
     * @param isFunction of the older form, which has its own name and nothing else that counts
     */
    private int nameOf(JsonTape tape, int tool, boolean isFunction) {
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
}
