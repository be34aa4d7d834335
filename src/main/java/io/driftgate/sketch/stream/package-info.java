/**
 * Panes outside of the process: their binary form, reading it back, and putting the panes of several replicas side by side.
 *
 * <pre>
 * PaneCounts --PaneEncoder--> bytes, one pane after the other = a stream --PaneStreamReader--> frames, checksums checked
 *   --PaneDecoder, against the baseline--> StreamedPane --PaneAlignment--> panes of the same time, to be added
 * </pre>
 *
 * <p>The form is described byte by byte in {@code src/site/markdown/sketch-stream.md}. What reads it trusts nothing in it: every
 * way in which bytes can be wrong is a {@link io.driftgate.sketch.stream.MalformedPane} that names the byte, and no number in a
 * stream decides how much memory is taken.
 *
 * <p>Depends on {@code sketch} only. Plain bytes: no file, no clock, no thread. Called by the control plane, which writes streams,
 * and by the command line, which merges them; never by an event loop.
 */
package io.driftgate.sketch.stream;
