package io.driftgate.protocol;

import io.driftgate.json.JsonTape;
import java.nio.charset.StandardCharsets;

/**
 * OpenAI's API as most servers of language models speak it (https://platform.openai.com/docs/api-reference): chat completions,
 * completions and embeddings, each an adapter of its own behind one id. A request is one row of {@link OpenAiFeatures}, and every
 * string of its body is in one of them.
 *
 * <p>Refused is what cannot be inspected, prompts of token ids or of embeddings, and what one server would read and another one not:
 * the prompt of another endpoint beside the own, texts of several types in one content. An answer has one row for each of its choices; an
 * answer of embeddings has no prediction and so no row.
 */
final class OpenAiProtocol implements Protocol {
    private static final NameTable ANSWER = NameTable.of("choices", "data");
    private static final int CHOICES = 0;
    private static final int EMBEDDINGS = 1;

    private final OpenAiRequest.Endpoint endpoint;

    OpenAiProtocol(OpenAiRequest.Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public String id() {
        return "openai";
    }

    @Override
    public void bind(JsonTape tape, SchemaBinding binding, FeatureBatch batch) throws MalformedRequest {
        batch.start(tape, binding);
        batch.openAi().check(tape, endpoint);
        batch.openAi(endpoint);
    }

    @Override
    public void bindAnswer(JsonTape tape, PredictionBinding binding, PredictionBatch batch) throws MalformedRequest {
        batch.start(tape, binding);
        Answers.requireObject(tape);
        batch.members().read(tape, ANSWER, JsonTape.ROOT);
        if (endpoint == OpenAiRequest.Endpoint.EMBEDDINGS) {
            if (!Shapes.isArray(tape, batch.members().at(EMBEDDINGS))) {
                throw Shapes.malformed("data must be an array of embeddings");
            }
            return;
        }
        int choices = batch.members().at(CHOICES);
        if (!Shapes.isArray(tape, choices) || tape.size(choices) == 0) {
            throw Shapes.malformed("choices must be a non-empty array");
        }
        boolean isChat = endpoint == OpenAiRequest.Endpoint.CHAT;
        int choice = choices + 1;
        for (int i = 0; i < tape.size(choices); i++) {
            checkChoice(tape, choice, i, isChat, batch);
            choice = tape.next(choice);
        }
        batch.choices(choices, isChat);
    }

    private static void checkChoice(JsonTape tape, int choice, int i, boolean isChat, PredictionBatch batch)
            throws MalformedRequest {
        if (tape.type(choice) != JsonTape.OBJECT) {
            throw choice(i, " must be an object");
        }
        Members members = batch.members();
        members.read(tape, OpenAiMessage.CHOICE, choice);
        int finishReason = members.at(OpenAiMessage.CHOICE_FINISH_REASON);
        if (finishReason != JsonTape.NONE
                && tape.type(finishReason) != JsonTape.STRING
                && tape.type(finishReason) != JsonTape.NULL) {
            throw choice(i, ".finish_reason must be a string or null");
        }
        if (!isChat) {
            if (!Shapes.isString(tape, members.at(OpenAiMessage.CHOICE_TEXT))) {
                throw choice(i, ".text must be a string");
            }
            return;
        }
        int message = members.at(OpenAiMessage.CHOICE_MESSAGE);
        if (!Shapes.isObject(tape, message)) {
            throw choice(i, ".message must be an object");
        }
        batch.message().read(tape, message);
        batch.message().check("choices", i);
    }

    private static MalformedRequest choice(int i, String problem) {
        return Shapes.malformed("choices[" + i + "]" + problem);
    }

    @Override
    public boolean answersInChoices() {
        return true;
    }

    @Override
    public byte[] errorBody(Refusal refusal) {
        String error = new ErrorJson()
                .member("message", refusal.message())
                .member("type", errorType(refusal.status()))
                .nothing("param")
                .member("code", errorCode(refusal.status()))
                .context(refusal)
                .text();
        return ("{\"error\":" + error + "}").getBytes(StandardCharsets.UTF_8);
    }

    private static String errorType(int status) {
        if (status == 429) {
            return "rate_limit_error";
        }
        return status < 500 ? "invalid_request_error" : "server_error";
    }

    private static String errorCode(int status) {
        return switch (status) {
            case 400 -> "malformed_request";
            case 403 -> "policy_violation";
            case 404 -> "not_found";
            case 405 -> "method_not_allowed";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_exceeded";
            case 502 -> "upstream_unavailable";
            case 503 -> "overloaded";
            case 504 -> "upstream_timeout";
            default -> status < 500 ? "invalid_request" : "internal_error";
        };
    }

    @Override
    public String readyPath(String model) {
        return "/v1/models";
    }
}
