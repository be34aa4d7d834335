/**
 * The command {@code pii}: what people do with the scanner outside of a running gateway. {@code scan} reads lines of JSON on standard
 * input and writes one line of findings for each, of the scanner that the gateway runs; no value is ever printed. Memory is bounded
 * by the longest line. Runs on the main thread.
 *
 * <pre>
 * {@link io.driftgate.cli.InputLines}       lines of a stream, each up to a limit
 * {@link io.driftgate.cli.pii.LineScan}     one line: what the gateway's scanner finds in it, and where
 * {@link io.driftgate.cli.pii.JsonPath}     the JSON pointer of a place
 * {@link io.driftgate.cli.pii.CodePoints}   offsets as people count them
 * {@link io.driftgate.cli.OutputLines}      lines of findings and errors
 * {@link io.driftgate.cli.pii.ScanStats}    the table of {@code --stats}
 * </pre>
 */
package io.driftgate.cli.pii;
