package io.driftgate.pii.corpus;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Values of each entity, in the forms that people write. One thread. */
final class PersonalValues {
    private static final String BASE36 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final String DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";

    private final Draw draw;
    private final Map<String, List<String>> words;
    private final PhoneValues phones;

    PersonalValues(Draw draw, Map<String, List<String>> words) {
        this.draw = draw;
        this.words = words;
        phones = new PhoneValues(draw);
    }

    /** A value of an entity. */
    String of(String entity) {
        return switch (entity) {
            case "EMAIL_ADDRESS" -> email();
            case "PHONE_NUMBER" -> phones.any();
            case "PHONE_EXT" -> phones.us() + draw.fill(draw.of(" ext. %##", "x%###", " x%#"));
            case "CREDIT_CARD" -> card();
            case "IBAN_CODE" -> iban();
            case "US_SSN" -> ssn();
            case "US_ITIN" -> draw.fill("9##-7#-####");
            case "US_PASSPORT" -> draw.oneIn(3) ? draw.fill("A########") : draw.fill("%########");
            case "US_DRIVER_LICENSE" -> draw.fill(draw.of("?%######", "?%###########", "?%##-####-####"));
            case "US_BANK_NUMBER" -> draw.fill(draw.of("%#########", "%###########", "%########"));
            case "ABA_ROUTING_NUMBER" -> routing();
            case "US_NPI" ->
                CheckDigits.luhn("80840" + draw.of("1", "2") + draw.fill("########"))
                        .substring(5);
            case "IP_ADDRESS" -> draw.oneIn(5) ? ipv6() : ipv4();
            case "IPV6" -> ipv6();
            case "MAC_ADDRESS" -> mac();
            case "URL" -> url();
            case "CRYPTO" -> crypto();
            case "UK_NHS" -> nhs();
            case "UK_NINO" -> nino();
            case "MEDICAL_LICENSE" -> dea();
            case "DATE_OF_BIRTH" -> birth();
            default -> national(entity);
        };
    }

    private String national(String entity) {
        return switch (entity) {
            case "ES_NIF" -> {
                int number = draw.from(10_000_000, 99_999_999);
                yield number + draw.of("", "-") + DNI_LETTERS.charAt(number % 23);
            }
            case "PL_PESEL" -> {
                String first = draw.fill(draw.from(50, 99) + "0%1") + draw.fill("#####");
                int sum = CheckDigits.weighted(first, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3);
                yield first + (10 - sum % 10) % 10;
            }
            case "DE_TAX_ID" -> taxId();
            case "IN_AADHAAR" -> {
                String all = CheckDigits.verhoeff(draw.from(2, 9) + draw.fill("##########"));
                yield all.substring(0, 4) + " " + all.substring(4, 8) + " " + all.substring(8);
            }
            case "IN_PAN" -> draw.fill("???P?####?");
            case "BR_CPF" -> cpf();
            case "SG_NRIC_FIN" -> {
                String digits = draw.of("8", "9", "7") + draw.fill("######");
                int sum = CheckDigits.weighted(digits, 2, 7, 6, 5, 4, 3, 2);
                yield "S" + digits + "JZIHGFEDCBA".charAt(sum % 11);
            }
            case "IT_FISCAL_CODE" -> fiscalCode();
            default -> throw new IllegalArgumentException(entity);
        };
    }

    private String email() {
        String first = plain(draw.of(words.get("first")));
        String last = plain(draw.of(words.get("last")));
        String host = plain(draw.of(words.get("company")));
        String local = switch (draw.from(0, 8)) {
            case 0 -> first + "." + last;
            case 1 -> first + "_" + last;
            case 2 -> first.charAt(0) + last;
            case 3 -> first + draw.from(1, 999);
            case 4 -> first + "." + last + "+" + draw.of("news", "shop", "bills");
            case 5 -> first + "-" + last;
            case 6 -> last + "." + first.charAt(0) + "." + draw.from(10, 99);
            case 7 ->
                first.substring(0, 1).toUpperCase(Locale.ROOT) + first.substring(1) + "."
                        + last.toUpperCase(Locale.ROOT);
            default -> draw.of("info", "sales", "no-reply", "office") + "." + first;
        };
        String domain = switch (draw.from(0, 5)) {
            case 0 -> "mail." + host + ".com";
            case 1 -> host + ".co.uk";
            case 2 -> host + "-" + draw.of("group", "labs") + ".de";
            case 3 -> draw.of("eu", "us", "corp") + "." + host + ".io";
            default -> host + draw.of(".com", ".org", ".net", ".fr", ".it", ".health");
        };
        return local + "@" + domain;
    }

