/** The command {@code alert}: whether alerts would arrive. Delivers as the gateway does, without a gateway; runs on the main thread. */
package io.driftgate.cli.alert;
