package io.driftgate.delivery;

import java.io.IOException;

/** A sink did not take a message. Its words are for logs and metrics: no secret, no path of a URL. */
public sealed class NotDelivered extends IOException {
    private static final long serialVersionUID = 1L;

    NotDelivered(String message) {
        super(message);
    }

    NotDelivered(String message, Throwable cause) {
        super(message, cause);
    }

    /** The sink will never take this message: it answered a 4xx other than 408 and 429. */
    public static final class Rejected extends NotDelivered {
        private static final long serialVersionUID = 1L;

        Rejected(String message) {
            super(message);
        }
    }

    /** The sink said when it will take messages again. */
    public static final class Deferred extends NotDelivered {
        private static final long serialVersionUID = 1L;

        private final long afterNanos;

        Deferred(String message, long afterNanos) {
            super(message);
            this.afterNanos = afterNanos;
        }

        public long afterNanos() {
            return afterNanos;
        }
    }
}
