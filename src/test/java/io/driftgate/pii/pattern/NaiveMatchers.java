package io.driftgate.pii.pattern;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The entities' grammars once more, over ASCII, as plainly as they can be written: is this whole text one? Tried on every part of
 * a text between word boundaries, in quadratic time and worse. What the scanner's matchers are compared with.
 */
final class NaiveMatchers {
    private NaiveMatchers() {}

    /** Which characters are part of something. */
    static boolean[] covered(PiiEntity entity, String text) {
        boolean[] covered = new boolean[text.length()];
        for (int from = 0; from < text.length(); from++) {
            for (int to = from + 1; to <= text.length(); to++) {
                if (is(entity, text, from, to)) {
                    for (int i = from; i < to; i++) {
                        covered[i] = true;
                    }
                }
            }
        }
        return covered;
    }

    private static boolean is(PiiEntity entity, String text, int from, int to) {
        String part = text.substring(from, to);
        boolean alone = !isWord(text, from - 1) && !isWord(text, to);
        return switch (entity.name()) {
            case "EMAIL_ADDRESS" -> alone && isEmail(part);
            case "US_SSN" -> alone && isSsn(part) && !isJoined(text, from, to, part.contains(" "));
            case "CREDIT_CARD" -> alone && isCard(part) && !isJoined(text, from, to, false);
            case "IBAN_CODE" -> alone && isIban(part);
            case "IP_ADDRESS" -> alone && isV4(part) && !goesOn(text, from, to);
            default -> throw new IllegalArgumentException(entity.name());
        };
    }

    private static boolean isWord(String text, int at) {
        return at >= 0 && at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_');
    }

    private static boolean isDigit(String text, int at) {
        return at >= 0 && at < text.length() && Character.isDigit(text.charAt(at));
    }

    private static boolean isJoined(String text, int from, int to, boolean blank) {
        String joins = blank ? "-. " : "-.";
        boolean before = isDigit(text, from - 2) && joins.indexOf(text.charAt(from - 1)) >= 0;
        boolean after = isDigit(text, to + 1) && joins.indexOf(text.charAt(to)) >= 0;
        return before || after;
    }

    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == separator) {
                parts.add(text.substring(from, i));
                from = i + 1;
            }
        }
        return parts;
    }

    private static boolean all(String text, String allowed) {
        return text.chars().allMatch(c -> allowed.indexOf(c) >= 0 || Character.isLetterOrDigit(c));
    }

    private static boolean digits(String text) {
        return !text.isEmpty() && text.chars().allMatch(Character::isDigit);
    }

    private static boolean isEmail(String part) {
        List<String> halves = split(part, '@');
        if (halves.size() != 2 || halves.get(0).isEmpty() || halves.get(0).length() > 64) {
            return false;
        }
        List<String> labels = split(halves.get(1), '.');
        String top = labels.get(labels.size() - 1);
        boolean labelsAreSound = labels.subList(0, labels.size() - 1).stream()
                .allMatch(
                        label -> !label.isEmpty() && all(label, "-") && !label.startsWith("-") && !label.endsWith("-"));
        return all(halves.get(0), "._%+-")
                && isWord(halves.get(0), 0)
                && labels.size() > 1
                && labelsAreSound
                && top.length() >= 2
                && top.chars().allMatch(Character::isLetter);
    }

    private static boolean isSsn(String part) {
        int width = (part.length() - 9) / 2;
        if (width < 1 || width > 3 || part.length() != 9 + 2 * width) {
            return false;
        }
        String separator = part.substring(3, 3 + width);
        boolean sound = width == 1 ? " -.".contains(separator) : separator.matches("[ -]*-[ -]*");
        if (!sound || !part.startsWith(separator, 5 + width)) {
            return false;
        }
        String area = part.substring(0, 3);
        String group = part.substring(3 + width, 5 + width);
        String serial = part.substring(5 + 2 * width);
        return digits(area + group + serial)
                && !area.equals("000")
                && !area.equals("666")
                && !area.startsWith("9")
                && !group.equals("00")
                && !serial.equals("0000");
    }

    private static boolean isCard(String part) {
        List<String> groups = split(part.replace('-', ' '), ' ');
        String all = String.join("", groups);
        boolean shaped = groups.stream().allMatch(NaiveMatchers::digits)
                && groups.subList(0, groups.size() - 1).stream().allMatch(group -> group.length() >= 4);
        if (!shaped || !all.startsWith("4") || all.length() < 13 || all.length() > 19) {
            return false; // the alphabet of the test has no other issuer's first digit
        }
        int sum = 0;
        for (int i = 0; i < all.length(); i++) {
            int digit = all.charAt(all.length() - 1 - i) - '0';
            int weighted = i % 2 == 0 ? digit : digit * 2;
            sum += weighted / 10 + weighted % 10;
        }
        return sum % 10 == 0;
    }

    private static boolean isIban(String part) {
        String compact = part.replace(" ", "").toUpperCase(Locale.ROOT);
        if (part.contains("  ") || part.startsWith(" ") || part.endsWith(" ") || part.length() < 5) {
            return false;
        }
        if (!compact.startsWith("NO")
                || compact.length() != 15
                || part.substring(0, 4).contains(" ")) {
            return false; // the alphabet of the test has no other country
        }
        if (!digits(compact.substring(2, 4)) || !all(compact, "")) {
            return false;
        }
        StringBuilder number = new StringBuilder();
        (compact.substring(4) + compact.substring(0, 4)).chars().forEach(c -> number.append(Character.digit(c, 36)));
        return new BigInteger(number.toString()).mod(BigInteger.valueOf(97)).intValue() == 1;
    }

    private static boolean isV4(String part) {
        List<String> octets = split(part, '.');
        return octets.size() == 4
                && octets.stream()
                        .allMatch(octet -> digits(octet)
                                && octet.length() <= 3
                                && Integer.parseInt(octet) <= 255
                                && (octet.length() == 1 || !octet.startsWith("0")));
    }

    private static boolean goesOn(String text, int from, int to) {
        boolean before = from > 0 && text.charAt(from - 1) == '.';
        boolean after = to < text.length() && text.charAt(to) == '.' && isWord(text, to + 1);
        boolean tagged = to + 1 < text.length() && text.charAt(to) == '-' && Character.isLetter(text.charAt(to + 1));
        return before || after || tagged;
    }
}
