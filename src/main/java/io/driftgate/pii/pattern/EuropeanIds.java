package io.driftgate.pii.pattern;

/**
 * National identifiers of Europe. Each rule names who defines it. A check of one in ten on bare digits is no evidence without
 * context; letters, dates and separators of their own are.
 */
final class EuropeanIds {
    private static final String NIF_LETTERS = "trwagmyfpdxbnjzsqvhlcke";
    private static final String FISCAL_MONTHS = "abcdehlmprst";
    private static final byte[] FISCAL_ODD = {
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10,
        22, 25, 24, 23
    };
    private static final byte[] PESEL_WEIGHTS = Checksums.digits("13791379131");
    private static final byte[] BSN_WEIGHTS = Checksums.digits("98765432");
    private static final byte[] NORWEGIAN_FIRST = Checksums.digits("3761894521");
    private static final byte[] NORWEGIAN_SECOND = Checksums.digits("54327654321");
    private static final String FINNISH_CHECKS = "0123456789abcdefhjklmnprstuvwxy";
    private static final byte[] CNP_WEIGHTS = Checksums.digits("279146358279");
    private static final byte[] PPSN_WEIGHTS = Checksums.digits("8765432");
    private static final byte[] AHV_WEIGHTS = Checksums.digits("1313131313131");
    private static final byte[] AUSTRIAN_WEIGHTS = Checksums.digits("3790584216");
    private static final byte[] EGN_WEIGHTS = {2, 4, 8, 5, 10, 9, 7, 3, 6};
    private static final byte[] ESTONIAN_FIRST = Checksums.digits("1234567891");
    private static final byte[] ESTONIAN_SECOND = Checksums.digits("3456789123");

    private EuropeanIds() {}

