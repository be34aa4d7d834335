/**
 * What a text holds: the patterns of personal data and secrets, over the bytes of UTF-8 texts. {@link
 * io.driftgate.pii.pattern.PatternSet} says what to look for and is immutable; {@link io.driftgate.pii.pattern.Detector} finds it in one
 * pass and belongs to one event loop; {@link io.driftgate.pii.pattern.Hits} is what it found. Knows nothing of JSON, requests or
 * actions: those are the business of {@code io.driftgate.pii}, which uses this room. Depends on {@code source}, and on libphonenumber
 * and RE2/J.
 *
 * <p>The matchers are written by hand, one per entity or family, each with its grammar and source in its comment; what a policy adds is
 * a regular expression. All mind word boundaries: a letter, digit or mark of any script beside a hit makes it part of something else.
 * Time is linear in the text whatever it holds; without a hit nothing is allocated.
 */
package io.driftgate.pii.pattern;
