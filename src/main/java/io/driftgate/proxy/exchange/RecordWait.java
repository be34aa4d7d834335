package io.driftgate.proxy.exchange;

/**
 * What an exchange has for its client and may not send before the audit log has its newest decision on disk: the head of an answer, of which
 * nothing more is read meanwhile, or an answer of our own. Ends once, in one of four ways: the decision is durable; the log has failed, and the
 * configuration says whether that refuses or goes on; the deadline passes, of which it says the same; or the exchange ends, because its client is gone. Owned by one
 * event loop.
 */
final class RecordWait {
    private final Exchange exchange;

    /** Null once it is over. */
    private Runnable next;

    private boolean answerEnded;

    /** @param next what goes on when the decision is durable */
    RecordWait(Exchange exchange, Runnable next) {
        this.exchange = exchange;
        this.next = next;
    }

    /** The answer ended meanwhile: it has no body, and its connection is gone. */
    void answerEnded() {
        answerEnded = true;
    }

    /** The exchange goes another way. */
    void end() {
        next = null;
    }

    /** Of the decision that is waited for. */
    boolean isDurable() {
        return !exchange.records().mustWait();
    }

    /** The log is durable farther than before, or has failed. False when it is to be waited for still. */
    boolean look() {
        if (next == null) {
            return true;
        }
        ExchangeRecords records = exchange.records();
        if (!isDurable() && !records.hasFailed()) {
            return false;
        }
        if (!isDurable() && records.refusesWhenFull()) {
            exchange.shedUnrecorded();
        } else {
            goOn();
        }
        return true;
    }

    /** The deadline passes: what a slow disk costs is what a failed one does. */
    void overdue() {
        if (exchange.records().refusesWhenFull()) {
            exchange.shedUnrecorded();
        } else {
            exchange.records().waitNoMore();
            goOn();
        }
    }

    private void goOn() {
        Runnable now = next;
        next = null;
        exchange.goOn(now, answerEnded);
    }
}