    static void addTo(IdFormats formats) {
        // Spain, Ministerio del Interior: the remainder by 23 names the letter
        formats.add(PiiEntity.ES_NIF, 90, EuropeanIds::isNif, "8-A", "2.3.3-A", "2.3.3A", "2.3.3 A");
        formats.add(PiiEntity.ES_NIF, 75, EuropeanIds::isNif, "8A");
        formats.add(PiiEntity.ES_NIF, 45, EuropeanIds::isNif, "8 A");
        formats.add(PiiEntity.ES_NIE, 90, EuropeanIds::isNie, "A-7-A", "A7-A", "A-7A", "A.1.3.3-A", "A-1.3.3-A");
        formats.add(PiiEntity.ES_NIE, 80, EuropeanIds::isNie, "A7A", "A 7 A");
        // Italy, Agenzia delle Entrate; letters may stand for the last digits of two persons with the same code
        formats.add(
                PiiEntity.IT_FISCAL_CODE,
                95,
                EuropeanIds::isFiscalCode,
                "AAAAAA2A2A3A",
                "AAAAAA2A2A2AA",
                "AAAAAA2A2A1AAA",
                "AAAAAA2A2AAAAA");
        formats.add(PiiEntity.IT_VAT_CODE, 75, EuropeanIds::isItalianVat, "AA11", "AA 11");
        formats.add(PiiEntity.IT_VAT_CODE, 40, EuropeanIds::isItalianVat, "11");
        // Poland, Ministry of the Interior: weights 1, 3, 7, 9
        formats.add(PiiEntity.PL_PESEL, 45, EuropeanIds::isPesel, "11");
        // France, INSEE: 97 less the remainder by 97
        formats.add(PiiEntity.FR_NIR, 95, EuropeanIds::isNir, "1 2 2 2 3 3 2", "1 2 2 5 3 2", "13 2", "1 2 2 1A 3 3 2");
        formats.add(PiiEntity.FR_NIR, 95, EuropeanIds::isNir, "1-2-2-2-3-3-2");
        formats.add(PiiEntity.FR_NIR, 80, EuropeanIds::isNirOfKnownMonth, "15", "6A8", "6A6 2");
        // Germany, Bundeszentralamt fuer Steuern: ISO 7064 MOD 11,10, and one digit of the first ten more than once
        formats.add(PiiEntity.DE_TAX_ID, 80, EuropeanIds::isGermanTax, "2 3 3 3", "2/3/3/3", "2-3-3-3");
        formats.add(PiiEntity.DE_TAX_ID, 45, EuropeanIds::isGermanTax, "11");
        // Netherlands, RvIG: the eleven test
        formats.add(PiiEntity.NL_BSN, 45, EuropeanIds::isBsn, "4.2.3", "3.3.3", "3 3 3", "4 2 3");
        formats.add(PiiEntity.NL_BSN, 35, EuropeanIds::isBsn, "9");
        // Belgium, Rijksregister: 97 less the remainder by 97, with a 2 before for births from 2000 on
        formats.add(PiiEntity.BE_NATIONAL_NUMBER, 100, EuropeanIds::isBelgian, "2.2.2-3.2", "2.2.2-3-2", "2 2 2 3 2");
        formats.add(PiiEntity.BE_NATIONAL_NUMBER, 80, EuropeanIds::isBelgian, "6-3-2", "6-3.2", "6 3 2", "6-5");
        formats.add(PiiEntity.BE_NATIONAL_NUMBER, 45, EuropeanIds::isBelgian, "11");
        // Sweden, Skatteverket SKV 704: Luhn over ten digits; 60 more in the day of a coordination number
        formats.add(PiiEntity.SE_PERSONNUMMER, 90, EuropeanIds::isSwedish, "8-4", "8+4");
        formats.add(PiiEntity.SE_PERSONNUMMER, 70, EuropeanIds::isSwedish, "6-4", "6+4");
        formats.add(PiiEntity.SE_PERSONNUMMER, 45, EuropeanIds::isSwedish, "10", "12");
        // Norway, Skatteetaten: two digits modulo 11; 40 more in the day of a D number
        formats.add(PiiEntity.NO_FODSELSNUMMER, 85, EuropeanIds::isNorwegian, "6 5");
        formats.add(PiiEntity.NO_FODSELSNUMMER, 45, EuropeanIds::isNorwegian, "11");
        // Finland, DVV: the remainder by 31
        formats.add(PiiEntity.FI_PERSONAL_IDENTITY_CODE, 95, EuropeanIds::isFinnish, "6-3A", "6+3A", "6A3A", "6A4");
        formats.add(PiiEntity.FI_PERSONAL_IDENTITY_CODE, 75, EuropeanIds::isFinnish, "6-4", "6+4");
        // Denmark, CPR-kontoret: the check digit is not used since 2007
        formats.add(PiiEntity.DK_CPR, 45, EuropeanIds::isDanish, "6-4");
        formats.add(PiiEntity.DK_CPR, 30, EuropeanIds::isDanish, "10", "6 4");
        // Portugal, Autoridade Tributaria: weights 9 to 2, modulo 11
        formats.add(PiiEntity.PT_NIF, 75, EuropeanIds::isPortuguese, "AA9", "AA 9");
        formats.add(PiiEntity.PT_NIF, 35, EuropeanIds::isPortuguese, "9", "3 3 3");
        // Romania, Directia pentru Evidenta Persoanelor
        formats.add(PiiEntity.RO_CNP, 45, EuropeanIds::isRomanian, "13");
        // Croatia, Porezna uprava: ISO 7064 MOD 11,10
        formats.add(PiiEntity.HR_OIB, 75, EuropeanIds::isCroatian, "AA11");
        formats.add(PiiEntity.HR_OIB, 40, EuropeanIds::isCroatian, "11");
        // Czechia and Slovakia, law 133/2000: a multiple of 11; 50 more in the month of a woman
        formats.add(PiiEntity.CZ_BIRTH_NUMBER, 90, EuropeanIds::isCzech, "6/4");
        formats.add(PiiEntity.CZ_BIRTH_NUMBER, 40, EuropeanIds::isCzech, "10");
        // Ireland, Department of Social Protection: the remainder by 23
        formats.add(PiiEntity.IE_PPSN, 75, EuropeanIds::isPpsn, "7A", "7AA");
        // Switzerland, ZAS: EAN-13 behind 756
        formats.add(PiiEntity.CH_AHV, 100, EuropeanIds::isAhv, "3.4.4.2");
        formats.add(PiiEntity.CH_AHV, 75, EuropeanIds::isAhv, "13", "3 4 4 2");
        // Austria, Dachverband der Sozialversicherungstraeger: the fourth digit checks, modulo 11
        formats.add(PiiEntity.AT_SSN, 80, EuropeanIds::isAustrian, "4 6", "4-6", "4 2 2 2");
        formats.add(PiiEntity.AT_SSN, 40, EuropeanIds::isAustrian, "10");
        // Greece, IDIKA: date and Luhn
        formats.add(PiiEntity.GR_AMKA, 45, EuropeanIds::isGreek, "11");
        // Bulgaria, GRAO: modulo 11
        formats.add(PiiEntity.BG_EGN, 40, EuropeanIds::isBulgarian, "10");
        // Estonia and Lithuania, EVS 585: modulo 11 with second weights
        formats.add(PiiEntity.EE_ISIKUKOOD, 45, EuropeanIds::isEstonian, "11");
    }

