package io.driftgate.protocol;

import io.driftgate.feature.FeatureIndex;
import io.driftgate.json.JsonTape;

/**
 * Puts the texts of a request into their features: {@code prompt}, {@code system}, {@code texts}, {@code other_texts} and
 * {@code prompt_length} of {@link OpenAiFeatures}. Reused, owned by one event loop.
 */
final class OpenAiTexts {
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
        begin(textsSlot);
        begin(othersSlot);
    }

    private void begin(int slot) {
        if (slot != FeatureIndex.UNKNOWN) {
            batch.beginList(slot, JsonTape.ROOT);
        }
    }

    /** Adds a message that was read. */
    void addMessage(OpenAiMessage message, int node) {
        if (message.isOfUser()) {
            message.addContent(prompt);
        } else if (message.isOfSystem()) {
            message.addContent(system);
        }
        said.clear();
        message.addTexts(said);
        addSaid();
        if (wantsOthers()) {
            others.clear();
            othersOf.add(tape, node, others);
            putOthers(node);
        }
    }

    /** Adds a string, or each of several, that are prompts by themselves. */
    void addPrompts(int strings) {
        said.clear();
        if (tape.type(strings) == JsonTape.STRING) {
            said.addText(strings);
            prompt.addText(strings);
        } else {
            int string = strings + 1;
            for (int left = tape.size(strings); left > 0; left--) {
                said.addText(string);
                prompt.addText(string);
                string = tape.next(string);
            }
        }
        addSaid();
    }

    /** Adds the strings of a member of the body: of each of its elements, when it is an array, as one text. */
    void addOthers(int value) {
        if (!wantsOthers()) {
            return;
        }
        if (tape.type(value) != JsonTape.ARRAY) {
            addOther(value);
            return;
        }
        int element = value + 1;
        for (int left = tape.size(value); left > 0; left--) {
            addOther(element);
            element = tape.next(element);
        }
    }

    /** Puts the features that all texts make together. */
    void end() {
        putJoined(OpenAiFeatures.PROMPT, prompt);
        putJoined(OpenAiFeatures.SYSTEM, system);
        if (slots[OpenAiFeatures.PROMPT_LENGTH] != FeatureIndex.UNKNOWN) {
            int from = prompt.size() == 0 ? JsonTape.ROOT : prompt.at(0);
            batch.putNumber(slots[OpenAiFeatures.PROMPT_LENGTH], batch.codePoints(prompt), from);
        }
    }

    void release() {
        prompt.release();
        system.release();
        said.release();
        others.release();
    }

    /** Adds what was said: each string, and after the parts of a text what they make however they are joined. */
    private void addSaid() {
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

    private boolean wantsOthers() {
        return textsSlot != FeatureIndex.UNKNOWN || othersSlot != FeatureIndex.UNKNOWN;
    }

    private void addOther(int value) {
        others.clear();
        others.addAll(tape, value);
        putOthers(value);
    }

    private void putOthers(int node) {
        if (others.strings() > 0) {
            batch.addJoined(textsSlot, othersSlot, others, node);
        }
    }

    private void putJoined(int feature, TextList texts) {
        if (slots[feature] != FeatureIndex.UNKNOWN && texts.strings() > 0) {
            batch.putJoined(slots[feature], texts);
        }
    }
}
