package io.driftgate.protocol;

import io.driftgate.json.JsonTape;

/**
 * Finds what a message holds beside the texts that {@link OpenAiMessage} reads: every string, since a template may print any. Left
 * out are only what says nothing of its own, as known roles and types, and what is no text, as the bytes of an image or where it is to
 * be had. Reused, owned by one event loop.
 */
final class OpenAiOthers {
    /** Types of parts that hold something else than text. */
    private static final NameTable MEDIA_TYPES = NameTable.of(
            "image_url", "input_image", "input_audio", "audio_url", "video_url", "file", "input_file", "image_embeds");

    /** Members of parts that hold it. */
    private static final NameTable MEDIA = NameTable.of(
            "image_url", "input_audio", "audio_url", "video_url", "file", "file_data", "file_id", "image_embeds");

    /** Where a medium is to be had, or its bytes, and how to take it. */
    private static final NameTable MEDIA_DATA = NameTable.of("url", "data", "file_data", "file_id", "detail", "format");

    /** The type of a call, and what it is when it is one of a function or a custom tool. */
    private static final NameTable CALL_TYPE = NameTable.of("type");

    private static final NameTable CALL_TYPES = NameTable.of("function", "custom");

    private final Members members;
    private JsonTape tape;
    private TextList strings = new TextList();

    OpenAiOthers(Members members) {
        this.members = members;
    }

    /** Adds the strings of a message that was checked. */
    void add(JsonTape tape, int message, TextList strings) {
        this.tape = tape;
        this.strings = strings;
        int key = message + 1;
        for (int left = tape.size(message); left > 0; left--) {
            int value = key + 1;
            switch (members.find(tape, OpenAiMessage.MESSAGE, key)) {
                case NameTable.UNKNOWN -> strings.addAll(tape, value);
                case OpenAiMessage.ROLE -> addUnless(OpenAiMessage.ROLES, value);
                case OpenAiMessage.CONTENT -> addParts(value);
                case OpenAiMessage.TOOL_CALLS -> addCalls(value);
                case OpenAiMessage.FUNCTION_CALL -> addCalled(value);
                default -> {
                    // A text, and so there already.
                }
            }
            key = tape.next(value);
        }
    }

    private void addParts(int content) {
        int part = content + 1;
        for (int left = tape.type(content) == JsonTape.ARRAY ? tape.size(content) : 0; left > 0; left--) {
            addPart(part);
            part = tape.next(part);
        }
    }

    private void addPart(int part) {
        int key = part + 1;
        for (int left = tape.size(part); left > 0; left--) {
            int value = key + 1;
            int place = members.find(tape, OpenAiMessage.PART, key);
            if (place == OpenAiMessage.PART_TYPE) {
                if (!isIn(OpenAiMessage.TEXT_TYPES, value)) {
                    addUnless(MEDIA_TYPES, value);
                }
            } else if (place == NameTable.UNKNOWN) {
                if (isIn(MEDIA, key)) {
                    addMedium(value);
                } else {
                    strings.addAll(tape, value);
                }
            }
            key = tape.next(value);
        }
    }

    private void addMedium(int medium) {
        if (tape.type(medium) == JsonTape.STRING) {
            return;
        }
        if (tape.type(medium) != JsonTape.OBJECT) {
            strings.addAll(tape, medium);
            return;
        }
        int key = medium + 1;
        for (int left = tape.size(medium); left > 0; left--) {
            int value = key + 1;
            if (tape.type(value) != JsonTape.STRING || !isIn(MEDIA_DATA, key)) {
                strings.addAll(tape, value);
            }
            key = tape.next(value);
        }
    }

    private void addCalls(int calls) {
        int call = calls + 1;
        for (int left = tape.size(calls); left > 0; left--) {
            int key = call + 1;
            for (int of = tape.size(call); of > 0; of--) {
                int value = key + 1;
                if (isIn(OpenAiMessage.CALL, key)) {
                    addCalled(value);
                } else if (isIn(CALL_TYPE, key) && tape.type(value) == JsonTape.STRING) {
                    addUnless(CALL_TYPES, value);
                } else {
                    strings.addAll(tape, value);
                }
                key = tape.next(value);
            }
            call = tape.next(call);
        }
    }

    private void addCalled(int called) {
        int key = called + 1;
        for (int left = tape.size(called); left > 0; left--) {
            int place = members.find(tape, OpenAiMessage.CALLED, key);
            if (place != OpenAiMessage.CALLED_ARGUMENTS && place != OpenAiMessage.CALLED_INPUT) {
                strings.addAll(tape, key + 1);
            }
            key = tape.next(key + 1);
        }
    }

    private void addUnless(NameTable known, int string) {
        if (!isIn(known, string)) {
            strings.addText(string);
        }
    }

    private boolean isIn(NameTable known, int string) {
        return members.find(tape, known, string) != NameTable.UNKNOWN;
    }
}
