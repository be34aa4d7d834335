/**
 * Inference protocols: which paths are theirs, how a body of each becomes rows of features, how an answer becomes rows of
 * predictions, and how each says an error.
 *
 * <p>Open {@link io.driftgate.protocol.Protocol} first. Adapters are stateless; a {@link io.driftgate.protocol.FeatureBatch}
 * belongs to one event loop; bindings and path tables are immutable, built at load. The data plane calls
 * {@code PathTable.match}, then {@code Protocol.bind} after parsing, then walks the batch as often as it needs to; for answers
 * {@code Protocol.bindAnswer} and a {@link io.driftgate.protocol.PredictionBatch} in the same way. Shapes are
 * checked at binding, so walking never fails; a shape that a model server could read in another way is refused, not guessed.
 *
 * <p>A body need not be JSON alone: {@link io.driftgate.protocol.BinaryTensors} may stand behind it, and for protocols that take forms
 * {@link io.driftgate.protocol.UrlEncoded} and {@link io.driftgate.protocol.Multipart} fill {@link
 * io.driftgate.protocol.FormFields}, for {@code Protocol.bindForm}. {@link io.driftgate.protocol.MediaType} says which it is. Whoever looks for
 * personal data goes over the same tensors and fields; this package knows nothing of that.
 */
package io.driftgate.protocol;
