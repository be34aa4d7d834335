package io.driftgate.pii;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.json.JsonTape;
import io.driftgate.json.MalformedJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A scanner that has seen bodies of the same shape finds in the next what one finds that has seen none. */
class RepeatedBodiesTest {
    private static final String[] VALUES = {
        "\"new\"",
        "\"old\"",
        "\"123456789\"",
        "\"a quiet week\"",
        "\"ann.lee@harbour.example\"",
        "\"4111 1111 1111 1111\"",
        "\"born 12/05/1985\"",
        "\"MS4xLjEuMQ==\"",
        "\"FP32\"",
        "\"BYTES\"",
        "\"[\\\"536-22-8145\\\"]\"",
        "12",
        "536228145",
        "4111111111111111",
        "true",
        "null"
    };
    private static final String[] NAMES = {"age", "ssn", "amount", "passport", "phone", "f07"};
    private static final String[] SHAPES = {
        "{\"inputs\":[{\"name\":\"N\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[V]},{\"name\":\"N\",\"datatype\":V,\"data\":[V,V]}]}",
        "{\"dataframe_split\":{\"columns\":[\"N\",\"N\"],\"data\":[[V,V],[V,V]]}}",
        "{\"instances\":[{\"ssn\":V,\"b\":V},{\"ssn\":V,\"b\":V}]}",
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":V},{\"type\":\"text\",\"text\":V}]}]}",
        "[\"4111\",\"1111\",V,\"1111\"]"
    };

    private final Random random = new Random(5);

    private String body(String shape) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < shape.length(); i++) {
            switch (shape.charAt(i)) {
                case 'V' -> out.append(random.nextInt(3) > 0 ? VALUES[0] : VALUES[random.nextInt(VALUES.length)]);
                case 'N' -> out.append(random.nextInt(3) > 0 ? NAMES[0] : NAMES[random.nextInt(NAMES.length)]);
                default -> out.append(shape.charAt(i));
            }
        }
        return out.toString();
    }

    private static List<String> findings(PiiFindings found) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            all.add(found.entity(i) + " " + found.action(i) + " " + found.location(i) + " " + found.score(i) + " "
                    + found.from(i) + "-" + found.to(i));
        }
        return all;
    }

    @Test
    void findsTheSameAfterAnyOthers() throws MalformedJson {
        PiiPolicy[] policies = {
            PiiFixtures.all(PiiAction.BLOCK),
            PiiFixtures.all(PiiAction.SHADOW),
            PiiFixtures.policy("{EMAIL_ADDRESS: BLOCK, custom: {CODE: {pattern: 'ol[d]', action: BLOCK}}}")
        };
        PiiScanner scanner = PiiScanner.unscored();
        JsonTape tape = new JsonTape(64);
        PiiFindings found = new PiiFindings();
        PiiFindings expected = new PiiFindings();
        int clean = 0;
        int replays = 0;
        PiiPolicy policy = policies[0];
        String shape = SHAPES[0];
        for (int round = 0; round < 20_000; round++) {
            shape = random.nextInt(20) == 0 ? SHAPES[random.nextInt(SHAPES.length)] : shape;
            policy = random.nextInt(20) == 0 ? policies[random.nextInt(policies.length)] : policy;
            String body = body(shape);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            tape.parse(bytes, 0, bytes.length);
            replays += tape.isReplay() ? 1 : 0;
            if (random.nextInt(10) == 0) {
                continue; // nobody looks at this one
            }
            scanner.scan(tape, policy, found);
            JsonTape fresh = new JsonTape(64);
            fresh.parse(bytes, 0, bytes.length);
            PiiScanner.unscored().scan(fresh, policy, expected);
            assertEquals(findings(expected), findings(found), body);
            assertEquals(expected.refused(), found.refused(), body);
            clean += found.size() == 0 ? 1 : 0;
        }
        assertTrue(clean > 5_000 && replays > 1_500, clean + " clean, " + replays + " replays");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"inputs\":[{\"name\":\"N\",\"shape\":[1],\"datatype\":\"BYTES\",\"data\":[\"536228145\"]}]}",
                "{\"dataframe_split\":{\"columns\":[\"N\",\"b\"],\"data\":[[\"536228145\",1]]}}"
            })
    void anotherNameOfTheSameValueCounts(String shape) throws MalformedJson {
        PiiPolicy policy = PiiFixtures.policy("US_SSN: BLOCK");
        PiiScanner scanner = new PiiScanner();
        JsonTape tape = new JsonTape(64);
        PiiFindings found = new PiiFindings();
        for (String name : new String[] {"age", "age", "ssn", "age", "ssn"}) {
            byte[] body = shape.replace("N", name).getBytes(StandardCharsets.UTF_8);
            tape.parse(body, 0, body.length);
            scanner.scan(tape, policy, found);
            assertEquals(name.equals("ssn") ? 1 : 0, found.size(), name);
        }
        assertTrue(tape.isReplay());
    }
}
