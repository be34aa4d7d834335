/**
 * Personal data in request bodies: finds it, says what is to be done, and masks it.
 *
 * <p>{@link io.driftgate.pii.PiiScanner} walks a parsed body: every string, key and number, strings after unescaping, and strings
 * that hold JSON themselves down to three levels, and escapes in text that is no JSON. {@link io.driftgate.pii.PiiFindings} holds
 * what was found as ranges of the body and rewrites it. {@link io.driftgate.pii.PiiEventStream} does both for an answer in
 * server-sent events. All are mutable and belong to one event loop. {@link io.driftgate.pii.PiiPolicy} and
 * {@link io.driftgate.pii.PiiFeatureNames} are immutable and read by any thread. Depends on {@code source} and {@code json}.
 *
 * <p>The matchers are written by hand over bytes, one per entity, each with its grammar and source in its comment. All mind
 * word boundaries: a letter, digit or mark of any script beside a hit makes it part of something else. Time is linear in the body
 * whatever it holds; without a hit nothing is allocated.
 */
package io.driftgate.pii;
