package io.driftgate.protocol;

import io.driftgate.feature.FeatureIndex;
import io.driftgate.json.JsonTape;

/**
 * Puts the texts of a request into their features: {@code prompt}, {@code system}, {@code texts}, {@code other_texts} and
 * {@code prompt_length} of {@link OpenAiFeatures}, each when it is asked for: they take as long as all the rest of a request together, and
 * few rules look at all of them. Reused, owned by one event loop.
 */
final class OpenAiTexts {
    /** Those that are put when they are asked for. */
    private static final int[] FEATURES = {
        OpenAiFeatures.PROMPT,
        OpenAiFeatures.SYSTEM,
        OpenAiFeatures.TEXTS,
        OpenAiFeatures.OTHER_TEXTS,
        OpenAiFeatures.PROMPT_LENGTH
    };

    private final OpenAiOthers othersOf;
    private final TextList prompt = new TextList();
    private final TextList system = new TextList();
    private final TextList said = new TextList();
    private final TextList others = new TextList();

    private JsonTape tape;
    private FeatureBatch batch;
    private int[] slots = {};
    private int textsSlot;
    private int othersSlot;

    OpenAiTexts(Members members) {
        othersOf = new OpenAiOthers(members);
    }

    /** @param slots of the features, as in {@link SchemaBinding#openAiSlots} */
    void start(JsonTape tape, FeatureBatch batch, int[] slots) {
        this.tape = tape;
        this.batch = batch;
        this.slots = slots;
        prompt.clear();
        system.clear();
        textsSlot = slots[OpenAiFeatures.TEXTS];
        othersSlot = slots[OpenAiFeatures.OTHER_TEXTS];
        for (int feature : FEATURES) {
            if (slots[feature] != FeatureIndex.UNKNOWN) {
                batch.defer(slots[feature]);
            }
        }
    }

    /** Notes where a message that was read has its content, and so counts what is none. */
    void addMessage(OpenAiMessage message) {
        said.clear();
        message.addContent(message.isOfUser() ? prompt : message.isOfSystem() ? system : said);
    }

    /** Notes a string, or each of several, that are prompts by themselves. */
    void addPrompts(int strings) {
        addTexts(strings, prompt);
    }

    private void addTexts(int strings, TextList texts) {
        if (tape.type(strings) == JsonTape.STRING) {
            texts.addText(strings);
            return;
        }
        int string = strings + 1;
        for (int left = tape.size(strings); left > 0; left--) {
            texts.addText(string);
            string = tape.next(string);
        }
    }

    /** Whether a slot is that of one of the two lists of texts, which {@link #beginLists} and what follows it fill together. */
    boolean isList(int slot) {
        return slot == textsSlot || slot == othersSlot;
    }

    void beginLists() {
        begin(textsSlot);
        begin(othersSlot);
    }

    private void begin(int slot) {
        if (slot != FeatureIndex.UNKNOWN) {
            batch.beginList(slot, JsonTape.ROOT);
        }
    }

    /** Adds to the lists what a message has that was read. */
    void listMessage(OpenAiMessage message, int node) {
        said.clear();
        message.addTexts(said);
        listSaid();
        others.clear();
        othersOf.add(tape, node, others);
        putOthers(node);
    }

    /** Adds a string to the lists, or each of several, that are prompts by themselves. */
    void listPrompts(int strings) {
        said.clear();
        addTexts(strings, said);
        listSaid();
    }

    /** Adds to the lists the strings of a member of the body: of each of its elements, when it is an array, as one text. */
    void listOthers(int value) {
        if (tape.type(value) != JsonTape.ARRAY) {
            listOther(value);
            return;
        }
        int element = value + 1;
        for (int left = tape.size(value); left > 0; left--) {
            listOther(element);
            element = tape.next(element);
        }
    }

    /** Puts a feature that several texts make together; it stays absent where there are none. */
    void put(int slot) {
        if (slot == slots[OpenAiFeatures.PROMPT_LENGTH]) {
            int from = prompt.size() == 0 ? JsonTape.ROOT : prompt.at(0);
            batch.putNumber(slot, batch.codePoints(prompt), from);
            return;
        }
        TextList texts = slot == slots[OpenAiFeatures.PROMPT] ? prompt : system;
        if (texts.strings() > 0) {
            batch.putJoined(slot, texts);
        }
    }

    void release() {
        prompt.release();
        system.release();
        said.release();
        others.release();
    }

    /** Adds what was said: each string, and after the parts of a text what they make however they are joined. */
    private void listSaid() {
        if (textsSlot == FeatureIndex.UNKNOWN) {
            return;
        }
        int from = 0;
        while (from < said.size()) {
            int to = said.endOfText(from);
            for (int place = from; place < to; place++) {
                batch.add(textsSlot, said.at(place));
            }
            for (int joint = 0; joint < TextScratch.JOINTS && to - from > 1; joint++) {
                batch.addParts(textsSlot, said, from, to, joint);
            }
            from = to + 1;
        }
    }

    private void listOther(int value) {
        others.clear();
        others.addAll(tape, value);
        putOthers(value);
    }

    private void putOthers(int node) {
        if (others.strings() > 0) {
            batch.addJoined(textsSlot, othersSlot, others, node);
        }
    }
}
