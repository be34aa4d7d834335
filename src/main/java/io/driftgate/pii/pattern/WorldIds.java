package io.driftgate.pii.pattern;

/** National identifiers of Asia, Australia, Africa and the Americas but the United States. Each rule names who defines it. */
final class WorldIds {
    private static final String NRIC_CITIZENS = "jzihgfedcba";
    private static final String NRIC_FOREIGNERS = "xwutrqpnmlk";
    private static final String NRIC_SINCE_2022 = "xwutrqpnjlk";
    private static final byte[] NRIC_WEIGHTS = Checksums.digits("2765432");
    private static final byte[] TFN_WEIGHTS = Checksums.digits("14375869A");
    private static final byte[] MEDICARE_WEIGHTS = Checksums.digits("13791379");
    private static final byte[] ABN_WEIGHTS = {10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19};
    private static final byte[] ACN_WEIGHTS = Checksums.digits("876543211");
    private static final byte[] CPF_FIRST = Checksums.digits("A98765432");
    private static final byte[] CPF_SECOND = Checksums.digits("BA98765432");
    private static final byte[] CNPJ_FIRST = Checksums.digits("543298765432");
    private static final byte[] CNPJ_SECOND = Checksums.digits("6543298765432");
    private static final byte[] CUIT_WEIGHTS = Checksums.digits("5432765432");
    private static final byte[] KOREAN_WEIGHTS = Checksums.digits("234567892345");
    private static final byte[] CHINESE_WEIGHTS = Checksums.digits("79A584216379A5842");
    private static final byte[] MY_NUMBER_WEIGHTS = Checksums.digits("65432765432");
    private static final byte[] THAI_WEIGHTS = Checksums.digits("DCBA98765432");
    private static final byte[] TAIWANESE_LETTERS = {
        10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33
    };
    private static final byte[] TAIWANESE_WEIGHTS = Checksums.digits("876543211");
    private static final int LAST_ASCII_BEFORE_ENYE = 'n' - 'a' + 10;

    private WorldIds() {}

