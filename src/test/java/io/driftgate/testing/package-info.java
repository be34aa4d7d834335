/**
 * Both ends of the wire for tests: a hand-written model server and a raw client on blocking sockets, with no HTTP library
 * between the test and the bytes. Everything read is parsed strictly, so that a lenient test cannot hide a sloppy gateway.
 * Loopback and ephemeral ports only.
 */
package io.driftgate.testing;
