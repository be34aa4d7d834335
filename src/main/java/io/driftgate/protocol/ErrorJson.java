package io.driftgate.protocol;

import java.nio.charset.StandardCharsets;

/** Writes a flat JSON object of an error. Used once per refusal, so it may allocate; confined to its caller. */
final class ErrorJson {
    private final StringBuilder out = new StringBuilder(256).append('{');

    ErrorJson member(String name, String value) {
        name(name);
        string(value);
        return this;
    }

    ErrorJson member(String name, int value) {
        name(name);
        out.append(value);
        return this;
    }

    ErrorJson nothing(String name) {
        name(name);
        out.append("null");
        return this;
    }

    /** Request id, rule, policy, its version and digest and the row, as far as there are such. */
    ErrorJson context(Refusal refusal) {
        optional("request_id", refusal.requestId());
        optional("rule", refusal.rule());
        optional("policy", refusal.policy());
        optional("policy_version", refusal.policyVersion());
        optional("policy_digest", refusal.policyDigest());
        return refusal.row() == Refusal.NO_ROW ? this : member("row", refusal.row());
    }

    String text() {
        return out + "}";
    }

    byte[] utf8() {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    private void optional(String name, String value) {
        if (!value.isEmpty()) {
            member(name, value);
        }
    }

    private void name(String name) {
        if (out.length() > 1) {
            out.append(',');
        }
        out.append('"').append(name).append("\":");
    }

    private void string(String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char unit = value.charAt(i);
            if (unit == '"' || unit == '\\') {
                out.append('\\').append(unit);
            } else if (unit < ' ' || unit == 0x7F) {
                out.append(String.format("\\u%04x", (int) unit));
            } else {
                out.append(unit);
            }
        }
        out.append('"');
    }
}
