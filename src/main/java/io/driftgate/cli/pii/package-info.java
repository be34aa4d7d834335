/**
 * The command {@code pii}: what people do with the scanner outside of a running gateway. {@code scan} reads lines of JSON on standard
 * input and writes one line of findings for each, with the patterns that the gateway runs; no value is ever printed. Memory is bounded
 * by the longest line. Runs on the main thread.
 *
 * <pre>
 * {@link io.driftgate.cli.pii.InputLines}   lines of a stream, each up to a limit
 * {@link io.driftgate.cli.pii.LineScan}     one line: which strings, keys and numbers it has; where findings are
 * {@link io.driftgate.cli.pii.ValueScan}    one text or number: what it holds
 * {@link io.driftgate.cli.pii.BestHits}     of findings that overlap, the one that is reported
 * {@link io.driftgate.cli.pii.OutputLines}  lines of findings and errors
 * {@link io.driftgate.cli.pii.ScanStats}    the table of {@code --stats}
 * </pre>
 */
package io.driftgate.cli.pii;
