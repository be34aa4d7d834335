/**
 * Strict JSON: one pass over a body's bytes that refuses whatever two parsers could read in two ways, and leaves a tape of
 * nodes for everybody who looks at the body after it.
 *
 * <p>{@link io.driftgate.json.JsonTape} is the only door. Protocol adapters and the PII scanner read tapes; the data plane
 * parses. A body of the same shape as the one before on its tape is read by that one, which makes the same tape as the grammar.
 * A tape is mutable and belongs to one event loop; nothing here locks, recurses, or allocates once its arrays have grown to the
 * size of the traffic. Depends on no other package.
 */
package io.driftgate.json;
