/**
 * {@code driftgate drift}: judges streams of panes away from the gateways that wrote them.
 *
 * <pre>
 * FILE, DIR, URL --PaneSources--> panes, each checked against the baseline --PaneAlignment, sums--> MergedVersion --> MergedLines
 * </pre>
 */
package io.driftgate.cli.drift;
