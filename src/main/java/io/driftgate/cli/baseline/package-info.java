/**
 * {@code driftgate baseline}: builds training profiles from data, draws them, and says how one differs from another. Reads and writes
 * files, and starts nothing. The files' form is in {@code src/site/markdown/baseline-format.md}.
 */
package io.driftgate.cli.baseline;
