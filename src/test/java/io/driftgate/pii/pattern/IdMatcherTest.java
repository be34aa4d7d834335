package io.driftgate.pii.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Identifiers by the values that their authorities, standards and encyclopedias print as examples. */
class IdMatcherTest {
    private static final int ANY = 1;

    @ParameterizedTest
    @CsvSource({
        "US_ITIN, 912-70-1234",
        "ABA_ROUTING_NUMBER, 011000015",
        "ABA_ROUTING_NUMBER, 021000021",
        "ABA_ROUTING_NUMBER, 0210-0002-1",
        "US_NPI, 1234567893",
        "MEDICAL_LICENSE, BB1388568",
        "UK_NHS, 943 476 5919",
        "UK_NHS, 943-476-5919",
        "UK_NHS, 9434765919",
        "ES_NIF, 12345678Z",
        "ES_NIF, 12345678-Z",
        "ES_NIF, 12.345.678-Z",
        "ES_NIE, X1234567L",
        "ES_NIE, X-1234567-L",
        "IT_FISCAL_CODE, RSSMRA85T10A562S",
        "IT_VAT_CODE, 12345678903",
        "IT_VAT_CODE, IT00743110157",
        "PL_PESEL, 44051401359",
        "PL_PESEL, 02070803628",
        "FR_NIR, 255081416802538",
        "FR_NIR, 2 55 08 14 168 025 38",
        "FR_NIR, 2-55-08-14-168-025-38",
        "DE_TAX_ID, 86095742719",
        "DE_TAX_ID, 86 095 742 719",
        "DE_TAX_ID, 86-095-742-719",
        "DE_TAX_ID, 47036892816",
        "AU_TFN, 123 456 782",
        "AU_MEDICARE, 2123 45670 1",
        "AU_ABN, 51 824 753 556",
        "AU_ABN, 53004085616",
        "AU_ACN, 004 085 616",
        "SG_NRIC_FIN, S1234567D",
        "SG_NRIC_FIN, M5043078W",
        "BR_CPF, 123.456.789-09",
        "BR_CPF, 52998224725",
        "BR_CNPJ, 11.222.333/0001-81",
        "BR_CNPJ, 11222333000181",
        "NL_BSN, 111222333",
        "BE_NATIONAL_NUMBER, 85.07.30-033.28",
        "BE_NATIONAL_NUMBER, 93.05.18-223.61",
        "SE_PERSONNUMMER, 640823-3234",
        "SE_PERSONNUMMER, 19811228-9874",
        "NO_FODSELSNUMMER, 150765 00565",
        "FI_PERSONAL_IDENTITY_CODE, 131052-308T",
        "PT_NIF, 123456789",
        "CA_SIN, 130 692 544",
        "ZA_ID_NUMBER, 8001015009087",
        "CN_RESIDENT_ID, 11010519491231002X",
        "CN_RESIDENT_ID, 360426199101010071",
        "JP_MY_NUMBER, 123456789018",
        "TR_KIMLIK, 10000000146",
        "MX_CURP, HEGG560427MVZRRL04",
        "MX_CURP, BOXW310820HNERXN09",
        "CL_RUT, 12.345.678-5",
        "RO_CNP, 1630615123457",
        "HR_OIB, 69435151530",
        "CZ_BIRTH_NUMBER, 736028/5163",
        "IE_PPSN, 1234567T",
        "IE_PPSN, 1234567FA",
        "CH_AHV, 756.9217.0769.85",
        "CH_AHV, 7569217076985",
        "IL_ID, 123456782",
        "AT_SSN, 1237 010180",
        "GR_AMKA, 01013099997",
        "AR_CUIT, 20-05536168-2",
        "TH_TNIN, 3100600445635",
        "TW_ID, A123456789",
        "BG_EGN, 7523169263",
        "EE_ISIKUKOOD, 36805280109",
        "EE_ISIKUKOOD, 33309240064"
    })
    void findsWhatTheAuthorityPrintsAndNotWhatDiffersInOneDigit(String entity, String id) {
        assertEquals(id, found(entity, "(" + id + "), "));
        assertEquals("", found(entity, "x" + id), "behind a letter");
        assertEquals("", found(entity, id + "7"), "before a digit");
        int differing = 0;
        for (int i = 0; i < id.length(); i++) {
            if (Character.isDigit(id.charAt(i))) {
                char other = id.charAt(i) == '9' ? '0' : (char) (id.charAt(i) + 1);
                String changed = id.substring(0, i) + other + id.substring(i + 1);
                differing += found(entity, changed).isEmpty() ? 1 : 0;
            }
        }
        long digits = id.chars().filter(Character::isDigit).count();
        assertTrue(entity.equals("US_ITIN") || differing >= digits - 1, differing + " of " + digits);
    }

    private static String found(String entity, String text) {
        return String.join(" | ", PatternFixtures.inText(PiiEntity.of(entity), text, ANY));
    }

    @Test
    void takesBareDigitsForNothingWithoutContext() {
        Random random = new Random(7);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            int length = 6 + random.nextInt(11);
            for (int digit = 0; digit < length; digit++) {
                text.append((char) ('0' + random.nextInt(10)));
            }
            text.append(i % 2 == 0 ? "\n" : ", ");
        }
        StringBuilder found = new StringBuilder();
        for (PiiEntity entity : PiiEntity.builtIn()) {
            if (!entity.equals(PiiEntity.CREDIT_CARD)) {
                PatternFixtures.inText(entity, text.toString()).forEach(id -> found.append(entity + " " + id + "\n"));
            }
        }
        long hits = found.chars().filter(c -> c == '\n').count();
        assertTrue(hits <= 10, found::toString);
    }

    @Test
    void takesANumberByItselfForAnIdentifierOnlyIfItsNameSaysSo() {
        assertEquals(0, hitsOfNumber("amount", "52998224725"));
        assertEquals(1, hitsOfNumber("customer_cpf", "52998224725"));
        assertEquals(0, hitsOfNumber("customer_cpf", "52998224724"));
        assertEquals(0, hitsOfNumber("id", "255081416802538"));
        assertEquals(1, hitsOfNumber("nir", "255081416802538"));
    }

    private static int hitsOfNumber(String name, String number) {
        Detector detector = new Detector();
        byte[] context = name.getBytes(StandardCharsets.US_ASCII);
        detector.context(context, 0, context.length);
        Hits hits = new Hits();
        detector.number(number.getBytes(StandardCharsets.US_ASCII), number.length(), allButPhones(), hits);
        return hits.size();
    }

    private static PatternSet allButPhones() {
        PatternSet.Builder set = PatternSet.builder();
        PiiEntity.builtIn().stream()
                .filter(entity -> !entity.equals(PiiEntity.PHONE_NUMBER)) // its numbers are verified by a library
                .forEach(set::add);
        return set.build();
    }

    @Test
    void allocatesNothingWithoutAHit() {
        byte[] text =
                ("order 123456782, 943 476 5919, 123 456 782, AB1388568 44051401359 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"
                                + " bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5 eyJhbGciOiJIUzI1NiJ9.x api_key=abc123 sk-a1 a:b@c")
                        .getBytes(StandardCharsets.US_ASCII);
        Detector detector = new Detector();
        Hits hits = new Hits();
        PatternSet set = allButPhones();
        for (int i = 0; i < 20_000; i++) {
            detector.scan(text, 0, text.length, set, hits);
        }
        assertEquals(0, hits.size());
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10_000; i++) {
            detector.scan(text, 0, text.length, set, hits);
        }
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < 10_000, bytes + " bytes in 10,000 scans");
    }
}
