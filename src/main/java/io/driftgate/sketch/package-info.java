/**
 * Counts of feature values in the bins of a training baseline: the only memory of traffic that drift detection has.
 *
 * <pre>
 * training rows --BaselineBuilder--> Baseline (file) --SketchPlan.bind--> SketchPlan --record--> SketchShard --cut--> PaneCounts
 *                                                                        per model     per event loop          per pane, added up
 * </pre>
 *
 * <p>Counts add: the panes of all loops, of a window, of a fleet are merged by addition, and a window slides by adding the
 * newest pane and subtracting the oldest.
 *
 * <p>Pairs of features are counted in coarser cells behind the features' bins, from the bins that the row fell into. Where a version has to
 * learn its baseline, and nowhere else, rows themselves are kept, in bounded {@link io.driftgate.sketch.RowBlock}s, until the control plane
 * fetches them for a {@link io.driftgate.sketch.BaselineBuilder}.
 *
 * <p>Depends on {@code source} and {@code feature} only. {@link io.driftgate.sketch.SketchPlan#record} and the shard run on an
 * event loop and allocate nothing; building and reading baselines runs on the control plane and in the command line.
 */
package io.driftgate.sketch;
