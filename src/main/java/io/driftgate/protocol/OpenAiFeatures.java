package io.driftgate.protocol;

import io.driftgate.feature.Feature;
import io.driftgate.feature.FeatureType;
import io.driftgate.feature.Schema;
import java.util.List;
import java.util.Optional;

/**
 * The features of the {@code openai} protocol. Their names and types are fixed; a model that speaks it and has no schema has this
 * one.
 *
 * <pre>
 * model          the name that the client asks for
 * prompt         what users say, each message on a line; of a completion its prompts, of embeddings their inputs
 * system         the same of all system and developer messages
 * last_role      role of the last message
 * roles          the role of each message
 * texts          every text of the request in order: what messages say, prompts, inputs, and all of other_texts
 * other_texts    every string that no message says and no feature here carries: names and ids, tools with their descriptions and
 *                schemas, templates and their arguments, formats of answers, documents, members that only some server knows
 * messages       number of messages
 * media          number of parts that are no text: images, audio, files
 * prompt_length  code points of what users say, each part and each message on a line
 * max_tokens     max_tokens or max_completion_tokens, the larger when both are there
 * tools          the name of each tool or function that is offered; the type of a tool that has no name
 * tool_choice    what is asked for: none, auto, required, or the name of the tool
 * chat_template  a template of the client's own, which can put words together that stand nowhere in the request
 * temperature, top_p, n, stream, user            as they stand
 * </pre>
 *
 * A feature is absent when the request does not have it. Completions and embeddings have no messages, roles and media.
 *
 * <p><b>Parts.</b> A content may be an array of parts, and servers join their texts with a line break, a space or nothing. A rule that
 * looks for a word must find it in each of these. So where a message has several parts, {@code prompt} and {@code system} stand three
 * times in their feature, joined in each way, one after the other on lines of their own; and {@code texts} has each part and then the
 * three joined texts. Messages are never joined without a line break: templates print something between them. Some servers leave out
 * parts of some types, so that those of one message must all be of one type (400 otherwise).
 *
 * <p><b>Roles</b> are compared exactly. What has a role that is none of user, system, developer, assistant, tool and function is taken
 * for a user's, as most templates do.
 *
 * <p><b>Other texts.</b> A string by itself is a text. What else a message holds is one text, and so is each element of another array
 * of the body, such as a tool, and each other member: all its strings, names of members included, each on a line. Not texts are known
 * roles and types, and of images, audio and files where they are to be had, their bytes and their format.
 */
public final class OpenAiFeatures {
    static final int MODEL = 0;
    static final int PROMPT = 1;
    static final int SYSTEM = 2;
    static final int LAST_ROLE = 3;
    static final int ROLES = 4;
    static final int TEXTS = 5;
    static final int MESSAGES = 6;
    static final int MEDIA = 7;
    static final int PROMPT_LENGTH = 8;
    static final int MAX_TOKENS = 9;
    static final int TEMPERATURE = 10;
    static final int TOP_P = 11;
    static final int N = 12;
    static final int STREAM = 13;
    static final int TOOLS = 14;
    static final int TOOL_CHOICE = 15;
    static final int USER = 16;
    static final int OTHER_TEXTS = 17;
    static final int CHAT_TEMPLATE = 18;

    public static final Schema SCHEMA = new Schema(List.of(
            new Feature("model", FeatureType.STRING),
            new Feature("prompt", FeatureType.STRING),
            new Feature("system", FeatureType.STRING),
            new Feature("last_role", FeatureType.STRING),
            Feature.list("roles", FeatureType.STRING, ""),
            Feature.list("texts", FeatureType.STRING, ""),
            new Feature("messages", FeatureType.INT),
            new Feature("media", FeatureType.INT),
            new Feature("prompt_length", FeatureType.INT),
            new Feature("max_tokens", FeatureType.INT),
            new Feature("temperature", FeatureType.FLOAT),
            new Feature("top_p", FeatureType.FLOAT),
            new Feature("n", FeatureType.INT),
            new Feature("stream", FeatureType.BOOL),
            Feature.list("tools", FeatureType.STRING, ""),
            new Feature("tool_choice", FeatureType.STRING),
            new Feature("user", FeatureType.STRING),
            Feature.list("other_texts", FeatureType.STRING, ""),
            new Feature("chat_template", FeatureType.STRING)));

    private OpenAiFeatures() {}

    /**
     * Why a schema of a model that speaks {@code openai} can't have a feature: nothing would ever fill it. Empty when it can: it has
     * a pointer of its own, or is one of {@link #SCHEMA} and of a type that fits.
     */
    public static Optional<String> problem(Feature feature) {
        if (!feature.pointer().isEmpty()) {
            return Optional.empty();
        }
        Optional<Feature> known = SCHEMA.feature(feature.name());
        if (known.isEmpty()) {
            return Optional.of("feature '" + feature.name() + "' is none of the openai protocol, and has no pointer");
        }
        return fits(feature, known.get())
                ? Optional.empty()
                : Optional.of("feature '" + feature.name() + "' is " + label(known.get())
                        + " in the openai protocol, not " + label(feature));
    }

    private static boolean fits(Feature feature, Feature known) {
        if (known.type() == FeatureType.STRING) {
            return feature.type() == FeatureType.STRING || feature.type() == FeatureType.ENUM;
        }
        return known.type().isNumeric()
                ? feature.type().isNumeric()
                : feature.type() == known.type() && feature.element().equals(known.element());
    }

    private static String label(Feature feature) {
        return feature.element()
                .map(element -> "{list: " + element.label() + "}")
                .orElse(feature.type().label());
    }
}
