package io.driftgate.telemetry;

import java.util.List;

/**
 * A request that the policy in force and the one that is tried beside it judge differently. Holds no value of the request.
 *
 * @param atMillis since the epoch
 * @param from version of the policy in force, and {@code to} that of the candidate
 * @param phase {@code request} or {@code response}
 * @param stricter ids of rules that only the candidate finds violated; at most {@value #MAX_RULES}
 * @param looser ids of rules that only the policy in force finds violated; at most {@value #MAX_RULES}
 * @param fromDecision {@code allow}, {@code deny} or {@code replace}, and so {@code toDecision}
 * @param row index of the first row that the first of these rules finds violated; -1 when it is none of the rows
 * @param enforced which of both versions the request was under
 */
public record Disagreement(
        long atMillis,
        String requestId,
        String model,
        String version,
        String from,
        String to,
        String phase,
        List<String> stricter,
        List<String> looser,
        String fromDecision,
        String toDecision,
        int row,
        String enforced) {
    public static final int MAX_RULES = 20;

    public Disagreement {
        stricter = List.copyOf(stricter);
        looser = List.copyOf(looser);
    }
}