    private static boolean isNif(byte[] text, int from, int to) {
        long number = Checksums.number(text, from, to, 0, 8);
        return (text[to - 1] | 0x20) == NIF_LETTERS.charAt((int) (number % 23)) && number > 0;
    }

    private static boolean isNie(byte[] text, int from, int to) {
        int kind = (text[from] | 0x20) - 'x';
        if (kind < 0 || kind > 2) {
            return false;
        }
        long number = kind * 10_000_000L + Checksums.number(text, from, to, 1, 7);
        return (text[to - 1] | 0x20) == NIF_LETTERS.charAt((int) (number % 23));
    }

    private static boolean isFiscalCode(byte[] text, int from, int to) {
        int sum = 0;
        int place = 0;
        int last = to - 1;
        for (int p = from; p < last; p++) {
            if (Checksums.isAlphanumeric(text[p])) {
                int value = Checksums.value(text[p]);
                sum += place++ % 2 == 0 ? FISCAL_ODD[value] : value < 10 ? value : value - 10;
            }
        }
        int month = FISCAL_MONTHS.indexOf(Checksums.letterAt(text, from, to, 8)) + 1;
        long day = Checksums.number(text, from, to, 9, 2);
        return sum % 26 == (text[last] | 0x20) - 'a' && Checksums.isDate(month, day > 40 ? day - 40 : day);
    }

    private static boolean isPrefixed(byte[] text, int from, char first, char second) {
        return Utf8.isDigit(text[from]) || ((text[from] | 0x20) == first && (text[from + 1] | 0x20) == second);
    }

    /** Where the digits start behind a country's two letters. */
    private static int digits(byte[] text, int from, int to) {
        return Utf8.isDigit(text[from]) ? from : Checksums.at(text, from, to, 2);
    }

    private static boolean isItalianVat(byte[] text, int from, int to) {
        int start = digits(text, from, to);
        return isPrefixed(text, from, 'i', 't')
                && Checksums.luhn(text, start, to, 0) == 0
                && !Checksums.isUniform(text, start, to);
    }

    private static boolean isPesel(byte[] text, int from, int to) {
        long month = Checksums.number(text, from, to, 2, 2) % 20;
        return Checksums.isDate(month, Checksums.number(text, from, to, 4, 2))
                && Checksums.weighted(text, from, to, 0, PESEL_WEIGHTS) % 10 == 0;
    }

    private static boolean isNir(byte[] text, int from, int to) {
        int letter = Checksums.letterAt(text, from, to, 6); // 2A and 2B: the two departments of Corsica
        if (letter > 'b') {
            return false;
        }
        long number = letter == 0
                ? Checksums.number(text, from, to, 0, 13)
                : Checksums.number(text, from, to, 0, 6) / 10 * 100_000_000
                        + (letter == 'a' ? 19_000_000 : 18_000_000)
                        + Checksums.number(text, from, to, 7, 6);
        int sex = Checksums.valueAt(text, from, to, 0);
        long month = Checksums.number(text, from, to, 3, 2);
        boolean born = (month >= 1 && month <= 12) || month == 20 || (month >= 30 && month <= 42) || month >= 50;
        boolean key = 97 - number % 97 == Checksums.number(text, from, to, 13, 2);
        return key && born && (sex == 1 || sex == 2);
    }

