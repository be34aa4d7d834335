/** Holds {@code deploy/} to what the code understands. */
package io.driftgate.deploy;
