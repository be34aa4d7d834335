package io.driftgate.pii;

import io.driftgate.pii.pattern.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Names that say that a feature is personal. A name is, when it ends with one of the phrases at a word's start, digits behind it
 * aside: {@code email}, {@code customer_email}, {@code homeAddress}, {@code phone_2}; but not {@code address_age_months},
 * {@code email_opt_in} or {@code blackmail}. Words are told apart by anything that is no letter or digit, by digits, and by
 * camel case; how the phrase itself is joined doesn't matter ({@code e-mail}, {@code eMail}, {@code EMAIL}).
 *
 * <p>Works on bytes and allocates nothing. Most names are dismissed by their last letter. Any thread.
 */
public final class PiiFeatureNames {
    /**
     * How the words of a phrase are joined doesn't matter, so a joined form stands here only for a name that writes both words
     * as one ({@code homeaddress}). Words that features use for facts about a person's means, and not for the thing itself
     * ({@code is_mobile}, {@code has_credit_card}), are left out.
     */
    private static final List<String> PHRASES = List.of(
            "email",
            "emails",
            "ssn",
            "social security number",
            "phone",
            "phones",
            "phone number",
            "telephone",
            "telephone number",
            "cell phone",
            "mobile phone",
            "mobile number",
            "cell number",
            "fax number",
            "address",
            "addresses",
            "email address",
            "home address",
            "street address",
            "ip address",
            "ip",
            "ipv",
            "first name",
            "last name",
            "full name",
            "middle name",
            "maiden name",
            "given name",
            "family name",
            "surname",
            "date of birth",
            "birth date",
            "birthday",
            "dob",
            "passport",
            "passport number",
            "driver license number",
            "drivers license number",
            "license number",
            "tax id",
            "national id",
            "iban",
            "bank account number",
            "account number",
            "credit card number",
            "card number",
            "cvv",
            "cvc");

    /** By last letter. */
    private static final byte[][][] BY_LAST = new byte[26][][];

    static {
        for (int letter = 0; letter < 26; letter++) {
            char last = (char) ('a' + letter);
            BY_LAST[letter] = PHRASES.stream()
                    .map(phrase -> phrase.replace(" ", ""))
                    .filter(phrase -> phrase.charAt(phrase.length() - 1) == last)
                    .map(phrase -> phrase.getBytes(StandardCharsets.US_ASCII))
                    .toArray(byte[][]::new);
        }
    }

    private PiiFeatureNames() {}

    /** Whether a feature's name says that it is personal. */
    public static boolean isPersonal(String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        return isPersonal(utf8, 0, utf8.length);
    }

    static boolean isPersonal(byte[] name, int from, int to) {
        int end = to;
        while (end > from && !isLetter(name[end - 1])) {
            end--;
        }
        if (end == from || name[end - 1] < 0) {
            return false;
        }
        for (byte[] phrase : BY_LAST[(name[end - 1] | 0x20) - 'a']) {
            if (endsWith(name, from, end, phrase)) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsWith(byte[] name, int from, int end, byte[] phrase) {
        int p = end;
        for (int i = phrase.length - 1; i >= 0; i--) {
            while (p > from && !isLetterOrDigit(name[p - 1])) {
                p--;
            }
            if (p == from || (name[p - 1] | 0x20) != phrase[i] || !isLetter(name[p - 1])) {
                return false;
            }
            p--;
        }
        return isWordStart(name, from, p, end);
    }

    private static boolean isWordStart(byte[] name, int from, int at, int end) {
        if (at == from || !isLetter(name[at - 1])) {
            return true;
        }
        boolean upper = isUpper(name[at]);
        boolean nextLower = at + 1 < end && name[at + 1] >= 'a' && name[at + 1] <= 'z';
        return upper && (!isUpper(name[at - 1]) || nextLower);
    }

    private static boolean isUpper(byte b) {
        return b >= 'A' && b <= 'Z';
    }

    /** Bytes of other scripts count as letters. */
    private static boolean isLetter(byte b) {
        return b < 0 || Utf8.isAsciiLetter(b);
    }

    private static boolean isLetterOrDigit(byte b) {
        return isLetter(b) || Utf8.isDigit(b);
    }
}
