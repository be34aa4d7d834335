package io.driftgate.pii.pattern;

/**
 * Identifiers of the United States and the United Kingdom. Where no check digit exists, or one of ten on bare digits, the score
 * is below the default minimum, so that only context makes a finding.
 */
final class UsIds {
    private static final byte[] ABA_WEIGHTS = Checksums.digits("371371371");
    private static final byte[] DEA_WEIGHTS = Checksums.digits("121212");
    private static final byte[] NHS_WEIGHTS = Checksums.digits("A987654321");

    /** What Luhn's sum over the prefix 80840 of a health card comes to. */
    private static final int NPI_PREFIX_SUM = 24;

    private UsIds() {}

    static void addTo(IdFormats formats) {
        // IRS: 9, and a group in ranges of its own
        formats.add(PiiEntity.US_ITIN, 80, UsIds::isItin, "3-2-4");
        formats.add(PiiEntity.US_ITIN, 60, UsIds::isItin, "3 2 4");
        formats.add(PiiEntity.US_ITIN, 30, UsIds::isItin, "9");
        // Federal Reserve, ABA: district 00 to 12, 21 to 32, 61 to 72 or 80; weights 3, 7, 1
        formats.add(PiiEntity.ABA_ROUTING_NUMBER, 60, UsIds::isAbaRouting, "4-4-1");
        formats.add(PiiEntity.ABA_ROUTING_NUMBER, 40, UsIds::isAbaRouting, "9");
        // CMS: Luhn's digit over 80840 and the ten digits
        formats.add(PiiEntity.US_NPI, 40, UsIds::isNpi, "10");
        // CMS, "Understanding the MBI format"
        formats.add(PiiEntity.US_MBI, 95, UsIds::isMbi, "1A?1-A?1-AA2");
        formats.add(PiiEntity.US_MBI, 85, UsIds::isMbi, "1A?1A?1AA2");
        // 21 CFR 1306: type of registrant, initial of the name, six digits, one check digit
        formats.add(PiiEntity.MEDICAL_LICENSE, 45, UsIds::isDea, "AA7", "A8", "AA-7");
        // State Department: a letter and eight digits since 2021, nine digits before
        formats.add(PiiEntity.US_PASSPORT, 20, UsIds::always, "9", "A8");
        // AAMVA: forms of the states
        formats.add(
                PiiEntity.US_DRIVER_LICENSE,
                20,
                UsIds::always,
                "7",
                "8",
                "9",
                "12",
                "2 3 3",
                "3 3 3",
                "3-3-3",
                "2-3-4",
                "A6",
                "A7",
                "A8",
                "A9",
                "A11",
                "A12",
                "A13",
                "A14",
                "A3-4-4",
                "A3-4-4-2",
                "A4-5-5",
                "A4 5 5",
                "A-3-3-3-3",
                "A 3 3 3 3",
                "A3-3-3-3",
                "A3-3-2-3-1",
                "AA6",
                "AA 6");
        // no form in common but 4 to 17 digits; from 8 on here
        formats.add(
                PiiEntity.US_BANK_NUMBER,
                20,
                UsIds::always,
                "8",
                "9",
                "10",
                "11",
                "12",
                "13",
                "14",
                "15",
                "16",
                "4-4-4",
                "4 4 4");
        // NHS Data Dictionary: weights 10 to 2, modulo 11
        formats.add(PiiEntity.UK_NHS, 45, UsIds::isNhs, "3 3 4", "3-3-4");
        formats.add(PiiEntity.UK_NHS, 40, UsIds::isNhs, "10");
        // HMRC, National Insurance Manual 39110
        formats.add(PiiEntity.UK_NINO, 85, UsIds::isNino, "AA 2 2 2 A", "AA-2-2-2-A", "AA 6 A");
        formats.add(PiiEntity.UK_NINO, 65, UsIds::isNino, "AA6A");
    }

    private static boolean always(byte[] text, int from, int to) {
        return true;
    }

    private static boolean isItin(byte[] text, int from, int to) {
        long group = Checksums.number(text, from, to, 3, 2);
        boolean issued =
                group >= 50 && group != 66 && group != 67 && group != 68 && group != 69 && group != 89 && group != 93;
        return Checksums.valueAt(text, from, to, 0) == 9 && issued;
    }

    private static boolean isAbaRouting(byte[] text, int from, int to) {
        long district = Checksums.number(text, from, to, 0, 2);
        boolean issued = district <= 12
                || (district >= 21 && district <= 32)
                || (district >= 61 && district <= 72)
                || district == 80;
        return issued
                && Checksums.weighted(text, from, to, 0, ABA_WEIGHTS) % 10 == 0
                && !Checksums.isUniform(text, from, to);
    }

    private static boolean isNpi(byte[] text, int from, int to) {
        int kind = Checksums.valueAt(text, from, to, 0);
        return (kind == 1 || kind == 2) && (Checksums.luhn(text, from, to, 0) + NPI_PREFIX_SUM) % 10 == 0;
    }

    private static boolean isMbi(byte[] text, int from, int to) {
        for (int p = from; p < to; p++) {
            if (Utf8.isAsciiLetter(text[p]) && "slobiz".indexOf(text[p] | 0x20) >= 0) {
                return false;
            }
        }
        return text[from] != '0';
    }

    private static boolean isDea(byte[] text, int from, int to) {
        int check = Checksums.weighted(text, from, to, 2, DEA_WEIGHTS) % 10;
        return "abcdefghjklmprstux".indexOf(text[from] | 0x20) >= 0
                && (Utf8.isAsciiLetter(text[from + 1]) || text[from + 1] == '9')
                && check == Checksums.valueAt(text, from, to, 8);
    }

    private static boolean isNhs(byte[] text, int from, int to) {
        return Checksums.weighted(text, from, to, 0, NHS_WEIGHTS) % 11 == 0 && !Checksums.isUniform(text, from, to);
    }

    private static boolean isNino(byte[] text, int from, int to) {
        int first = text[from] | 0x20;
        int second = text[from + 1] | 0x20;
        int suffix = text[to - 1] | 0x20;
        return suffix <= 'd'
                && "dfiquv".indexOf(first) < 0
                && "dfioquv".indexOf(second) < 0
                && !isReserved(first, second);
    }

    private static boolean isReserved(int first, int second) {
        return switch (first << 8 | second) {
            case 'b' << 8 | 'g',
                    'g' << 8 | 'b',
                    'n' << 8 | 'k',
                    'k' << 8 | 'n',
                    't' << 8 | 'n',
                    'n' << 8 | 't',
                    'z' << 8 | 'z' -> true;
            default -> false;
        };
    }
}
