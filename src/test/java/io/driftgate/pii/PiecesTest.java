package io.driftgate.pii;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values whose digits stand in several elements of an array, or whose characters stand in several parts of a message. */
class PiecesTest {
    private static final PiiPolicy ALL = PiiFixtures.policy("use: [default, us, uk, eu]\naction: MASK");
    private final PiiFixtures pii = new PiiFixtures();

    private static String message(String... parts) {
        StringBuilder out = new StringBuilder("{\"messages\":[{\"role\":\"user\",\"content\":[");
        for (String part : parts) {
            out.append(out.charAt(out.length() - 1) == '[' ? "" : ",")
                    .append("{\"type\":\"text\",\"text\":\"")
                    .append(part)
                    .append("\"}");
        }
        return out.append("]}]}").toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREDIT_CARD | {'a':['4111','1111','1111','1111']} | 4111','1111','1111','1111",
                "CREDIT_CARD | ['x',['4111', '1111' ,'1111','1111'],'y'] | 4111', '1111' ,'1111','1111",
                "CREDIT_CARD | ['4','1','1','1','1','1','1','1','1','1','1','1','1','1','1','1'] | "
                        + "4','1','1','1','1','1','1','1','1','1','1','1','1','1','1','1",
                "CREDIT_CARD | ['name','4111','1111','1111','1111','12/27'] | 4111','1111','1111','1111",
                "CREDIT_CARD | {'card':[4111,1111,1111,1111]} | 4111,1111,1111,1111",
                "CREDIT_CARD | {'card_digits':[4,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]} | "
                        + "4,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1",
                "CREDIT_CARD | {'card':['4111',1111,'1111',1111]} | 4111',1111,'1111',1111",
                "CREDIT_CARD | ['3782','822463','10005'] | 3782','822463','10005",
                "CREDIT_CARD | ['\\u0034111','1111','1111','1111'] | \\u0034111','1111','1111','1111",
                "CREDIT_CARD | ['４111','1111','1111','111１'] | ４111','1111','1111','111１",
                "IBAN_CODE | ['DE89','3704','0044','0532','0130','00'] | DE89','3704','0044','0532','0130','00",
                "US_SSN | {'ssn':['536','22','8726']} | 536','22','8726",
                "US_SSN | {'ssn':[5,3,6,2,2,8,7,2,6]} | 5,3,6,2,2,8,7,2,6",
                "US_SSN | {'ssn':[536,22,8726]} | 536,22,8726",
                "UK_NHS | {'nhs_number':['943','476','5919']} | 943','476','5919",
                "PHONE_NUMBER | {'phone':['+1','415','555','2671']} | +1','415','555','2671",
            })
    void elementsThatMakeOneNumberBlock(String entity, String body, String raw) {
        String json = body.replace('\'', '"');
        assertEquals(List.of(entity + " BLOCK STRING " + raw.replace('\'', '"')), pii.found(json, ALL), json);
        String nested = "{\"b\":\"" + json.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}";
        assertEquals(1, pii.found(nested, ALL).size(), nested);
        assertEquals(PiiAction.SHADOW, shadowed(json).action(0), "what only counts goes on doing so");
    }

    private PiiFindings shadowed(String json) {
        pii.scan(json, PiiFixtures.policy("use: [default, us, uk, eu]\naction: SHADOW"));
        return pii.findings;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'x':[4111,1111,1111,1111]}",
                "{'x':[4,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}",
                "{'x':['536','22','8726']}",
                "{'x':['415','555','2671']}",
                "['4111','1111','1111']",
                "['4111','1111','1111','1111','1111','1111','1111','1111','1111','1111','1111']",
                "['94110','10001','60614']",
                "['2019','2020','2021','2022']",
                "['4111','1111','abc','1111','1111']",
                "{'inputs':[{'name':'mcc','shape':[4],'datatype':'BYTES','data':['4111','1111','1111','1111']}]}",
                "{'inputs':[{'name':'card','shape':[4],'datatype':'INT64','data':[7411,1111,1111,1111]}]}",
                "{'dataframe_split':{'columns':['a','b','c','d'],'data':[['4111','1111','1111','1111']]}}",
                "{'card':4111,'b':1111,'c':[1111],'d':1111}",
                "{'card':[0.4111,1111,1111,1111]}",
            })
    void listsOfNumbersAreNone(String body) {
        assertEquals(List.of(), pii.found(body.replace('\'', '"'), ALL), body);
        assertEquals(Optional.empty(), pii.findings.refused());
    }

    @Test
    void whatTheSchemaCallsNumericIsNone() {
        PiiPolicy typed = ALL.withNumeric(List.of("card"));
        assertEquals(1, pii.found("{\"card\":[4111,1111,1111,1111]}", ALL).size());
        assertEquals(0, pii.found("{\"card\":[4111,1111,1111,1111]}", typed).size());
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder body = new StringBuilder(random.nextBoolean() ? "{\"instances\":[[" : "{\"x\":[[");
            int max = random.nextInt(3) == 0 ? 10 : random.nextBoolean() ? 1_000 : 10_000;
            for (int left = 3 + random.nextInt(17); left > 0; left--) {
                body.append(random.nextInt(max)).append(left > 1 ? "," : "]]}");
            }
            assertEquals(List.of(), pii.found(body.toString(), ALL), body.toString());
        }
    }

    @Test
    void whatStandsInOneElementIsMaskedAsEver() {
        assertEquals(
                "[\"**-**-**-**\",\"1234\",\"5678\",\"*******\"]",
                pii.redacted("[\"ab-cd-ef-12\",\"1234\",\"5678\",\"8.8.8.8\"]", PiiFixtures.policy("""
                    IP_ADDRESS: MASK
                    custom: {CODE: {pattern: 'ab-cd-ef-12', action: MASK}}
                    """))
                        .replace("*.*.*.*", "*******"));
    }

    @Test
    void partsOfAMessageAreOneText() {
        assertEquals(
                List.of("EMAIL_ADDRESS BLOCK STRING alice@exam\"},{\"type\":\"text\",\"text\":\"ple.com"),
                pii.found(message("write to alice@exam", "ple.com today"), ALL));
        assertEquals(
                1,
                pii.found(message("pay with 4111 1111", "1111 1111 now"), ALL).size());
        assertEquals(
                1,
                pii.found(message("pay with 4111 1111 ", "1111 1111 now"), ALL).size());
        String[] digits = "4111111111111111".split("");
        assertEquals(1, pii.found(message(digits), ALL).size());
        assertEquals(
                1,
                pii.found(message("x".repeat(1000) + " alice@", "example.com " + "y".repeat(1000)), ALL)
                        .size());
        assertEquals(
                1,
                pii.found(message("a \\u0061lice\\u0040exam", "ple\\u002ecom"), ALL)
                        .size());
        assertEquals(
                1,
                pii.found(
                                "{\"content\":[\"alice@exam\",{\"type\":\"image_url\",\"image_url\":{}},"
                                        + "{\"type\":\"text\",\"text\":\"ple.com\"}]}",
                                ALL)
                        .size());
    }

    @Test
    void partsOfOneTextStandSoNearAndNoFurther() {
        assertEquals(List.of(), pii.found(message("a report", "of 12 pages", "in 3 parts"), ALL));
        assertEquals(List.of(), pii.found("{\"rows\":[{\"text\":\"alice@exam\"},{\"text\":\"ple.com\"}]}", ALL));
        assertEquals(
                List.of(), pii.found("{\"messages\":[{\"content\":\"alice@exam\"},{\"content\":\"ple.com\"}]}", ALL));
        List<String> masked = pii.found(message("alice@example.com", "and more"), ALL);
        assertEquals(List.of("EMAIL_ADDRESS MASK STRING alice@example.com"), masked);
        assertTrue(pii.redacted(message("alice@example.com", "and more"), ALL).contains("*****@*******.***"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"a b c\",\"4111\",\"1111\",\"1111\",\"1111\",",
                "\"4111\",",
                "\"4\",",
                "4,",
                "{\"text\":\"alice@exam\"},{\"text\":\"ple.com\"},",
                "{\"text\":\"alice@example.com\"},",
                "{\"text\":\"4\"},",
                "\"%41\",",
            })
    void costsNoMoreThanItsSize(String unit) {
        String small = "{\"content\":[" + unit.repeat(16_000 / unit.length()) + "0]}";
        String large = "{\"content\":[" + unit.repeat(128_000 / unit.length()) + "0]}";
        PiiPolicy policy = PiiFixtures.all(PiiAction.SHADOW);
        long before = pii.examined();
        pii.scan(small, policy);
        long ofSmall = pii.examined() - before;
        pii.scan(large, policy);
        long ofLarge = pii.examined() - before - ofSmall;
        assertTrue(ofLarge <= 9 * ofSmall + 2_000, unit + ": " + ofSmall + ", then " + ofLarge);
        assertTrue(ofLarge <= 300L * large.length(), unit + ": " + ofLarge);
    }
}
