package io.driftgate.pii;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Letters of other scripts that pass for Latin ones hide nothing, and words of these scripts are what they are. */
class LookAlikesTest {
    private static final String CYRILLIC =
            "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0433\u0501\u04bb\u04cf"
                    + "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0425\u0406\u0408\u0405";
    private static final String CYRILLIC_LATIN = "aeopcyxijsrdhlABEKMHOPCTXIJS";
    private static final String GREEK =
            "\u03b1\u03bf\u03bd\u03c1\u03b9\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7";
    private static final String GREEK_LATIN = "aovpiABEZHIKMNOPTYX";
    private static final PiiPolicy ALL = PiiFixtures.policy(
            "use: [default, us, uk, eu, secrets]\nURL: BLOCK\nMAC_ADDRESS: BLOCK\nCRYPTO: OFF\naction: BLOCK");
    private final PiiFixtures pii = new PiiFixtures();

    private static String written(String value, String latin, String letters) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            int letter = latin.indexOf(value.charAt(i));
            out.append(letter < 0 ? value.charAt(i) : letters.charAt(letter));
        }
        return out.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "EMAIL_ADDRESS, alice.smith@example.com",
        "EMAIL_ADDRESS, jo@harbour.example",
        "IBAN_CODE, BE68 5390 0754 7034",
        "IBAN_CODE, GB29 NWBK 6016 1331 9268 19",
        "URL, https://example.com/path",
        "URL, www.example.com",
        "SECRET, AKIAIOSFODNN7EXAMPLE",
        "IP_ADDRESS, 2001:db8:aaaa::1",
        "MAC_ADDRESS, 00:1a:2b:ae:4d:5e",
        "UK_NINO, AB123456C",
        "IT_FISCAL_CODE, RSSMRA85T10A562S",
    })
    void lettersThatPassForLatinOnesHideNothing(String entity, String value) {
        for (String written : List.of(
                written(value, CYRILLIC_LATIN, CYRILLIC),
                written(value, GREEK_LATIN, GREEK),
                written(value, "aoeA", "\u0430\u0585\u0435\u0391"),
                value.substring(0, 1)
                        + written(value.substring(1), "AaeocO", "\u0410\u0430\u0435\u043e\u0441\u039f"))) {
            for (String around : List.of("%s", "see %s, please", "\u0441\u043c. %s")) {
                List<String> found = pii.found("[\"" + around.replace("%s", written) + "\"]", ALL);
                assertEquals(
                        1,
                        found.stream()
                                .filter(hit -> hit.startsWith(entity + " BLOCK"))
                                .count(),
                        written + found);
            }
        }
    }

    @Test
    void theyAreMaskedAsTheyStand() {
        assertEquals(
                "[\"*****@*******.***\"]",
                pii.redacted("[\"\u0430lice@ex\u0430mple.\u0441\u043em\"]", PiiFixtures.policy("EMAIL_ADDRESS: MASK")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Это обычный текст о погоде в 2024 году. Всё хорошо.",
                "Дом 5а, корпус 12б, 3-е место, COVID-19м, тел.нет",
                "Ομιλία για τον καιρό στις 12 Μαΐου 2024.Τέλος",
                "Привет.Как дела?Все хорошо.со мной",
                "смотри раздел 4.1.1а и т.д. в 10:15",
                "Հայաստանի Հանրապետություն 2024",
                "пример.рф и почта.срб",
            })
    void wordsOfTheseScriptsAreLeftAlone(String text) {
        assertEquals(List.of(), pii.found("[\"" + text + "\"]", ALL));
        assertEquals(Optional.empty(), pii.findings.refused());
    }

    @Test
    void proseIsReadOnce() {
        String prose = "Это обычный текст о погоде в 2024 году, и о том, что всё хорошо. ";
        Text text = new Text();
        byte[] bytes = prose.getBytes(StandardCharsets.UTF_8);
        text.set(bytes);
        Text folded = new Text();
        Fold.fold(text, 0, bytes.length, folded);
        assertTrue(folded.isCopy());
    }
}
