/**
 * {@code driftgate gate}: what the release gates say of the versions of a configuration, for a release pipeline. Nothing is started, and
 * without {@code --probe} nothing is asked.
 */
package io.driftgate.cli.gate;
