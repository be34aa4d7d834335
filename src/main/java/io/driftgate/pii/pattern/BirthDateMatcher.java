package io.driftgate.pii.pattern;

import java.util.Arrays;

/**
 * Dates that can be somebody's day of birth, where words say so: {@code 12/05/1985}, {@code 12.5.85}, {@code 12. 5. 1985}, {@code 12 05 1985}, {@code 1985-05-12}, {@code
 * 19850512}, {@code 12 May 1985}, {@code 12th of May, 1985}, {@code May 12, 1985}, {@code 12-May-1985}, {@code 1985年5月12日}, with months
 * in the larger languages of Europe. Days are those that some month has; years are of 1900 to 2099, or of two digits.
 *
 * <p>Examines at most {@value #MAX_SPAN} bytes on either side.
 */
final class BirthDateMatcher {
    private static final int MAX_SPAN = 28;
    /** A date alone says nothing of a birth. */
    private static final int DATE = 30;

    private static final int NONE = -1;
    private static final String MONTHS =
            "january february march april may june july august september october november december"
                    + " jan feb mar apr jun jul aug sep sept oct nov dec"
                    + " januar februar märz mai juni juli oktober dezember jänner mär okt dez"
                    + " janvier février mars avril juin juillet août septembre octobre novembre décembre"
                    + " enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
                    + " gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre"
                    + " janeiro fevereiro março maio junho julho setembro outubro novembro dezembro"
                    + " januari februari maart mei augustus"
                    + " stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia";
    private static final String LINKS = "st nd rd th of de del den do er";
    private static final long[] MONTH_HASHES = hashes(MONTHS);
    private static final long[] LINK_HASHES = hashes(LINKS);

    private final WordReader reader = new WordReader();

    private static long[] hashes(String words) {
        String[] all = words.split(" ", -1);
        long[] hashes = new long[all.length];
        for (int i = 0; i < all.length; i++) {
            hashes[i] = ContextWords.hash(all[i]);
        }
        return hashes;
    }

    /** Looks for a date whose first digits are the maximal run {@code [run, end)}, with no word character before. */
    void match(byte[] text, int from, int to, int run, int end, ScoredHits out) {
        int length = end - run;
        if (length > 8 || length == 3 || (length > 4 && length < 8) || isContinued(text, from, run)) {
            return;
        }
        out.examine(Math.min(to, end + MAX_SPAN) - run);
        int first = NumberBounds.number(text, run, to, length);
        int endOfDate = length == 8
                ? endOfBare(text, to, run, end)
                : length == 4 ? endOfYearFirst(text, to, first, end) : endOfDayFirst(text, to, first, end);
        int start = run;
        if (endOfDate == NONE && length <= 2 && isDay(first)) {
            int endOfYear = endOfYearBehindMonthAndDay(text, to, end);
            int month = endOfYear == NONE ? NONE : startOfMonth(text, from, run, out);
            start = month;
            endOfDate = month == NONE ? NONE : endOfYear;
        }
        if (endOfDate != NONE) {
            out.add(PiiEntity.DATE_OF_BIRTH, start, endOfDate, DATE);
        }
    }

    /** Whether the digits go on with what stands before them. */
    private static boolean isContinued(byte[] text, int from, int run) {
        return run - 2 >= from
                && (text[run - 1] == '-' || text[run - 1] == '.' || text[run - 1] == '/' || text[run - 1] == ':')
                && Utf8.isWordBefore(text, from, run - 1)
                && Utf8.isDigit(text[run - 2]);
    }

    private static int endOfBare(byte[] text, int to, int run, int end) {
        boolean yearFirst = isYear(NumberBounds.number(text, run, to, 4))
                && isDate(NumberBounds.number(text, run + 6, to, 2), NumberBounds.number(text, run + 4, to, 2));
        boolean yearLast = isYear(NumberBounds.number(text, run + 4, to, 4))
                && isDate(NumberBounds.number(text, run, to, 2), NumberBounds.number(text, run + 2, to, 2));
        return (yearFirst || yearLast) && !NumberBounds.isJoinedAfter(text, end, to, false) ? end : NONE;
    }

    private static int endOfYearFirst(byte[] text, int to, int year, int end) {
        int separator = end < to ? separator(text, end, to, "年") : 0;
        if (separator == 0 || !isYear(year)) {
            return NONE;
        }
        int monthAt = end + separator;
        int endOfMonth = endOfDigits(text, monthAt, to, 2);
        int second = endOfMonth > monthAt ? separator(text, endOfMonth, to, "月") : 0;
        if (second != separator || (separator == 1 && text[endOfMonth] != text[end])) {
            return NONE;
        }
        int dayAt = endOfMonth + second;
        int endOfDay = endOfDigits(text, dayAt, to, 2);
        int month = NumberBounds.number(text, monthAt, to, endOfMonth - monthAt);
        int day = endOfDay > dayAt ? NumberBounds.number(text, dayAt, to, endOfDay - dayAt) : 0;
        if (month > 12 || !isDate(day, month)) {
            return NONE;
        }
        if (separator > 1) {
            return startsWith(text, endOfDay, to, "日") ? endOfDay + 3 : endOfDay;
        }
        boolean time = endOfDay < to && text[endOfDay] == 'T' && Utf8.isDigitAt(text, endOfDay + 1, to);
        return time || isEnd(text, endOfDay, to) ? endOfDay : NONE;
    }