    /** The month of birth is known, as it is for most: without blanks between, the others are too few to tell from numbers. */
    private static boolean isNirOfKnownMonth(byte[] text, int from, int to) {
        return Checksums.number(text, from, to, 3, 2) <= 12 && isNir(text, from, to);
    }

    private static boolean isGermanTax(byte[] text, int from, int to) {
        if (text[from] == '0' || !Checksums.isMod1110(text, from, to)) {
            return false;
        }
        long seen = 0; // four bits per digit
        int repeated = 0;
        int most = 0;
        for (int p = from; p < to - 1; p++) {
            if (Utf8.isDigit(text[p])) {
                int shift = (text[p] - '0') * 4;
                seen += 1L << shift;
                int times = (int) (seen >>> shift & 15);
                repeated += times == 2 ? 1 : 0;
                most = Math.max(most, times);
            }
        }
        return repeated == 1 && most <= 3;
    }

    private static boolean isBsn(byte[] text, int from, int to) {
        int sum = Checksums.weighted(text, from, to, 0, BSN_WEIGHTS) - Checksums.valueAt(text, from, to, 8);
        return sum % 11 == 0 && !Checksums.isUniform(text, from, to);
    }

    private static boolean isBelgian(byte[] text, int from, int to) {
        long number = Checksums.number(text, from, to, 0, 9);
        long check = 97 - Checksums.number(text, from, to, 9, 2);
        long month = Checksums.number(text, from, to, 2, 2) % 20; // 20 or 40 more in a bis number
        boolean checks = number % 97 == check || (number + 2_000_000_000L) % 97 == check;
        return checks && Checksums.isDate(month, Checksums.number(text, from, to, 4, 2));
    }

    private static boolean isSwedish(byte[] text, int from, int to) {
        int century = Checksums.count(text, from, to) - 10;
        long day = Checksums.number(text, from, to, century + 4, 2);
        long first = century > 0 ? Checksums.number(text, from, to, 0, 2) : 19;
        return first >= 18
                && first <= 20
                && Checksums.luhn(text, from, to, century) == 0
                && Checksums.isDate(Checksums.number(text, from, to, century + 2, 2), day > 60 ? day - 60 : day);
    }

    private static boolean isNorwegian(byte[] text, int from, int to) {
        long day = Checksums.number(text, from, to, 0, 2);
        long month = Checksums.number(text, from, to, 2, 2) % 40; // 40 more in numbers for tests
        return Checksums.weighted(text, from, to, 0, NORWEGIAN_FIRST) % 11 == 0
                && Checksums.weighted(text, from, to, 0, NORWEGIAN_SECOND) % 11 == 0
                && Checksums.isDate(month, day > 40 ? day - 40 : day);
    }

    private static boolean isFinnish(byte[] text, int from, int to) {
        int sign = text[from + 6] | 0x20;
        boolean century = !Utf8.isAsciiLetter(text[from + 6]) || sign <= 'f' || (sign >= 'u' && sign <= 'y');
        int serial = NumberBounds.number(text, from + 7, to, 3);
        long number = Checksums.number(text, from, from + 6, 0, 6) * 1000 + serial;
        return century
                && serial >= 2
                && (text[to - 1] | 0x20) == FINNISH_CHECKS.charAt((int) (number % 31))
                && Checksums.isDate(NumberBounds.number(text, from + 2, to, 2), NumberBounds.number(text, from, to, 2));
    }

    private static boolean isDanish(byte[] text, int from, int to) {
        return Checksums.isDate(Checksums.number(text, from, to, 2, 2), Checksums.number(text, from, to, 0, 2));
    }

