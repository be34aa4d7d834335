package io.driftgate.pii.pattern;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Says whether digits are a phone number, by libphonenumber's metadata: of any country when the country code is known, else of the
 * regions that it was made for. The North American Numbering Plan, which is most of what is asked, is answered from a table of area
 * codes, {@link AreaCodes}. Immutable; any thread.
 */
final class PhoneNumbers {
    static final int NANP = 1;
    private static final PhoneNumberUtil UTIL = PhoneNumberUtil.getInstance();

    private static final boolean[] AREAS = AreaCodes.assigned();
    private static final boolean[] CALLING_CODES = callingCodes();

    private final boolean nanp;
    private final boolean startWithZero;
    private final List<Region> regions;

    private record Region(int callingCode, boolean trunkZero, boolean italian) {}

    private PhoneNumbers(Collection<String> codes) {
        boolean anyNanp = false;
        List<Region> others = new ArrayList<>();
        for (String code : codes) {
            int callingCode = UTIL.getCountryCodeForRegion(code);
            if (callingCode == NANP) {
                anyNanp = true;
            } else {
                // A national prefix of more digits (Russia's 8, Hungary's 06) is taken as part of no candidate.
                String prefix = UTIL.getNddPrefixForRegion(code, true);
                others.add(new Region(callingCode, "0".equals(prefix), callingCode == 39));
            }
        }
        nanp = anyNanp;
        regions = List.copyOf(others);
        startWithZero = regions.stream().allMatch(Region::trunkZero);
    }

    /** Of national forms, only those of these regions are known: ISO 3166 codes for which {@link #isRegion} holds. */
    static PhoneNumbers of(Collection<String> regions) {
        return new PhoneNumbers(regions);
    }

    static boolean isRegion(String code) {
        return UTIL.getSupportedRegions().contains(code);
    }

    private static boolean[] callingCodes() {
        boolean[] codes = new boolean[1000];
        UTIL.getSupportedCallingCodes().forEach(code -> codes[code] = true);
        return codes;
    }

    private static boolean isValid(int callingCode, long national) {
        return UTIL.isValidNumber(number(callingCode, national));
    }

    private static PhoneNumber number(int callingCode, long national) {
        return new PhoneNumber().setCountryCode(callingCode).setNationalNumber(national);
    }

    /** Whether national forms of the North American Numbering Plan are looked for. */
    boolean hasNanp() {
        return nanp;
    }

    /** Whether all the other regions' numbers start with a zero where they are dialled. */
    boolean startsWithZero() {
        return startWithZero;
    }

    boolean hasOthers() {
        return !regions.isEmpty();
    }

    /** Whether an area code is assigned. */
    static boolean isArea(int area) {
        return AREAS[area];
    }

    /** How many of the first digits are the country code (ITU-T E.164 section 6.2.1); 0 when there is none. */
    static int callingCodeDigits(long digits, int length) {
        for (int taken = 1; taken <= 3 && taken < length; taken++) {
            if (CALLING_CODES[(int) (digits / TENS[length - taken])]) {
                return taken;
            }
        }
        return 0;
    }

    private static final long[] TENS = new long[19];

    static {
        TENS[0] = 1;
        for (int i = 1; i < TENS.length; i++) {
            TENS[i] = TENS[i - 1] * 10;
        }
    }

    /**
     * Whether {@code digits}, which start with a country code, are an assigned number. Allocates.
     *
     * @param length how many digits
     */
    static boolean isValidInternational(long digits, int length) {
        int code = callingCodeDigits(digits, length);
        if (code == 0) {
            return false;
        }
        long national = digits % TENS[length - code];
        int callingCode = (int) (digits / TENS[length - code]);
        if (callingCode == 39 && national < TENS[length - code - 1]) {
            return UTIL.isValidNumber(number(callingCode, national).setItalianLeadingZero(true));
        }
        return isValid(callingCode, national);
    }

    /** How sure the form of a national number makes of it. */
    enum National {
        NO,
        /** An assigned number, in other groups than it is written in there, or without the trunk prefix. */
        ASSIGNED,
        /** As it is written in its country. */
        WRITTEN
    }

    /**
     * Whether digits are a number of one of the regions, as one dials it within. Allocates.
     *
     * @param digits with the trunk prefix, whose leading zeros are told by {@code length}
     * @param groups lengths of the groups in which it is written, four bits for each, the last lowest
     * @param anyGroups whether the trunk prefix is enough, in whatever groups the rest is written
     */
    National national(long digits, int length, long groups, boolean anyGroups) {
        National best = National.NO;
        boolean zero = digits < TENS[length - 1];
        for (Region region : regions) {
            if (region.trunkZero() && !zero) {
                best = best == National.NO && isValidIn(region, digits, false) ? National.ASSIGNED : best;
            } else if (isValidIn(region, digits, zero && region.italian())) {
                if ((region.trunkZero() && anyGroups) || groups == groupsOf(region, digits, zero && region.italian())) {
                    return National.WRITTEN;
                }
                best = National.ASSIGNED;
            }
        }
        return best;
    }

    /** In the whole numbering plan: Jersey's numbers are written in London as London's are. */
    private static boolean isValidIn(Region region, long national, boolean italianZero) {
        return UTIL.isValidNumber(number(region.callingCode(), national).setItalianLeadingZero(italianZero));
    }

    private static long groupsOf(Region region, long national, boolean italianZero) {
        String written = UTIL.format(
                number(region.callingCode(), national).setItalianLeadingZero(italianZero),
                PhoneNumberUtil.PhoneNumberFormat.NATIONAL);
        long groups = 0;
        int digits = 0;
        for (int i = 0; i <= written.length(); i++) {
            if (i < written.length() && Character.isDigit(written.charAt(i))) {
                digits++;
            } else if (digits > 0) {
                groups = groups << 4 | digits;
                digits = 0;
            }
        }
        return groups;
    }
}
