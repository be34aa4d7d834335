/**
 * Inference protocols: which paths are theirs, how a body of each becomes rows of features, how an answer becomes rows of
 * predictions, and how each says an error.
 *
 * <p>Open {@link io.driftgate.protocol.Protocol} first. Adapters are stateless; a {@link io.driftgate.protocol.FeatureBatch}
 * belongs to one event loop; bindings and path tables are immutable, built at load. The data plane calls
 * {@code PathTable.match}, then {@code Protocol.bind} after parsing, then walks the batch as often as it needs to; for answers
 * {@code Protocol.bindAnswer} and a {@link io.driftgate.protocol.PredictionBatch} in the same way. Shapes are
 * checked at binding, so walking never fails; a shape that a model server could read in another way is refused, not guessed.
 */
package io.driftgate.protocol;
