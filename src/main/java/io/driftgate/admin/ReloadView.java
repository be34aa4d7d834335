package io.driftgate.admin;

import io.driftgate.control.Publisher;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What a load did.
 *
 * @param result {@code applied}, {@code unchanged} or {@code rejected}
 * @param digest of the snapshot in force afterwards
 */
public record ReloadView(String result, String digest, Instant at, List<ProblemView> problems) {
    static ReloadView of(Publisher.Result result) {
        return new ReloadView(
                result.status().name().toLowerCase(Locale.ROOT),
                result.digest(),
                result.at(),
                ProblemView.of(result.problems()));
    }
}
