package io.driftgate.pii.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.re2j.Pattern;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The matchers cover what a linear-time regex (re2j) says of every part of a text, with boundaries and check digits in plain code. On
 * random texts over small alphabets, where candidates and near misses are dense.
 */
class DetectorRegexTest {
    private static final int ROUNDS = 800;

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "EMAIL_ADDRESS![A-Za-z0-9][A-Za-z0-9._%+'-]{0,63}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\\.)+[A-Za-z]{2,}!a@b.co|a|@|b.|co|.|-|+|'|7|"
                        + " ",
                "US_SSN!\\d{3} \\d{2} \\d{4}|\\d{3}-\\d{2}-\\d{4}|\\d{3}\\.\\d{2}\\.\\d{4}|\\d{3} -\\d{2}"
                        + " -\\d{4}|\\d{3}- \\d{2}- \\d{4}|\\d{3}--\\d{2}--\\d{4}|\\d{3}  -\\d{2}  -\\d{4}|\\d{3} - \\d{2}"
                        + " - \\d{4}|\\d{3} --\\d{2} --\\d{4}|\\d{3}-  \\d{2}-  \\d{4}|\\d{3}- -\\d{2}- -\\d{4}|\\d{3}--"
                        + " \\d{2}-- \\d{4}|\\d{3}---\\d{2}---\\d{4}|\\d{9}!123-45-6789|123 45 6789|123456789|123|-45-|123"
                        + " - 45 - 6789|123--45--|9|-| |.|x",
                "CREDIT_CARD!\\d{13,19}|(?:\\d{4,}[ -])+\\d+!4111|1111|1111 1111|4|1|42| |-|x",
                "IBAN_CODE!(?:NO|no)\\d{2}(?:[ -]?[A-Za-z0-9]){11}|(?:NO|no)\\d{2}[ -]{1,9}[A-Za-z0-9]{4}["
                        + " -]{1,9}[A-Za-z0-9]{4}[ -]{1,9}[A-Za-z0-9]{3}!NO|no|93|8601|1117|947|4| |-|x|9386011117947",
                "IP_ADDRESS!(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)!1.2|25.|256|0|.3|1.2.3.4|.|-|x|"
                        + " ",
                "MAC_ADDRESS!(?:[0-9a-f]{2}:){5}[0-9a-f]{2}|(?:[0-9a-f]{2}-){5}[0-9a-f]{2}|(?:[0-9a-f]{4}\\.){2}[0-9a-f]{4}!00:1a:2b|:3c:4d:|00-1a-|2b-3c-|001a.|5e|f|:|-|.|"
                        + " |x",
                "DATE_OF_BIRTH!\\d{1,2}[/.-]\\d{1,2}[/.-]\\d{2}(?:\\d{2})?|\\d{4}[/.-]\\d{1,2}[/.-]\\d{1,2}|\\d{8}!12/05/|1985|12.|5.|85|-05-12|1985-5|19850512|/|-|"
                        + " |x",
            })
    void coverWhatTheRegexSays(String name, String regex, String alphabet) {
        PiiEntity entity = PiiEntity.of(name);
        Pattern pattern = Pattern.compile(regex);
        String[] words = alphabet.split("\\|", -1);
        Random random = new Random(9);
        int hits = 0;
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder text = new StringBuilder();
            int length = 1 + random.nextInt(9);
            for (int i = 0; i < length; i++) {
                text.append(words[random.nextInt(words.length)]);
            }
            String expected = expected(entity, pattern, text.toString());
            assertEquals(text + "\n" + expected, text + "\n" + seen(entity, text.toString()));
            hits += expected.contains("*") ? 1 : 0;
        }
        assertTrue(hits > ROUNDS / 200, "only " + hits + " of the texts had a hit");
    }

    private static String expected(PiiEntity entity, Pattern pattern, String text) {
        char[] covered = " ".repeat(text.length()).toCharArray();
        for (int from = 0; from < text.length(); from++) {
            for (int to = from + 1; to <= text.length(); to++) {
                boolean alone = !isWord(text, from - 1) && !isWord(text, to);
                String part = text.substring(from, to);
                if (alone && pattern.matches(part) && isOne(entity, part) && !goesOn(entity, text, from, to)) {
                    Arrays.fill(covered, from, to, '*');
                }
            }
        }
        return new String(covered);
    }

    private static String seen(PiiEntity entity, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        char[] covered = " ".repeat(text.length()).toCharArray();
        Hits hits = new Hits();
        new Detector()
                .scan(
                        bytes,
                        0,
                        bytes.length,
                        PatternSet.builder().add(entity, 1).build(),
                        hits);
        for (int i = 0; i < hits.size(); i++) {
            Arrays.fill(covered, hits.from(i), hits.to(i), '*');
        }
        return new String(covered);
    }

    private static boolean isOne(PiiEntity entity, String part) {
        String digits = part.replaceAll("[^0-9]", "");
        return switch (entity.name()) {
            case "US_SSN" ->
                !digits.startsWith("000")
                        && !digits.startsWith("666")
                        && !digits.startsWith("9")
                        && !digits.startsWith("00", 3)
                        && !digits.endsWith("0000");
            case "CREDIT_CARD" ->
                digits.length() >= 13 && digits.length() <= 19 && digits.startsWith("4") && isLuhn(digits);
            case "IBAN_CODE" -> isMod97(part.replaceAll("[ -]", "").toUpperCase(Locale.ROOT));
            case "MAC_ADDRESS" ->
                part.replaceAll("[:.-]", "").chars().distinct().count() > 1;
            case "DATE_OF_BIRTH" -> isDate(part, digits);
            default -> true;
        };
    }

    private static boolean goesOn(PiiEntity entity, String text, int from, int to) {
        char before = from > 0 ? text.charAt(from - 1) : 'x';
        char after = to < text.length() ? text.charAt(to) : 'x';
        boolean digitBefore = from > 1 && Character.isDigit(text.charAt(from - 2));
        boolean digitAfter = to + 1 < text.length() && Character.isDigit(text.charAt(to + 1));
        String part = text.substring(from, to);
        return switch (entity.name()) {
            case "US_SSN" -> {
                String joins = part.length() == 9 || part.contains(" ") ? "-. " : "-.";
                yield (digitBefore && joins.indexOf(before) >= 0) || (digitAfter && joins.indexOf(after) >= 0);
            }
            case "CREDIT_CARD" ->
                (digitBefore && "-.".indexOf(before) >= 0) || (digitAfter && "-.".indexOf(after) >= 0);
            case "IP_ADDRESS" ->
                (from > 0 && before == '.')
                        || (after == '.' && isWord(text, to + 1))
                        || (after == '-' && to + 1 < text.length() && Character.isLetter(text.charAt(to + 1)));
            case "MAC_ADDRESS" -> {
                char separator = part.charAt(part.length() == 14 ? 4 : 2);
                int group = part.length() == 14 ? 4 : 2;
                boolean groupBefore = before == separator
                        && from - 1 - group >= 0
                        && text.substring(from - 1 - group, from - 1).matches("[0-9a-f]+")
                        && !isWord(text, from - 2 - group);
                boolean groupAfter = after == separator
                        && to + 1 < text.length()
                        && "0123456789abcdef".indexOf(text.charAt(to + 1)) >= 0;
                yield groupBefore || groupAfter;
            }
            case "DATE_OF_BIRTH" ->
                (digitBefore && "-./:".indexOf(before) >= 0)
                        || (digitAfter
                                && (part.length() == 8 && part.matches("\\d+") ? "-." : "-./").indexOf(after) >= 0);
            default -> false;
        };
    }

    private static boolean isDate(String part, String digits) {
        boolean bare = part.equals(digits);
        String[] parts = bare ? new String[0] : part.split("[/.-]", -1);
        if (bare) {
            return isDate(digits.substring(0, 4), digits.substring(4, 6), digits.substring(6))
                    || isDate(digits.substring(4), digits.substring(0, 2), digits.substring(2, 4));
        }
        boolean same = part.replaceAll("[0-9]", "").chars().distinct().count() == 1;
        boolean yearFirst = parts[0].length() == 4;
        return same
                && (yearFirst
                        ? isDate(parts[0], parts[1], parts[2]) && Integer.parseInt(parts[1]) <= 12
                        : isDate(parts[2], parts[0], parts[1]));
    }

    private static boolean isDate(String year, String one, String other) {
        int first = Integer.parseInt(one);
        int second = Integer.parseInt(other);
        boolean known = year.length() == 2 || (year.compareTo("1900") >= 0 && year.compareTo("2100") < 0);
        return known && first >= 1 && second >= 1 && Math.max(first, second) <= 31 && Math.min(first, second) <= 12;
    }

    private static boolean isLuhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(digits.length() - 1 - i) - '0';
            int weighted = i % 2 == 0 ? digit : digit * 2;
            sum += weighted / 10 + weighted % 10;
        }
        return sum % 10 == 0;
    }

    private static boolean isMod97(String iban) {
        StringBuilder number = new StringBuilder();
        (iban.substring(4) + iban.substring(0, 4)).chars().forEach(c -> number.append(Character.digit(c, 36)));
        return new BigInteger(number.toString()).mod(BigInteger.valueOf(97)).intValue() == 1;
    }

    private static boolean isWord(String text, int at) {
        return at >= 0 && at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_');
    }
}