    private static String plain(String word) {
        return Normalizer.normalize(word, Normalizer.Form.NFD)
                .replaceAll("[^A-Za-z]", "")
                .toLowerCase(Locale.ROOT);
    }

    private String card() {
        String digits;
        int[] groups = {4, 4, 4, 4};
        switch (draw.from(0, 5)) {
            case 0 -> {
                digits = CheckDigits.luhn(draw.of("34", "37") + draw.fill("############"));
                groups = new int[] {4, 6, 5};
            }
            case 1 -> digits = CheckDigits.luhn("5" + draw.from(1, 5) + draw.fill("#############"));
            case 2 -> digits = CheckDigits.luhn(draw.of("6011", "6500") + draw.fill("###########"));
            case 3 -> {
                digits = CheckDigits.luhn("36" + draw.fill("###########"));
                groups = new int[] {4, 6, 4};
            }
            default -> digits = CheckDigits.luhn("4" + draw.fill("##############"));
        }
        String separator = draw.of("", "", " ", " ", "-");
        StringBuilder out = new StringBuilder();
        int at = 0;
        for (int group : groups) {
            out.append(at == 0 ? "" : separator).append(digits, at, at + group);
            at += group;
        }
        return out.toString();
    }

    private String iban() {
        String iban = switch (draw.from(0, 8)) {
            case 0 -> CheckDigits.iban("GB", draw.of("NWBK", "BARC", "MIDL") + draw.fill("##############"));
            case 1 -> CheckDigits.iban("FR", draw.fill("##########") + draw.from(BASE36, 11) + draw.fill("##"));
            case 2 -> CheckDigits.iban("NL", draw.of("ABNA", "INGB", "RABO") + draw.fill("##########"));
            case 3 -> CheckDigits.iban("ES", draw.fill("####################"));
            case 4 -> CheckDigits.iban("IT", draw.fill("?##########") + draw.from(BASE36, 12));
            case 5 -> CheckDigits.iban("CH", draw.fill("#####") + draw.from(BASE36, 12));
            case 6 -> CheckDigits.iban("PL", draw.fill("########################"));
            case 7 -> CheckDigits.iban("BE", draw.fill("############"));
            default -> CheckDigits.iban("DE", draw.fill("##################"));
        };
        return switch (draw.from(0, 5)) {
            case 0, 1 -> iban;
            case 2 -> iban.toLowerCase(Locale.ROOT);
            default -> iban.replaceAll("(.{4})(?=.)", "$1 ");
        };
    }

    private String ssn() {
        int area;
        do {
            area = draw.from(1, 899);
        } while (area == 666);
        String separator = draw.of("-", "-", "-", " ");
        return String.format(
                Locale.ROOT, "%03d%s%02d%s%04d", area, separator, draw.from(1, 99), separator, draw.from(1, 9999));
    }

    private String routing() {
        String first = draw.of("01", "02", "05", "09", "11", "12", "26", "31") + draw.fill("######");
        int sum = CheckDigits.weighted(first, 3, 7, 1, 3, 7, 1, 3, 7);
        return first + (10 - sum % 10) % 10;
    }

    private String ipv4() {
        return draw.of("10", "172", "192", "203", "81", "8", "198") + "." + draw.from(0, 255) + "." + draw.from(0, 255)
                + "." + draw.from(1, 254);
    }

    private String ipv6() {
        return draw.fill(draw.of(
                "2001:db8:^^^^:^^^^:^^^^:^^^^:^^^^:^^^^",
                "2001:db8::%^^^:%^",
                "fe80::%^^^:%^ff:fe%^:%^^^",
                "2a02:%^^^:%^^::1",
                "2001:DB8:%::%"));
    }

    private String mac() {
        String separator = draw.of(":", ":", "-");
        String mac = draw.fill("^^ ^^ ^^ ^^ ^^ ^^".replace(" ", separator));
        return draw.oneIn(2) ? mac : mac.toUpperCase(Locale.ROOT);
    }

