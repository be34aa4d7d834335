package io.driftgate.pii;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftgate.pii.pattern.Detector;
import io.driftgate.pii.pattern.Hits;
import io.driftgate.pii.pattern.PatternSet;
import io.driftgate.pii.pattern.PiiEntity;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clean traffic is left alone, hostile traffic costs no more than its size, and what is out of reach is said to be. */
class ReadingsTest {
    private final PiiFixtures pii = new PiiFixtures();
    private final PiiPolicy policy = PiiFixtures.all(PiiAction.BLOCK);

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void randomBytesInBase64AreNoText() {
        Random random = new Random(4);
        for (int round = 0; round < 200; round++) {
            byte[] bytes = new byte[random.nextInt(20_000)];
            random.nextBytes(bytes);
            String body =
                    "{\"image\": \"data:image/png;base64," + Base64.getEncoder().encodeToString(bytes)
                            + "\", \"embedding\": \"" + Base64.getUrlEncoder().encodeToString(bytes) + "\"}";
            assertEquals(List.of(), pii.found(body, PiiFixtures.policy("use: [default, us, eu, uk, apac]")));
            assertEquals(Optional.empty(), pii.findings.refused());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "50% of 100%, e.g. 20%ile",
                "C:\\\\Users\\\\new\\\\table and \\\\\\\\server\\\\share",
                "see https://example.org/a%20b/%E2%82%AC?x=1&y=2",
                "R&amp;D &lt;b&gt; &copy; 2024",
                "12/31/2024, 2024/01/15 and 1_000_000_000",
                "v1.2.3, 10.15.7 and 3.141592653",
                "東京都千代田区1-1、電話なし。",
                "naïve café, 20 °C, ½ cup, ①②③",
                "internationalization/standardization_of-identifiers",
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            })
    void cleanTextIsLeftAlone(String text) {
        PiiPolicy standard = PiiFixtures.policy("use: [default, us, uk, eu]");
        assertEquals(List.of(), pii.found("[\"" + text + "\"]", standard));
        assertEquals(Optional.empty(), pii.findings.refused());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jane&#0000000000064;example.org",
                "jane&#x00000000040;example.org",
                "jane&#64example.org",
                "jane&#x40zoo.example.org",
                "jane%u0040example.org",
                "jane@example\u3002org",
                "jane@example\uff61org"
            })
    void otherSpellingsOfAnAddressAreUndone(String text) {
        assertEquals(
                List.of("EMAIL_ADDRESS BLOCK STRING " + text),
                pii.found("[\"" + text + "\"]", PiiFixtures.policy("EMAIL_ADDRESS: BLOCK")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111\\t1111\\t1111\\t1111",
                "4111\\n1111\\n1111\\n1111",
                "4111\\r\\n1111\\r\\n1111\\r\\n1111",
                "4111,1111,1111,1111",
                "4111, 1111, 1111, 1111",
                "4111    1111    1111    1111",
                "4111,1111;1111|1111",
                "2024: 4111,1111,1111,1111; 2025",
                "4111 1111\\n1111 1111",
                "4111~1111~1111~1111",
                "(4111) (1111) (1111) (1111)",
                "3782, 822463, 10005",
                "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
                "4,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1",
                "4-1-1-1-1-1-1-1-1-1-1-1-1-1-1-1",
                "4/1/1/1/1/1/1/1/1/1/1/1/1/1/1/1",
                "4\\n1\\n1\\n1\\n1\\n1\\n1\\n1\\n1\\n1\\n1\\n1\\n1\\n1\\n1\\n1",
                "41 11 11 11 11 11 11 11",
                "41,11,11,11,11,11,11,11",
                "4,111,111,111,111,111",
                "4\u200b111 1\u200b111,1111 1111",
                "DE89\\t3704\\t0044\\t0532\\t0130\\t00",
                "DE89, 3704, 0044, 0532, 0130, 00",
                "D E 8 9 3 7 0 4 0 0 4 4 0 5 3 2 0 1 3 0 0 0",
                "536 - 22 - 8726",
                "536 \u2013 22 \u2013 8726",
                "my ssn is 536, 22, 8726",
                "ssn:\\n536\\n22\\n8726",
                "my ssn is 5 3 6 2 2 8 7 2 6",
                "nhs number 943\\t476\\t5919",
                "call me: +1, 415, 555, 2671",
            })
    void digitsThatStandApartAreOneNumber(String text) {
        assertEquals(1, pii.found("[\"" + text + " (12, 2024)\"]", policy).size(), text);
        String masked = pii.redacted("[\"" + text + "\"]", PiiFixtures.all(PiiAction.SHADOW));
        assertEquals("[\"" + text + "\"]", masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "4111, 1111, 1111, 1111, 1111, 1111, 1111",
                "4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1",
                "536, 22, 8726",
                "943\\t476\\t5919",
                "in 2019, 2020, 2021 and 2022",
                "at 12:00:01,123 on 2024-01-05 10:22:31.5",
                "1,234,567,890 of 12,345,678,901",
                "0.4111, 0.1111, 0.1111, 0.1111",
                "1, 2, 3, 4, 5, 6, 7, 8, 9",
                "no 12 were ever here to stay till noon at best",
                "n o 1 2 3 4 5 6 7 8 9 1 2 3 4",
            })
    void listsAreNoNumbers(String text) {
        assertEquals(List.of(), pii.found("[\"" + text + "\"]", PiiFixtures.policy("use: [default, us, uk, eu]")));
    }

    @Test
    void aLongTextIsNotReadAgainForDigitsThatStandApart() {
        String prose = "Order 4711 of 12 May 2024 went to 10 people in 1999, at 4,50 each. ".repeat(300);
        for (String row : List.of(
                "my ssn is 536, 22, 8726.", "4111,1111;1111|1111", "D E 8 9 3 7 0 4 0 0 4 4 0 5 3 2 0 1 3 0 0 0")) {
            long before = pii.examined();
            assertEquals(
                    0, pii.found("[\"" + prose + " " + prose + "\"]", policy).size());
            long without = pii.examined() - before;
            assertEquals(
                    1,
                    pii.found("[\"" + prose + row + " " + prose + "\"]", policy).size());
            assertEquals(1, pii.found("[\"" + row + " " + prose + "\"]", policy).size());
            assertEquals(1, pii.found("[\"" + prose + row + "\"]", policy).size());
            before = pii.examined();
            pii.found("[\"" + prose + row + " " + prose + "\"]", policy);
            long with = pii.examined() - before;
            assertTrue(with - without < 10_000 && without > 50_000, without + " and " + with);
        }
    }

    @Test
    void digitsThatStandApartAreMaskedAndNothingElse() {
        assertEquals(
                "[\"card ****,\\t****,\\n****, 1111 (202)\"]",
                pii.redacted(
                        "[\"card 4111,\\t1111,\\n1111, 1111 (202)\"]",
                        PiiFixtures.policy("CREDIT_CARD: {action: MASK, keepLast: 4}")));
        assertEquals(
                "[\"* * * * * * * * * * * * * * * *, 3\"]",
                pii.redacted("[\"4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1, 3\"]", PiiFixtures.policy("CREDIT_CARD: MASK")));
    }

    @Test
    void whatIsWrappedDeeperThanIsUndoneIsRefusedUnlessThePolicyLetsItPass() {
        String mail = "a note to a@b.co.";
        assertEquals(1, pii.found("[\"" + base64(base64(mail)) + "\"]", policy).size());
        assertEquals(List.of(), pii.found("[\"" + base64(base64(base64(mail))) + "\"]", policy));
        assertEquals(Optional.of(Uninspectable.DEPTH), pii.findings.refused());
        assertEquals(1, pii.found("[\"a%2540b.co\"]", policy).size());
        pii.found("[\"a%252540b.co\"]", policy);
        assertEquals(Optional.of(Uninspectable.DEPTH), pii.findings.refused());
        pii.found("[\"a%252540b.co\"]", PiiFixtures.policy("EMAIL_ADDRESS: BLOCK\nuninspectable: {depth: pass}"));
        assertEquals(Optional.empty(), pii.findings.refused());
        pii.found("[]", policy);
        assertEquals(Optional.empty(), pii.findings.refused(), "a refusal is one request's");
    }

    @Test
    void aRunOfBase64IsRewrittenAsAWhole() {
        PiiPolicy masks = PiiFixtures.policy(
                "EMAIL_ADDRESS: {action: MASK, with: label}\nCREDIT_CARD: {action: MASK, keepLast: 4}");
        assertEquals(
                "[\"token=<EMAIL_ADDRESS>==\"]",
                pii.redacted("[\"token=" + base64("mail alice@example.com") + "\"]", masks));
        String card = base64("card 4111 1111 1111 1111");
        assertEquals("[\"" + "*".repeat(card.length()) + "\"]", pii.redacted("[\"" + card + "\"]", masks));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%41",
                "%2541",
                "%252541",
                "&#65;",
                "\\\\u0041",
                "\\\\\\\\u0041",
                "\u200b4",
                "４",
                "é",
                "1/1",
                "1/1/1",
                "1_1_1_",
                "111111/",
                "YWFh",
                "YWFhYWFhYWFhYWFhYWFh/",
                "QUFB",
                "////",
                "-YWFhYWFhYWFhYWFh",
                "V1ZkR2FGbFhSbWg",
                "OC44LjguOA==,",
                "b64:",
                "=",
                "YUBiLmNv=",
                "4 ",
                "[",
                "\\\"[",
                "+",
                "\u0301",
                "a@",
                "a%40b.",
                "MTIzNDU2Nzg5MDEyMzQ1Ng\\n"
            })
    void costsNoMoreThanItsSize(String unit) {
        String small = "[\"" + unit.repeat(32_000 / unit.length()) + "\"]";
        String large = "[\"" + unit.repeat(256_000 / unit.length()) + "\"]";
        long before = pii.examined();
        pii.scan(small, policy);
        long ofSmall = pii.examined() - before;
        pii.scan(large, policy);
        long ofLarge = pii.examined() - before - ofSmall;
        assertTrue(ofLarge <= 9 * ofSmall + 2_000, unit + ": " + ofSmall + ", then " + ofLarge);
        assertTrue(ofLarge <= 300L * large.length(), unit + ": " + ofLarge);
    }

    @Test
    void suspicionIsWhatTheReadingsCanUndo() {
        assertEquals(Suspicion.NONE, suspicion("Plain words, 12.50 of 30 (a.b@c.de), 1/2; it's 100 % fine."));
        assertEquals(Suspicion.WRAPPED, suspicion("twelve %31%32"));
        assertEquals(Suspicion.WRAPPED, suspicion("a&#64;b"));
        assertEquals(Suspicion.WRAPPED, suspicion("a&#64 b"));
        assertEquals(Suspicion.WRAPPED, suspicion("twelve %u0031"));
        assertEquals(Suspicion.NONE, suspicion("a&# b, &#x and &#xyz, 5%under 12%u00 of %ud83d"));
        assertEquals(Suspicion.FOREIGN, suspicion("words of caf\u00e9"));
        assertEquals(Suspicion.GROUPED | Suspicion.BASE64, suspicion("x 4111/1111/1111/1111"));
        assertEquals(Suspicion.GROUPED, suspicion("536_22_8726"));
        assertEquals(Suspicion.NONE, suspicion("2024/01/15 12.31.2024 192.168.100.200"));
        for (int offset = 0; offset < 16; offset++) {
            assertEquals(
                    Suspicion.BASE64, suspicion(" ".repeat(offset) + "abcdefGHijklmnop" + " ".repeat(16 - offset)));
            assertEquals(Suspicion.NONE, suspicion(" ".repeat(offset) + "abcdefGHijklmno" + " ".repeat(16 - offset)));
        }
    }

    /** Of a text without signs nothing else is looked at, so where there is a reason to read it otherwise there must be one. */
    @Test
    void detectorFindsASignWhereverThereIsAReason() {
        String[] pieces = {
            "a",
            "Ab",
            "cd3",
            "xY7z",
            "word",
            "QWxpY2UgU21p",
            "0",
            "12",
            "345",
            "1234567",
            "123456789012",
            " ",
            " ",
            " ",
            ".",
            "/",
            "_",
            "-",
            "--",
            "+",
            "%",
            "&",
            "\\",
            "u0040",
            "=",
            "==",
            "b64",
            "base64",
            ";",
            "YUBiLmNv",
            "OC44LjguOA",
            "#64;",
            "amp;",
            "'",
            ",",
            ":",
            "@",
            "\n",
            "\u00e9",
            "\u2019"
        };
        PatternSet few = PatternSet.builder().add(PiiEntity.CREDIT_CARD).build();
        PatternSet all = PiiFixtures.all(PiiAction.BLOCK).set();
        Random random = new Random(11);
        int reasons = 0;
        int clean = 0;
        for (int round = 0; round < 200_000; round++) {
            StringBuilder text = new StringBuilder();
            int kinds = 1 + random.nextInt(pieces.length);
            int offset = random.nextInt(pieces.length);
            int count = random.nextInt(14);
            for (int i = 0; i < count; i++) {
                text.append(pieces[(offset + random.nextInt(kinds)) % pieces.length]);
            }
            byte[] bytes = ("9/9" + text + "9Z").getBytes(StandardCharsets.UTF_8);
            int from = random.nextInt(2) * 3;
            int to = bytes.length - random.nextInt(2) * 2;
            Detector detector = new Detector();
            Hits hits = new Hits();
            boolean signs = detector.scanForSigns(bytes, from, to, round % 2 == 0 ? few : all, round % 3 == 0, hits);
            boolean reason = Suspicion.of(bytes, from, to) != Suspicion.NONE;
            assertTrue(signs || !reason, text.toString());
            reasons += reason ? 1 : 0;
            clean += signs ? 0 : 1;
        }
        assertTrue(reasons > 50_000 && clean > 50_000, reasons + " and " + clean);
    }

    private static int suspicion(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Suspicion.of(bytes, 0, bytes.length);
    }
}