    static void addTo(IdFormats formats) {
        // India, UIDAI: Verhoeff; no leading 0 or 1
        formats.add(PiiEntity.IN_AADHAAR, 45, WorldIds::isAadhaar, "4 4 4", "4-4-4");
        formats.add(PiiEntity.IN_AADHAAR, 40, WorldIds::isAadhaar, "12");
        // India, Income Tax Department: the fourth letter is the kind of holder
        formats.add(PiiEntity.IN_PAN, 75, WorldIds::isPan, "AAAAA4A");
        // Australia, ATO and ABR, ASIC, Services Australia
        formats.add(PiiEntity.AU_TFN, 45, WorldIds::isTfn, "3 3 3", "3-3-3");
        formats.add(PiiEntity.AU_TFN, 35, WorldIds::isTfn, "9");
        formats.add(PiiEntity.AU_MEDICARE, 75, WorldIds::isMedicare, "4 5 1", "4-5-1", "4 5 1/1", "4 5 1-1");
        formats.add(PiiEntity.AU_MEDICARE, 40, WorldIds::isMedicare, "10");
        formats.add(PiiEntity.AU_ABN, 80, WorldIds::isAbn, "2 3 3 3", "2-3-3-3");
        formats.add(PiiEntity.AU_ABN, 45, WorldIds::isAbn, "11");
        formats.add(PiiEntity.AU_ACN, 45, WorldIds::isAcn, "3 3 3", "3-3-3");
        formats.add(PiiEntity.AU_ACN, 35, WorldIds::isAcn, "9");
        // Singapore, ICA: modulo 11, a letter for each remainder
        formats.add(PiiEntity.SG_NRIC_FIN, 85, WorldIds::isNric, "A7A");
        // Brazil, Receita Federal: two digits modulo 11
        formats.add(PiiEntity.BR_CPF, 100, WorldIds::isCpf, "3.3.3-2");
        formats.add(PiiEntity.BR_CPF, 85, WorldIds::isCpf, "9-2", "3.3.3.2", "3 3 3 2", "3-3-3-2", "3 3 3-2");
        formats.add(PiiEntity.BR_CPF, 45, WorldIds::isCpf, "11");
        formats.add(PiiEntity.BR_CNPJ, 100, WorldIds::isCnpj, "2.3.3/4-2");
        formats.add(PiiEntity.BR_CNPJ, 85, WorldIds::isCnpj, "8/4-2", "2 3 3 4 2");
        formats.add(PiiEntity.BR_CNPJ, 45, WorldIds::isCnpj, "14");
        // Canada, ESDC: Luhn; no leading 0 or 8
        formats.add(PiiEntity.CA_SIN, 45, WorldIds::isSin, "3 3 3", "3-3-3");
        formats.add(PiiEntity.CA_SIN, 35, WorldIds::isSin, "9");
        // South Africa, Department of Home Affairs: date, citizenship, Luhn
        formats.add(PiiEntity.ZA_ID_NUMBER, 85, WorldIds::isSouthAfrican, "6 4 3", "6 4 2 1", "6 5 2");
        formats.add(PiiEntity.ZA_ID_NUMBER, 45, WorldIds::isSouthAfrican, "13");
        // Korea, Resident Registration Act: date, century and sex; the last digit is random since October 2020
        formats.add(PiiEntity.KR_RRN, 65, WorldIds::isKorean, "6-7");
        formats.add(PiiEntity.KR_RRN, 45, WorldIds::isKoreanWithCheck, "13");
        formats.add(PiiEntity.KR_RRN, 30, WorldIds::isKoreanWithoutCheck, "13");
        // China, GB 11643: province, date, ISO 7064 MOD 11-2
        formats.add(PiiEntity.CN_RESIDENT_ID, 95, WorldIds::isChinese, "18", "17A");
        // Japan, My Number Act ordinance: modulo 11
        formats.add(PiiEntity.JP_MY_NUMBER, 45, WorldIds::isMyNumber, "4 4 4", "4-4-4");
        formats.add(PiiEntity.JP_MY_NUMBER, 40, WorldIds::isMyNumber, "12");
        // Turkey, NVI: two check digits
        formats.add(PiiEntity.TR_KIMLIK, 45, WorldIds::isTurkish, "11");
        // Mexico, RENAPO: date, sex, check digit
        formats.add(PiiEntity.MX_CURP, 100, WorldIds::isCurp, "AAAA6AAAAAA2", "AAAA6AAAAAAA1");
        // Chile, Registro Civil: weights 2 to 7, modulo 11, K for 10
        formats.add(PiiEntity.CL_RUT, 100, WorldIds::isRut, "2.3.3-1", "2.3.3-A", "1.3.3-1", "1.3.3-A");
        formats.add(PiiEntity.CL_RUT, 75, WorldIds::isRut, "8-A", "7-A");
        formats.add(PiiEntity.CL_RUT, 45, WorldIds::isRut, "8-1", "7-1", "8A", "7A", "9");
        // Israel, Population Authority: Luhn
        formats.add(PiiEntity.IL_ID, 40, WorldIds::isIsraeli, "9", "8-1");
        // Argentina, AFIP: kind of holder, modulo 11
        formats.add(PiiEntity.AR_CUIT, 90, WorldIds::isCuit, "2-8-1");
        formats.add(PiiEntity.AR_CUIT, 45, WorldIds::isCuit, "11");
        // Thailand, Department of Provincial Administration: modulo 11
        formats.add(PiiEntity.TH_TNIN, 95, WorldIds::isThai, "1-4-5-2-1", "1 4 5 2 1");
        formats.add(PiiEntity.TH_TNIN, 40, WorldIds::isThai, "13");
        // Taiwan, Ministry of the Interior: a letter for the place, modulo 10
        formats.add(PiiEntity.TW_ID, 70, WorldIds::isTaiwanese, "A9");
    }

    private static boolean isAadhaar(byte[] text, int from, int to) {
        return text[from] >= '2' && Checksums.isVerhoeff(text, from, to) && !Checksums.isUniform(text, from, to);
    }

