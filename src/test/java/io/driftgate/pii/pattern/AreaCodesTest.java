package io.driftgate.pii.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AreaCodesTest {
    /** Any subscriber number: which ones an area code has is not in the metadata. */
    private static final long SUBSCRIBER = 2_345_678;

    @Test
    void areThoseOfTheMetadata() {
        boolean[] assigned = AreaCodes.assigned();
        assertEquals(
                codes(AreaCodesTest::isInMetadata),
                codes(code -> assigned[code]),
                "AreaCodes, at a new release of libphonenumber");
    }

    private static List<Integer> codes(IntPredicate which) {
        return IntStream.range(0, AreaCodes.END).filter(which).boxed().toList();
    }

    private static boolean isInMetadata(int code) {
        return code >= AreaCodes.FIRST
                && PhoneNumberUtil.getInstance()
                        .isValidNumber(new PhoneNumber()
                                .setCountryCode(PhoneNumbers.NANP)
                                .setNationalNumber(code * 10_000_000L + SUBSCRIBER));
    }
}
