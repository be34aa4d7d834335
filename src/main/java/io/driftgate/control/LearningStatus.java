package io.driftgate.control;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a version is with learning its baseline.
 *
 * @param rows learned from so far
 * @param wanted rows that it takes
 * @param full rows passed by because there were more of them at once than are kept, or the control plane was behind
 * @param large rows passed by for the length of their texts
 * @param personal rows passed by because personal data was found in their requests
 * @param withheld features that are not learned, because they may be personal or are sensitive
 * @param since when the first rows came
 */
public record LearningStatus(
        long rows, long wanted, long full, long large, long personal, List<String> withheld, Optional<Instant> since) {
    public LearningStatus {
        withheld = List.copyOf(withheld);
    }

    /** For people. */
    public String sentence() {
        String passed = full + large + personal == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "; passed by: %,d for their number, %,d for their size, %,d for personal data",
                        full,
                        large,
                        personal);
        return String.format(Locale.ROOT, "learning: %,d of %,d rows", rows, wanted) + passed;
    }
}