    private static boolean isPan(byte[] text, int from, int to) {
        return "abcfghljpt".indexOf(text[from + 3] | 0x20) >= 0;
    }

    private static boolean isTfn(byte[] text, int from, int to) {
        return Checksums.weighted(text, from, to, 0, TFN_WEIGHTS) % 11 == 0 && !Checksums.isUniform(text, from, to);
    }

    private static boolean isMedicare(byte[] text, int from, int to) {
        int first = text[from] - '0';
        int check = Checksums.weighted(text, from, to, 0, MEDICARE_WEIGHTS) % 10;
        return first >= 2
                && first <= 6
                && check == Checksums.valueAt(text, from, to, 8)
                && Checksums.valueAt(text, from, to, 9) > 0;
    }

    private static boolean isAbn(byte[] text, int from, int to) {
        return text[from] != '0' && (Checksums.weighted(text, from, to, 0, ABN_WEIGHTS) - ABN_WEIGHTS[0]) % 89 == 0;
    }

    private static boolean isAcn(byte[] text, int from, int to) {
        return Checksums.weighted(text, from, to, 0, ACN_WEIGHTS) % 10 == 0 && !Checksums.isUniform(text, from, to);
    }

    private static boolean isNric(byte[] text, int from, int to) {
        int sum = Checksums.weighted(text, from, to, 1, NRIC_WEIGHTS);
        int check = text[to - 1] | 0x20;
        return switch (text[from] | 0x20) {
            case 's' -> check == NRIC_CITIZENS.charAt(sum % 11);
            case 't' -> check == NRIC_CITIZENS.charAt((sum + 4) % 11);
            case 'f' -> check == NRIC_FOREIGNERS.charAt(sum % 11);
            case 'g' -> check == NRIC_FOREIGNERS.charAt((sum + 4) % 11);
            case 'm' -> check == NRIC_SINCE_2022.charAt((sum + 3) % 11);
            default -> false;
        };
    }

    /** 11 less the remainder by 11, with 0 for 10 and 11. */
    private static int mod11(int sum) {
        int remainder = sum % 11;
        return remainder < 2 ? 0 : 11 - remainder;
    }

    private static boolean isCpf(byte[] text, int from, int to) {
        return mod11(Checksums.weighted(text, from, to, 0, CPF_FIRST)) == Checksums.valueAt(text, from, to, 9)
                && mod11(Checksums.weighted(text, from, to, 0, CPF_SECOND)) == Checksums.valueAt(text, from, to, 10)
                && !Checksums.isUniform(text, from, to);
    }

    private static boolean isCnpj(byte[] text, int from, int to) {
        return mod11(Checksums.weighted(text, from, to, 0, CNPJ_FIRST)) == Checksums.valueAt(text, from, to, 12)
                && mod11(Checksums.weighted(text, from, to, 0, CNPJ_SECOND)) == Checksums.valueAt(text, from, to, 13)
                && !Checksums.isUniform(text, from, to);
    }

    private static boolean isSin(byte[] text, int from, int to) {
        return text[from] != '0' && text[from] != '8' && Checksums.luhn(text, from, to, 0) == 0;
    }

    private static boolean isDateAt(byte[] text, int from, int to, int month) {
        return Checksums.isDate(
                Checksums.number(text, from, to, month, 2), Checksums.number(text, from, to, month + 2, 2));
    }

    private static boolean isSouthAfrican(byte[] text, int from, int to) {
        return Checksums.valueAt(text, from, to, 10) <= 2
                && Checksums.luhn(text, from, to, 0) == 0
                && isDateAt(text, from, to, 2);
    }

    private static boolean isKorean(byte[] text, int from, int to) {
        return isDateAt(text, from, to, 2);
    }

    private static boolean isKoreanWithoutCheck(byte[] text, int from, int to) {
        return isKorean(text, from, to) && !isKoreanWithCheck(text, from, to);
    }

