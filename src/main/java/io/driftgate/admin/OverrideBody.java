package io.driftgate.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.driftgate.control.OverrideKind;
import io.driftgate.control.OverrideRequest;
import io.driftgate.source.Durations;
import io.driftgate.source.Spelling;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The body of a call about overrides. Strict: a field that nobody knows is an error, lest a mistyped {@code for} makes an override
 * that never ends.
 */
final class OverrideBody {
    private static final int MAX_BYTES = 16 << 10;
    private static final List<String> OF_RELEASE = List.of("who", "why", "unsaved");
    private static final List<String> OF_REQUEST =
            List.of("kind", "model", "version", "rule", "who", "why", "for", "replace", "unsaved");
    private static final String EXAMPLE =
            "such as {\"kind\": \"pin\", \"model\": \"credit-risk\", \"version\": \"v1\", \"who\": \"ann\","
                    + " \"why\": \"INC-42\", \"for\": \"2h\"}";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode fields;

    private OverrideBody(JsonNode fields) {
        this.fields = fields;
    }

    /** Who ends an override, and why. */
    record Release(String who, String why, boolean unsaved) {}

    static OverrideBody read(byte[] body) {
        if (body == null || body.length == 0) {
            throw Refused.invalid("", "there is no body", EXAMPLE);
        }
        if (body.length > MAX_BYTES) {
            throw Refused.invalid("", "the body is larger than " + MAX_BYTES + " bytes", "why has a bound as well");
        }
        try {
            JsonNode node = JSON.readTree(body);
            if (!node.isObject()) {
                throw Refused.invalid("", "the body is no JSON object", EXAMPLE);
            }
            return new OverrideBody(node);
        } catch (JsonProcessingException e) {
            String at = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw Refused.invalid("", "the body is not valid JSON" + at + ": " + e.getOriginalMessage(), EXAMPLE);
        } catch (IOException e) {
            throw new IllegalStateException("an array can be read", e);
        }
    }

    OverrideRequest request() {
        checkNames(OF_REQUEST);
        String label = text("kind");
        OverrideKind kind = OverrideKind.of(label)
                .orElseThrow(() -> Refused.invalid(
                        "kind",
                        label.isEmpty() ? "kind is missing" : "there is no kind '" + label + "'",
                        "kinds are: "
                                + Arrays.stream(OverrideKind.values())
                                        .map(OverrideKind::label)
                                        .collect(Collectors.joining(", "))));
        return new OverrideRequest(
                kind,
                text("model"),
                text("version"),
                text("rule"),
                text("who"),
                text("why"),
                lasts(),
                bool("replace"),
                bool("unsaved"));
    }

    Release release() {
        checkNames(OF_RELEASE);
        return new Release(text("who"), text("why"), bool("unsaved"));
    }

    private void checkNames(List<String> known) {
        fields.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw Refused.invalid(
                        name,
                        "there is no field '" + name + "'",
                        Spelling.hint(name, known, "fields are: " + String.join(", ", known)));
            }
        });
    }

    private Optional<Duration> lasts() {
        String text = text("for");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Durations.parseNanos(text)
                .map(Duration::ofNanos)
                .orElseThrow(() -> Refused.invalid("for", "for is no duration", "such as 30m or 2h")));
    }

    /** Empty when the field is absent or null. */
    private String text(String name) {
        JsonNode value = fields.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (!value.isTextual()) {
            throw Refused.invalid(name, name + " must be a string", "");
        }
        return value.textValue();
    }

    private boolean bool(String name) {
        JsonNode value = fields.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return false;
        }
        if (!value.isBoolean()) {
            throw Refused.invalid(name, name + " must be true or false", "");
        }
        return value.booleanValue();
    }
}