    private static boolean isPortuguese(byte[] text, int from, int to) {
        int start = digits(text, from, to);
        int first = Checksums.valueAt(text, start, to, 0);
        int remainder = Checksums.weighted(text, start, to, 0, BSN_WEIGHTS) % 11;
        return isPrefixed(text, from, 'p', 't')
                && first != 0
                && first != 4
                && first != 7
                && Checksums.valueAt(text, start, to, 8) == (remainder < 2 ? 0 : 11 - remainder);
    }

    private static boolean isRomanian(byte[] text, int from, int to) {
        int check = Checksums.weighted(text, from, to, 0, CNP_WEIGHTS) % 11;
        long county = Checksums.number(text, from, to, 7, 2);
        return text[from] != '0'
                && county >= 1
                && county <= 70
                && Checksums.valueAt(text, from, to, 12) == (check == 10 ? 1 : check)
                && Checksums.isDate(Checksums.number(text, from, to, 3, 2), Checksums.number(text, from, to, 5, 2));
    }

    private static boolean isCroatian(byte[] text, int from, int to) {
        return isPrefixed(text, from, 'h', 'r') && Checksums.isMod1110(text, digits(text, from, to), to);
    }

    private static boolean isCzech(byte[] text, int from, int to) {
        long month = Checksums.number(text, from, to, 2, 2) % 50;
        long first = Checksums.number(text, from, to, 0, 9);
        return first % 11 % 10 == Checksums.valueAt(text, from, to, 9)
                && Checksums.isDate(month > 20 ? month - 20 : month, Checksums.number(text, from, to, 4, 2));
    }

    private static boolean isPpsn(byte[] text, int from, int to) {
        int second = to - from == 9 ? (text[to - 1] | 0x20) - 'a' + 1 : 0;
        if (second > 9 && second != 'w' - 'a' + 1) {
            return false;
        }
        int sum = Checksums.weighted(text, from, to, 0, PPSN_WEIGHTS) + (second > 9 ? 0 : second * 9);
        return (text[from + 7] | 0x20) == "wabcdefghijklmnopqrstuv".charAt(sum % 23);
    }

    private static boolean isAhv(byte[] text, int from, int to) {
        return Checksums.number(text, from, to, 0, 3) == 756
                && Checksums.weighted(text, from, to, 0, AHV_WEIGHTS) % 10 == 0;
    }

    private static boolean isAustrian(byte[] text, int from, int to) {
        int check = Checksums.weighted(text, from, to, 0, AUSTRIAN_WEIGHTS) % 11;
        return text[from] != '0'
                && check == Checksums.valueAt(text, from, to, 3)
                && Checksums.isDate(Checksums.number(text, from, to, 6, 2), Checksums.number(text, from, to, 4, 2));
    }

    private static boolean isGreek(byte[] text, int from, int to) {
        return Checksums.luhn(text, from, to, 0) == 0
                && Checksums.isDate(Checksums.number(text, from, to, 2, 2), Checksums.number(text, from, to, 0, 2));
    }

    private static boolean isBulgarian(byte[] text, int from, int to) {
        long month = Checksums.number(text, from, to, 2, 2) % 20; // 20 or 40 more by century
        return Checksums.weighted(text, from, to, 0, EGN_WEIGHTS) % 11 % 10 == Checksums.valueAt(text, from, to, 9)
                && Checksums.isDate(month, Checksums.number(text, from, to, 4, 2));
    }

    private static boolean isEstonian(byte[] text, int from, int to) {
        int check = Checksums.weighted(text, from, to, 0, ESTONIAN_FIRST) % 11;
        check = check == 10 ? Checksums.weighted(text, from, to, 0, ESTONIAN_SECOND) % 11 % 10 : check;
        int century = Checksums.valueAt(text, from, to, 0);
        return century >= 1
                && century <= 8
                && check == Checksums.valueAt(text, from, to, 10)
                && Checksums.isDate(Checksums.number(text, from, to, 3, 2), Checksums.number(text, from, to, 5, 2));
    }
}
