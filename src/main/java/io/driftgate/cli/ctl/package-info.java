/**
 * {@code driftgate ctl}: sets, lists and releases overrides on a running gateway, over its admin port. Knows nothing of the
 * gateway but that API. Runs on the main thread.
 */
package io.driftgate.cli.ctl;
