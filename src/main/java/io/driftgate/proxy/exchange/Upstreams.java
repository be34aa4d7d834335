package io.driftgate.proxy.exchange;

import io.driftgate.snapshot.Upstream;

/** The connections of one event loop to model servers. */
public interface Upstreams {
    /**
     * Takes an idle connection or opens one; calls {@link Exchange#onUpstreamReady} or {@link Exchange#onUpstreamFailure}, perhaps
     * before it returns.
     *
     * @param fresh never reuse: the last try met a stale connection
     */
    void acquire(Upstream upstream, Exchange exchange, boolean fresh);
}
