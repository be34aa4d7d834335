package io.driftgate.cli.backtest;

import io.driftgate.drift.backtest.DrawnTraffic;
import io.driftgate.drift.backtest.Resampling;

/**
 * What chance alone does to settings.
 *
 * @param windows of thresholds
 * @param traffic of evidence and of the verdict, which remember
 */
record Chance(Resampling windows, DrawnTraffic traffic) {}
