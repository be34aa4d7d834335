/**
 * Text that people write for Driftgate (configuration, policies, schemas), with the position of every value, and the
 * problems found in it. Every loader reads through here, so that each problem names file, line, column and shows a caret,
 * and all problems of a load are reported at once.
 *
 * <p>A leaf of the domain: depends on nothing of ours. Runs on control-plane threads and in the command line, never on an
 * event loop.
 */
package io.driftgate.source;
