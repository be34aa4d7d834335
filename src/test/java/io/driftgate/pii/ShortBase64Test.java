package io.driftgate.pii;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values in Base64 that is no longer than a word are found where something says that it is Base64, and words are left alone. */
class ShortBase64Test {
    private final PiiFixtures pii = new PiiFixtures();
    private final PiiPolicy policy = PiiFixtures.all(PiiAction.BLOCK);

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String unpadded(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void assertFound(String entity, String json, boolean expected) {
        List<String> found = pii.found(json, policy);
        assertEquals(expected, found.stream().anyMatch(hit -> hit.startsWith(entity + " ")), json + found);
    }

    @ParameterizedTest
    @CsvSource({
        "IP_ADDRESS, 8.8.8.8, host",
        "IP_ADDRESS, 1.1.1.1, x",
        "IP_ADDRESS, 10.0.0.1, x",
        "IP_ADDRESS, 10.20.30.40, x",
        "IP_ADDRESS, 2001:db8::1, x",
        "EMAIL_ADDRESS, a@b.co, x",
        "EMAIL_ADDRESS, jo@abc.de, x",
        "EMAIL_ADDRESS, ann@lee.org, x",
        "US_SSN, 536228726, ssn",
        "US_SSN, 536-22-8726, x",
        "PHONE_NUMBER, 4153822671, phone",
    })
    void aShortValueIsFoundWhereverSomethingSaysThatItIsBase64(String entity, String value, String key) {
        for (String run : List.of(base64(value), unpadded(value))) {
            assertTrue(run.replace("=", "").length() <= ShortBase64.MAX || run.equals(unpadded(value)), run);
            assertFound(entity, "{\"" + key + "\":\"" + run + "\"}", true);
            assertFound(entity, "{\"" + key + "\":\" \\t" + run + "\\n\"}", true);
            assertFound(entity, "{\"" + key + "\":\"{\\\"" + key + "\\\":\\\"" + run + "\\\"}\"}", true);
            for (String marker : List.of(
                    "data:text/plain;base64,", "base64:", "base64: ", "b64:", "BASE64,", "x_b64=", "b64('", "b64 ")) {
                assertFound(entity, "{\"" + key + "\":\"it is " + marker + run + " so\"}", true);
            }
        }
        if (base64(value).endsWith("=")) {
            for (String around : List.of("it is %s.", "id=%s", "a,%s,b", "(%s)", "v:%s", "a/b/%s", "%s;", "x-%s")) {
                assertFound(entity, "{\"" + key + "\":\"" + around.replace("%s", base64(value)) + "\"}", true);
            }
            String percent = base64(value).replace("=", "%3D");
            assertFound(entity, "{\"" + key + "\":\"id=" + percent + "&b\"}", true);
        }
    }

    @Test
    void aShortRunIsRewrittenAsAWhole() {
        PiiPolicy masks = PiiFixtures.policy("IP_ADDRESS: {action: MASK, with: label}");
        assertEquals("[\"<IP_ADDRESS>==\"]", pii.redacted("[\"" + base64("8.8.8.8") + "\"]", masks));
        assertEquals("[\"from <IP_ADDRESS>= to\"]", pii.redacted("[\"from " + base64("10.0.0.1") + " to\"]", masks));
    }

    @Test
    void whatNothingSaysIsBase64IsAWord() {
        for (String text : List.of("see %s now", "%s %s", "a.%s", "%s==x", "%s===", "=%s", "base64 is %s", "b65:%s")) {
            assertFound("IP_ADDRESS", "[\"" + text.replace("%s", unpadded("8.8.8.8")) + "\"]", false);
        }
        assertFound("IP_ADDRESS", "[\"a" + base64("8.8.8.8") + " b\"]", false); // a word goes on before it
    }

    @Test
    void threeLayersAreRefusedAsThoseOfLongerRunsAre() {
        String twice = base64(base64("8.8.8.8"));
        assertFound("IP_ADDRESS", "[\"" + twice + "\"]", true);
        assertFound("IP_ADDRESS", "[\"" + base64(twice) + "\"]", false);
        assertEquals(Optional.of(Uninspectable.DEPTH), pii.findings.refused());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "approved",
                "rejected",
                "credit_score",
                "customer_id",
                "merchantName",
                "DeviceHash",
                "paymentMethod",
                "San_Francisco",
                "QUARTERLY",
                "e3b0c44298fc",
                "deadbeefcafe",
                "550e8400",
                "a716446655440",
                "2024-01-15",
                "1718035200",
                "SKU-48213-XL",
                "GET/v2/models",
                "x=12345678 y==abcdefgh= z",
                "base64: internal, b64 encoded",
                "if (userName== \\\"x\\\")",
                "password= x; username=bob; identifier=="
            })
    void ordinaryWordsAndFieldsGiveNothing(String text) {
        String json = "{\"" + (text.contains("\\") || text.length() > 20 ? "k" : text) + "\":[\"" + text + "\",\" "
                + text + " \",\"base64," + text + "\"]}";
        assertEquals(List.of(), pii.found(json, policy), json);
        assertEquals(Optional.empty(), pii.findings.refused(), json);
    }

    @Test
    void randomWordsPiecesOfHashesAndNumbersGiveNothing() {
        String[] alphabets = {
            "abcdefghijklmnopqrstuvwxyz",
            "0123456789abcdef",
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-",
            "etaoinshrdlu_ABC"
        };
        Random random = new Random(8);
        PiiPolicy standard = PiiFixtures.policy("use: [default]");
        for (int round = 0; round < 30_000; round++) {
            String alphabet = alphabets[random.nextInt(alphabets.length)];
            StringBuilder word = new StringBuilder();
            for (int left = 8 + random.nextInt(8); left > 0; left--) {
                word.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String json = "[\"" + word + "\",\"a " + word + "= b\",\"a " + word + "== b\"]";
            assertEquals(List.of(), pii.found(json, standard), json);
            assertEquals(Optional.empty(), pii.findings.refused(), json);
        }
    }

    @Test
    void shortRunsAreASuspicionToo() {
        assertEquals(Suspicion.SHORT_BASE64, suspicion("to " + base64("8.8.8.8") + " from"));
        assertEquals(Suspicion.SHORT_BASE64, suspicion("b64:" + unpadded("8.8.8.8")));
        assertEquals(Suspicion.NONE, suspicion("to " + unpadded("8.8.8.8") + " from 64 or 65 = 66"));
        for (int offset = 0; offset < 16; offset++) {
            assertEquals(Suspicion.SHORT_BASE64, suspicion(" ".repeat(offset) + "a=b YUBiLmNvbQ== "));
            assertEquals(Suspicion.SHORT_BASE64, suspicion(" ".repeat(offset) + "base64,YUBiLmNv "));
        }
    }

    private static int suspicion(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return Suspicion.of(bytes, 0, bytes.length);
    }
}
