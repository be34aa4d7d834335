package io.driftgate.cli.audit;

import io.driftgate.audit.note.NoteVerifier;
import io.driftgate.audit.verify.Verification;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What {@code audit verify} prints: what was read, what each checkpoint says, each thing that is wrong, and one word at the end. */
final class VerificationText {
    private final Verification log;
    private final boolean ownKeys;
    private final boolean noKeys;

    /**
     * What is to be said.
     *
     * @param ownKeys whether the reader brought no key
     * @param noKeys whether there was none at all
     */
    VerificationText(Verification log, boolean ownKeys, boolean noKeys) {
        this.log = log;
        this.ownKeys = ownKeys;
        this.noKeys = noKeys;
    }

    void print(PrintWriter out) {
        out.println(
                log.segments() + (log.segments() == 1 ? " segment, " : " segments, ") + (log.size() - log.firstIndex())
                        + " records"
                        + (log.firstIndex() > 0 ? " from " + log.firstIndex() + " on" : ""));
        log.removedUntil()
                .ifPresent(until ->
                        out.println("records before " + until + " were removed by retention, as the log says"));
        held().forEach(out::println);
        out.println("checkpoints in the directory: " + log.checkpoints() + " hold"
                + (log.unknownKey() > 0 ? ", " + log.unknownKey() + " are signed by none of the keys" : ""));
        if (noKeys) {
            out.println("signatures were not looked at: there is no --public-key");
        } else if (ownKeys) {
            out.println("signatures were checked by the directory's own keys; --public-key brings others");
        }
        if (log.held().isEmpty()) {
            out.println("no --checkpoint: whoever has the signing key could have made this log anew");
        }
        if (log.tornBytes() > 0) {
            out.println("the last " + log.tornBytes()
                    + " bytes are no whole record: a write that goes on, or was cut off by a crash");
        }
        log.findings().forEach(finding -> out.println("TAMPERED " + finding));
        if (log.isSound()) {
            out.println("unsigned tail: " + log.unsignedTail());
            out.println("ok");
        } else {
            out.println("not ok: " + log.findings().size() + (log.findings().size() == 1 ? " finding" : " findings"));
        }
    }

    /** Each checkpoint that was held; of many that match the newest, and how many there are. */
    private List<String> held() {
        List<String> lines = new ArrayList<>();
        List<String> matching = new ArrayList<>();
        for (Verification.Held held : log.held()) {
            (held.outcome() == Verification.Outcome.MATCHES ? matching : lines).add(held(held));
        }
        if (!matching.isEmpty()) {
            lines.add(matching.get(matching.size() - 1));
        }
        if (matching.size() > 1) {
            lines.add(matching.size() - 1 + " older checkpoints that were held: the log is as it was then");
        }
        return lines;
    }

    private static String held(Verification.Held held) {
        String signers = held.checkpoint().signers().stream()
                .map(NoteVerifier::name)
                .distinct()
                .collect(Collectors.joining(", "));
        String said = switch (held.outcome()) {
            case MATCHES -> "the log is as it was then";
            case DIFFERS -> "the log is not as it was then";
            case BEYOND_END -> "the log ends before it";
            case BEFORE_START -> "not compared: its records were removed";
        };
        return "checkpoint " + held.checkpoint().name() + " over "
                + held.checkpoint().checkpoint().size() + " records"
                + (signers.isEmpty() ? "" : ", signed by " + signers) + ": " + said;
    }
}
