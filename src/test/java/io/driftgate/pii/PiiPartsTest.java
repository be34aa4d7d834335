package io.driftgate.pii;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.json.JsonTape;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PiiPartsTest {
    private static final byte[] NO_NAME = {};
    private final PiiScanner scanner = new PiiScanner();
    private final PiiFindings findings = new PiiFindings();

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String rewritten(int part, byte[] bytes, int from, int to) {
        return new String(findings.rewrite(part, bytes, from, to), StandardCharsets.UTF_8);
    }

    @Test
    void numbersPartsAndRewritesEachByItself() throws Exception {
        byte[] query = utf8("/v2?q=alice%40example.com+4111+1111+1111+1111&r=%E2%82%AC+5");
        byte[] header = utf8("call +14155552671 now");
        byte[] body = utf8("{\"a\": \"a@b.co\"}");
        JsonTape tape = new JsonTape(64);
        tape.parse(body, 0, body.length);
        scanner.begin(PiiFixtures.all(PiiAction.MASK), findings);
        assertEquals(0, scanner.text(query, 6, 45, PiiLocation.QUERY, Coding.URL, utf8("q")));
        assertEquals(1, scanner.text(query, 48, query.length, PiiLocation.QUERY, Coding.URL, utf8("r")));
        assertEquals(2, scanner.text(header, 0, header.length, PiiLocation.HEADER, Coding.PLAIN, NO_NAME));
        assertEquals(3, scanner.json(tape));
        scanner.end();
        assertEquals("*****%40*******.***+****+****+****+****", rewritten(0, query, 6, 45));
        assertEquals("call +*********** now", rewritten(2, header, 0, header.length));
        assertEquals("{\"a\": \"*@*.**\"}", rewritten(3, body, 0, body.length));
        assertTrue(findings.rewrites(0));
        assertFalse(findings.rewrites(1));
        assertEquals("%E2%82%AC+5", rewritten(1, query, 48, query.length));
        assertEquals(PiiLocation.QUERY, findings.location(0));
        assertEquals(3, findings.part(findings.size() - 1));
    }

    @Test
    void walksJsonInFormFields() {
        byte[] form = utf8("%5B%22%5Cu0061%40b.co%22%5D");
        scanner.begin(PiiFixtures.all(PiiAction.MASK), findings);
        scanner.text(form, 0, form.length, PiiLocation.FORM_FIELD, Coding.URL, NO_NAME);
        scanner.end();
        assertEquals("%5B%22*%40*.**%22%5D", rewritten(0, form, 0, form.length));
    }

    @Test
    void ofNumbersTheNamesAreNotCountedAgain() throws Exception {
        byte[] body = utf8("{\"inputs\": [{\"name\": \"a@b.co\", \"data\": [4111111111111111, \"a@b.co\"]}]}");
        JsonTape tape = new JsonTape(64);
        tape.parse(body, 0, body.length);
        scanner.begin(PiiFixtures.all(PiiAction.BLOCK), findings);
        assertEquals(0, scanner.numbers(tape));
        scanner.end();
        assertEquals(1, findings.size());
        assertEquals(PiiLocation.NUMBER, findings.location(0));
    }
}
