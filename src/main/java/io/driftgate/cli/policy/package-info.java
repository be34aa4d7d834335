/** The command {@code policy}. */
package io.driftgate.cli.policy;
