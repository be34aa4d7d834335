package io.driftgate.pii;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import io.driftgate.pii.pattern.PiiEntity;
import io.driftgate.source.Problems;
import io.driftgate.source.YamlReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Policies from text, and scans whose outcome reads as text. */
final class PiiFixtures {
    private final JsonTape tape = new JsonTape(64);
    private final PiiScanner scanner = new PiiScanner();
    final PiiFindings findings = new PiiFindings();

    static PiiPolicy policy(String yaml) {
        Problems problems = new Problems();
        PiiPolicy policy = YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), "test.yaml", problems)
                .map(node -> PiiPolicy.read(node, problems, "pii"))
                .orElseThrow();
        assertEquals("", problems.render());
        return policy;
    }

    static PiiPolicy all(PiiAction action) {
        StringBuilder yaml = new StringBuilder();
        for (PiiEntity entity : PiiEntity.builtIn()) {
            boolean possible = !entity.equals(PiiEntity.PII_FEATURE_NAME) || action != PiiAction.MASK;
            yaml.append(possible ? entity + ": " + action + "\n" : "");
        }
        return policy(yaml.toString());
    }

    byte[] scan(String body, PiiPolicy policy) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try {
            tape.parse(bytes, 0, bytes.length);
        } catch (MalformedJson e) {
            throw new AssertionError(body, e);
        }
        scanner.scan(tape, policy, findings);
        return bytes;
    }

    /** Each finding as {@code ENTITY ACTION LOCATION raw text}. */
    List<String> found(String body, PiiPolicy policy) {
        byte[] bytes = scan(body, policy);
        List<String> found = new ArrayList<>();
        for (int i = 0; i < findings.size(); i++) {
            String raw = new String(bytes, findings.from(i), findings.to(i) - findings.from(i), StandardCharsets.UTF_8);
            found.add(findings.entity(i) + " " + findings.action(i) + " " + findings.location(i) + " " + raw);
        }
        return found;
    }

    String redacted(String body, PiiPolicy policy) {
        byte[] bytes = scan(body, policy);
        return new String(findings.redact(bytes, 0, bytes.length), StandardCharsets.UTF_8);
    }

    long examined() {
        return scanner.examined();
    }
}
