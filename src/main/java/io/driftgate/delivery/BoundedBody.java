package io.driftgate.delivery;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** Keeps the beginning of an answer's body and hangs up on the rest: a sink can't fill our memory or hold us for long. */
final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {
    private final int maxBytes;
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private Flow.Subscription subscription;

    BoundedBody(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            byte[] bytes = new byte[Math.min(buffer.remaining(), maxBytes - read.size())];
            buffer.get(bytes);
            read.writeBytes(bytes);
        }
        if (read.size() == maxBytes) {
            body.complete(read.toByteArray());
            subscription.cancel();
        } else {
            subscription.request(1);
        }
    }

    /** The status is what counts; an answer that breaks off within its body has one. */
    @Override
    public void onError(Throwable error) {
        body.complete(read.toByteArray());
    }

    @Override
    public void onComplete() {
        body.complete(read.toByteArray());
    }
}
