/**
 * What people are told of and how it is said: {@link io.driftgate.alert.Alert} and its kinds, where alerts go ({@link
 * io.driftgate.alert.AlertSettings}, the section {@code alerts:} of the configuration), and the messages of each kind of sink, signed where the sink has a
 * secret.
 *
 * <p>Values and text only: no thread, no network. Secrets are named here ({@link io.driftgate.alert.Secret}) and read at the moment
 * when a message is made, so that none stays in memory, in a log or in an answer. Called by {@code config}, {@code control} and {@code
 * delivery}. Plain Java.
 */
package io.driftgate.alert;
