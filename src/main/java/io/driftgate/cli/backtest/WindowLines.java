package io.driftgate.cli.backtest;

import io.driftgate.cli.OutputLines;
import io.driftgate.drift.PairDrift;
import io.driftgate.drift.backtest.ReplayWindow;
import io.driftgate.drift.statistic.FeatureStatistics;
import io.driftgate.drift.statistic.FeatureStatistics.Shares;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Windows as JSON, one line per feature, or per pair. What does not apply is {@code null}. */
final class WindowLines {
    private WindowLines() {}

    static void write(ReplayWindow window, OutputLines lines) throws IOException {
        for (ReplayWindow.Entry entry : window.features()) {
            FeatureStatistics statistics = entry.statistics();
            Optional<Shares> shares = statistics.shares();
            lines.raw("{\"window\":").number(window.index());
            lines.raw(",\"start\":").number(window.start());
            lines.raw(",\"end\":").number(window.end());
            lines.raw(",\"feature\":").string(statistics.feature());
            lines.raw(",\"n\":").number(statistics.present());
            field(lines, "ks", entry.kolmogorov());
            field(lines, "ks_p", entry.kolmogorovP());
            field(lines, "psi", of(statistics.grouped(), grouped -> grouped.psi()));
            field(lines, "js", of(statistics.grouped(), grouped -> grouped.jensenShannon()));
            field(lines, "wasserstein", entry.wasserstein());
            field(lines, "chi2", of(statistics.chiSquare(), test -> test.statistic()));
            field(lines, "chi2_p", of(statistics.chiSquare(), test -> test.p()));
            field(lines, "missing", of(shares, found -> found.missing().window()));
            lines.raw(",\"state\":\"")
                    .raw(entry.drift().state().name().toLowerCase(Locale.ROOT))
                    .raw("\"");
            field(lines, "cvm", of(statistics.ordered(), ordered -> ordered.cramerVonMises()));
            field(lines, "tv", of(statistics.grouped(), grouped -> grouped.totalVariation()));
            field(lines, "zero", share(shares, Shares::zero));
            field(lines, "mode", of(shares, found -> found.mode().window()));
            field(lines, "unseen", of(shares, found -> found.unseen().window()));
            field(lines, "below", share(shares, Shares::below));
            field(lines, "above", share(shares, Shares::above));
            lines.raw("}").end();
        }
    }

    /** One line per pair of features: {@code pair} in the place of {@code feature}, and only what pairs have. */
    static void writePairs(ReplayWindow window, OutputLines lines) throws IOException {
        for (PairDrift pair : window.pairs()) {
            lines.raw("{\"window\":").number(window.index());
            lines.raw(",\"start\":").number(window.start());
            lines.raw(",\"end\":").number(window.end());
            lines.raw(",\"pair\":").string(pair.name());
            lines.raw(",\"n\":").number(pair.statistics().samples());
            field(lines, "psi", OptionalDouble.of(pair.statistics().psi()));
            field(lines, "tv", OptionalDouble.of(pair.statistics().ks()));
            field(lines, "training", OptionalDouble.of(pair.trained()));
            field(lines, "association", OptionalDouble.of(pair.now()));
            lines.raw(",\"state\":\"")
                    .raw(pair.statistics().state().name().toLowerCase(Locale.ROOT))
                    .raw("\"}")
                    .end();
        }
    }

    private static <T> OptionalDouble of(Optional<T> found, Function<T, Double> value) {
        return found.isPresent() ? OptionalDouble.of(value.apply(found.get())) : OptionalDouble.empty();
    }

    private static OptionalDouble share(
            Optional<Shares> shares, Function<Shares, Optional<FeatureStatistics.Share>> which) {
        return of(shares.flatMap(which), share -> share.window());
    }

    private static void field(OutputLines lines, String name, OptionalDouble value) {
        boolean known = value.isPresent() && Double.isFinite(value.getAsDouble());
        lines.raw(",\"" + name + "\":").raw(known ? Double.toString(value.getAsDouble()) : "null");
    }
}