    private static boolean isKoreanWithCheck(byte[] text, int from, int to) {
        int check = (11 - Checksums.weighted(text, from, to, 0, KOREAN_WEIGHTS) % 11) % 10;
        return isDateAt(text, from, to, 2) && check == Checksums.valueAt(text, from, to, 12);
    }

    private static boolean isChinese(byte[] text, int from, int to) {
        if (to - from != 18) {
            return false;
        }
        int province = NumberBounds.number(text, from, to, 2);
        int year = NumberBounds.number(text, from + 6, to, 4);
        int remainder = Checksums.weighted(text, from, to, 0, CHINESE_WEIGHTS) % 11;
        return (text[to - 1] | 0x20) == ("10x98765432".charAt(remainder) | 0x20)
                && province >= 11
                && province <= 91
                && year >= 1900
                && year < 2100
                && isDateAt(text, from, to, 10);
    }

    private static boolean isMyNumber(byte[] text, int from, int to) {
        return mod11(Checksums.weighted(text, from, to, 0, MY_NUMBER_WEIGHTS)) == Checksums.valueAt(text, from, to, 11)
                && !Checksums.isUniform(text, from, to);
    }

    private static boolean isTurkish(byte[] text, int from, int to) {
        int odd = 0;
        int even = 0;
        for (int i = 0; i < 9; i += 2) {
            odd += text[from + i] - '0';
            even += i < 8 ? text[from + i + 1] - '0' : 0;
        }
        int tenth = Math.floorMod(odd * 7 - even, 10);
        return text[from] != '0' && text[from + 9] - '0' == tenth && text[from + 10] - '0' == (odd + even + tenth) % 10;
    }

    private static boolean isCurp(byte[] text, int from, int to) {
        int sum = 0;
        for (int i = 0; i < 17; i++) {
            int value = Checksums.value(text[from + i]);
            sum += (value > LAST_ASCII_BEFORE_ENYE ? value + 1 : value) * (18 - i); // the alphabet has an N with tilde
        }
        int sex = text[from + 10] | 0x20;
        return (sex == 'h' || sex == 'm' || sex == 'x')
                && isDateAt(text, from, to, 6)
                && (10 - sum % 10) % 10 == Checksums.valueAt(text, from, to, 17);
    }

    private static boolean isRut(byte[] text, int from, int to) {
        int sum = 0;
        int weight = 2;
        for (int p = to - 2; p >= from; p--) {
            if (Utf8.isDigit(text[p])) {
                sum += (text[p] - '0') * weight;
                weight = weight == 7 ? 2 : weight + 1;
            }
        }
        int check = (11 - sum % 11) % 11;
        int last = text[to - 1] | 0x20;
        return !Checksums.isUniform(text, from, to) && (check == 10 ? last == 'k' : last == (check + '0' | 0x20));
    }

    private static boolean isIsraeli(byte[] text, int from, int to) {
        return Checksums.luhn(text, from, to, 0) == 0 && !Checksums.isUniform(text, from, to);
    }

    private static boolean isCuit(byte[] text, int from, int to) {
        int kind = NumberBounds.number(text, from, to, 2);
        int check = (11 - Checksums.weighted(text, from, to, 0, CUIT_WEIGHTS) % 11) % 11;
        boolean known = kind == 20 || (kind >= 23 && kind <= 27) || kind == 30 || kind == 33 || kind == 34;
        return known && check == Checksums.valueAt(text, from, to, 10);
    }

    private static boolean isThai(byte[] text, int from, int to) {
        int check = (11 - Checksums.weighted(text, from, to, 0, THAI_WEIGHTS) % 11) % 10;
        return text[from] != '0' && text[from] != '9' && check == Checksums.valueAt(text, from, to, 12);
    }

    private static boolean isTaiwanese(byte[] text, int from, int to) {
        int place = TAIWANESE_LETTERS[(text[from] | 0x20) - 'a'];
        int kind = text[from + 1] - '0';
        int sum = place / 10 + place % 10 * 9 + Checksums.weighted(text, from, to, 1, TAIWANESE_WEIGHTS);
        return sum % 10 == 0 && (kind == 1 || kind == 2 || kind == 8 || kind == 9);
    }
}
