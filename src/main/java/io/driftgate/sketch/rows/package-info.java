/**
 * Reads files of rows, CSV or JSON lines, plain or gzip, for a baseline and for a replay: both take a value the same way.
 *
 * <p>One row at a time in a {@code FeatureRow}, in bounded memory. Called by the command line and its builders, never by an event loop.
 */
package io.driftgate.sketch.rows;
