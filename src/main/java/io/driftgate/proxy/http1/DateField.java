package io.driftgate.proxy.http1;

import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The Date header (RFC 9110 section 5.6.7), formatted at most once a second. Owned by one event loop. */
final class DateField {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private final Clock clock = Clock.systemUTC();
    private long second = -1;
    private String text = "";

    String now() {
        long current = clock.millis() / 1000;
        if (current != second) {
            second = current;
            text = FORMAT.format(clock.instant());
        }
        return text;
    }
}