    private int endOfDayFirst(byte[] text, int to, int first, int end) {
        if (end + 3 >= to || first == 0 || first > 31) {
            return NONE;
        }
        int secondAt = endOfSeparator(text, end, to);
        if (secondAt > end && Utf8.isDigitAt(text, secondAt, to)) {
            int endOfSecond = endOfDigits(text, secondAt, to, 2);
            int yearAt = secondAt - end + endOfSecond;
            boolean same = yearAt < to && Arrays.equals(text, end, secondAt, text, endOfSecond, yearAt);
            int second = NumberBounds.number(text, secondAt, to, endOfSecond - secondAt);
            boolean blank = secondAt == end + 1 && text[end] == ' ';
            return same && isDate(first, second) ? endOfYear(text, yearAt, to, !blank) : NONE;
        }
        reader.begin(text, end, Math.min(to, end + MAX_SPAN));
        int token = reader.next();
        while (token == WordReader.WORD && isOneOf(LINK_HASHES, reader.hash())) {
            token = reader.next();
        }
        if (token == WordReader.CLAUSE) {
            token = reader.next(); // "12. Mai"
        }
        if (token != WordReader.WORD || !isOneOf(MONTH_HASHES, reader.hash())) {
            return NONE;
        }
        int p = skipMarks(text, reader.at(), to);
        if (p < to && (text[p] | 0x20) == 'd') {
            reader.begin(text, p, Math.min(to, p + 8)); // "12 de mayo de 1985"
            p = reader.next() == WordReader.WORD && isOneOf(LINK_HASHES, reader.hash())
                    ? skipMarks(text, reader.at(), to)
                    : p;
        }
        return endOfYear(text, p, to, false);
    }

    /** Behind a blank, or a mark that may have a blank on either side. */
    private static int endOfSeparator(byte[] text, int at, int to) {
        int p = at;
        p += p < to && text[p] == ' ' ? 1 : 0;
        p += p < to && (text[p] == '/' || text[p] == '.' || text[p] == '-') ? 1 : 0;
        p += p > at && p < to && text[p - 1] != ' ' && text[p] == ' ' ? 1 : 0;
        return p;
    }

    /** In {@code May 12th, 1985}, behind the 12. */
    private int endOfYearBehindMonthAndDay(byte[] text, int to, int end) {
        int p = end;
        if (p < to && Utf8.isAsciiLetter(text[p])) {
            reader.begin(text, p, Math.min(to, p + 8));
            if (reader.next() != WordReader.WORD || !isOneOf(LINK_HASHES, reader.hash())) {
                return NONE;
            }
            p = reader.at();
        }
        int year = skipMarks(text, p, to);
        return year > p ? endOfYear(text, year, to, false) : NONE;
    }

    /** Where the name of a month starts that ends just before {@code at}. */
    private int startOfMonth(byte[] text, int from, int at, ScoredHits out) {
        int end = at;
        while (end > from && at - end < 2 && (text[end - 1] == ' ' || text[end - 1] == '.' || text[end - 1] == '-')) {
            end--;
        }
        int start = end;
        while (start > from && end - start < MAX_SPAN && Utf8.isWordBefore(text, from, start)) {
            start = Utf8.startOfLast(text, from, start);
        }
        out.examine(at - start);
        if (start == end || end == at) {
            return NONE;
        }
        reader.begin(text, start, end);
        return reader.next() == WordReader.WORD && reader.at() == end && isOneOf(MONTH_HASHES, reader.hash())
                ? start
                : NONE;
    }

    private static int skipMarks(byte[] text, int from, int to) {
        int p = from;
        while (p < to
                && p - from < 3
                && (text[p] == ' ' || text[p] == ',' || text[p] == '.' || text[p] == '-' || text[p] == '/')) {
            p++;
        }
        return p;
    }

    private static int endOfYear(byte[] text, int from, int to, boolean shortToo) {
        int end = endOfDigits(text, from, to, 4);
        boolean year = end - from == 4 ? isYear(NumberBounds.number(text, from, to, 4)) : shortToo && end - from == 2;
        return year && isEnd(text, end, to) ? end : NONE;
    }

    private static boolean isEnd(byte[] text, int end, int to) {
        boolean goesOn = end + 1 < to
                && (text[end] == '.' || text[end] == '-' || text[end] == '/')
                && Utf8.isDigit(text[end + 1]);
        return !goesOn && !Utf8.isWordAt(text, end, to);
    }

    private static int endOfDigits(byte[] text, int from, int to, int max) {
        int p = from;
        while (p - from < max && Utf8.isDigitAt(text, p, to)) {
            p++;
        }
        return p;
    }

    /** The bytes of what separates a year from a month, or a month from a day: 1, or 3 of a Chinese sign, or 0. */
    private static int separator(byte[] text, int at, int to, String sign) {
        if (at >= to) {
            return 0;
        }
        boolean mark = text[at] == '-' || text[at] == '/' || text[at] == '.';
        return mark ? 1 : startsWith(text, at, to, sign) ? 3 : 0;
    }

    private static boolean startsWith(byte[] text, int at, int to, String sign) {
        return at + 3 <= to && text[at] < 0 && Utf8.codePoint(text, at, to) == sign.charAt(0);
    }

    private static boolean isYear(int year) {
        return year >= 1900 && year < 2100;
    }

    private static boolean isDay(int day) {
        return day >= 1 && day <= 31;
    }

    /** Whether these are a day and a month in either order. */
    private static boolean isDate(int one, int other) {
        return isDay(one) && isDay(other) && (one <= 12 || other <= 12);
    }

    private static boolean isOneOf(long[] hashes, long hash) {
        for (long known : hashes) {
            if (known == hash) {
                return true;
            }
        }
        return false;
    }
}