    private String url() {
        String host = plain(draw.of(words.get("company")));
        String path = draw.of(
                "",
                "/",
                "/help/" + draw.from(1, 99),
                "/a/b-c_d.html",
                "/search?q=" + host + "&page=" + draw.from(1, 9),
                "/#top",
                "/de/",
                "/shop;v=1");
        return draw.of("https://", "https://", "http://", "https://www.", "www.", "ftp://files.")
                + host
                + draw.of(".com", ".org", ".io", ".co.uk")
                + draw.of("", "", ":8443")
                + path;
    }

    private String crypto() {
        byte[] hash = CheckDigits.sha256(CheckDigits.ascii(draw.fill("################")));
        int[] groups = new int[32];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = hash[i] & 31;
        }
        return switch (draw.from(0, 2)) {
            case 0 -> CheckDigits.base58Check(0, hash);
            case 1 -> CheckDigits.base58Check(5, hash);
            default -> CheckDigits.bech32(groups);
        };
    }

    private String nhs() {
        while (true) {
            String nine = draw.of("4", "6", "7", "9") + draw.fill("########");
            int check = 11 - CheckDigits.weighted(nine, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
            if (check != 10) {
                String all = nine + check % 11;
                return draw.oneIn(3) ? all : all.substring(0, 3) + " " + all.substring(3, 6) + " " + all.substring(6);
            }
        }
    }

    private String nino() {
        String prefix = draw.from("ABCEGHJKLMNPRSTWXYZ", 1) + draw.from("ABCEHJKLMPRSTWXYZ", 1);
        String suffix = draw.from("ABCD", 1);
        return draw.of(prefix + draw.fill("######") + suffix, prefix + draw.fill(" ## ## ## ") + suffix);
    }

    private String dea() {
        String six = draw.fill("######");
        int sum = CheckDigits.weighted(six, 1, 2, 1, 2, 1, 2);
        return draw.from("ABFM", 1) + draw.fill("?") + six + sum % 10;
    }

    private String birth() {
        int year = draw.from(1931, 2012);
        int month = draw.from(1, 12);
        int day = draw.from(1, 28);
        String name = List.of(
                        "January",
                        "February",
                        "March",
                        "April",
                        "May",
                        "June",
                        "July",
                        "August",
                        "September",
                        "October",
                        "November",
                        "December")
                .get(month - 1);
        return switch (draw.from(0, 5)) {
            case 0 -> String.format(Locale.ROOT, "%02d/%02d/%d", month, day, year);
            case 1 -> String.format(Locale.ROOT, "%d-%02d-%02d", year, month, day);
            case 2 -> String.format(Locale.ROOT, "%02d.%02d.%d", day, month, year);
            case 3 -> day + " " + name + " " + year;
            case 4 -> name + " " + day + ", " + year;
            default -> String.format(Locale.ROOT, "%d/%d/%d", day, month, year);
        };
    }

    private String cpf() {
        String nine = draw.fill("%########");
        int first = CheckDigits.weighted(nine, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10;
        int second = CheckDigits.weighted(nine + first, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10;
        return nine.substring(0, 3) + "." + nine.substring(3, 6) + "." + nine.substring(6) + "-" + first + second;
    }

    /** Ten digits of which one stands twice and one is missing, and the check digit. */
    private String taxId() {
        List<Integer> digits = new ArrayList<>();
        for (int digit = 0; digit < 10; digit++) {
            digits.add(digit);
        }
        StringBuilder out = new StringBuilder();
        while (out.length() < 10) {
            int digit = digits.remove(draw.from(0, digits.size() - 1));
            out.append(out.length() == 0 && digit == 0 ? 1 : digit);
            if (out.length() == 9) {
                digits.clear();
                digits.add(out.charAt(draw.from(0, 4)) - '0');
            }
        }
        long kinds = out.chars().distinct().count();
        return kinds == 9 ? CheckDigits.mod11And10(out.toString()) : taxId();
    }

    private String fiscalCode() {
        String first = draw.from("BCDFGLMNPRSTV", 3)
                + draw.from("BCDFGLMNPRSTV", 3)
                + draw.fill("%#")
                + draw.from("ABCDEHLMPRST", 1)
                + String.format(Locale.ROOT, "%02d", draw.from(1, 28))
                + draw.from("ABCDEFGHIL", 1)
                + draw.fill("%##");
        int[] odd = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
        int sum = 0;
        for (int i = 0; i < 15; i++) {
            char c = first.charAt(i);
            int value = c <= '9' ? c - '0' : c - 'A';
            sum += i % 2 == 0 ? odd[value] : value;
        }
        return first + (char) ('A' + sum % 26);
    }
}
