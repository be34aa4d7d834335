/** What {@code benchmarks/} sends through a gateway as a whole, beyond what its packaged tools can. Not used by the test suite. */
package io.driftgate.load;
