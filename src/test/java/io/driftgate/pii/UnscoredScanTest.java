package io.driftgate.pii;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import io.driftgate.pii.pattern.PiiEntity;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A scan without scores finds the same as one with them, also where scores decide which of several findings stands. */
class UnscoredScanTest {
    private static final String[] PIECES = {
        "536-22-8145",
        "536 22 8145",
        "(415) 382-2671",
        "+1 415 382 2671",
        "415-382-2671",
        "4111 1111 1111 1111",
        "411111111111",
        "5018 0000 0009",
        "943 476 5919",
        "021000021",
        "DE89 3704 0044 0532 0130 00",
        "192.168.4.17",
        "1987-03-12",
        "E-123456",
        "123456789",
        "ann.lee@harbour.example",
        "NTM2LTIyLTgxNDU=",
        "ssn ",
        "phone ",
        "card ",
        "call ",
        "born ",
        "account ",
        "order ",
        "nhs number ",
        "employee ",
        ", ",
        ". Then ",
        "\\n",
        " ",
        " and ",
        "%20",
        "\\u0031",
        "\uff11"
    };

    private final PiiScanner scored = new PiiScanner();
    private final PiiScanner unscored = PiiScanner.unscored();
    private final PiiFindings expected = new PiiFindings();
    private final PiiFindings found = new PiiFindings();
    private final JsonTape tape = new JsonTape(64);

    @ParameterizedTest
    @EnumSource(
            value = PiiAction.class,
            names = {"BLOCK", "MASK", "SHADOW"})
    void findsTheSame(PiiAction action) throws MalformedJson {
        PiiPolicy policy = policy(action);
        Random random = new Random(3);
        int findings = 0;
        int lower = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] body = body(random).getBytes(StandardCharsets.UTF_8);
            tape.parse(body, 0, body.length);
            scored.scan(tape, policy, expected);
            tape.parse(body, 0, body.length);
            unscored.scan(tape, policy, found);
            assertEquals(all(expected), all(found), () -> new String(body, StandardCharsets.UTF_8));
            for (int i = 0; i < found.size(); i++) {
                assertTrue(found.score(i) <= expected.score(i));
                lower += found.score(i) < expected.score(i) ? 1 : 0;
            }
            findings += found.size();
        }
        assertTrue(findings > 20_000 && lower > 500, findings + " findings, " + lower + " with a lower score");
    }

    /** Of all entities but names of features, with one of the policy's own, which overlaps others. */
    private static PiiPolicy policy(PiiAction action) {
        StringBuilder yaml = new StringBuilder();
        for (PiiEntity entity : PiiEntity.builtIn()) {
            if (!entity.equals(PiiEntity.PII_FEATURE_NAME)) {
                yaml.append(entity).append(": ").append(action).append('\n');
            }
        }
        return PiiFixtures.policy(
                yaml + "custom: {EMPLOYEE_ID: {pattern: '[0-9-]{11}', context: [employee], score: 0.6}}\n");
    }

    private static String body(Random random) {
        StringBuilder text = new StringBuilder("{\"")
                .append(random.nextInt(4) == 0 ? "ssn" : "note")
                .append("\":\"");
        for (int count = 1 + random.nextInt(9); count > 0; count--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
            text.append(random.nextInt(3) == 0 ? "" : " ");
        }
        return text.append("\",\"content\":[{\"text\":\"536-22-\"},{\"text\":\"8145 call\"}]}")
                .toString();
    }

    private static List<String> all(PiiFindings findings) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < findings.size(); i++) {
            all.add(findings.entity(i) + " " + findings.action(i) + " " + findings.location(i) + " " + findings.from(i)
                    + " " + findings.to(i));
        }
        return all;
    }
}
