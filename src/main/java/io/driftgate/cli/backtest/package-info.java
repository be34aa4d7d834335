/** {@code driftgate backtest}: replays recorded rows, in numbers for programs, in a table and in a report for people. */
package io.driftgate.cli.backtest;
