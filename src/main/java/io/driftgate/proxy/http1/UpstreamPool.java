package io.driftgate.proxy.http1;

import io.driftgate.proxy.exchange.Exchange;
import io.driftgate.proxy.exchange.UpstreamFailure;
import io.driftgate.proxy.exchange.Upstreams;
import io.driftgate.snapshot.Upstream;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The connections of one event loop to model servers, by address. Idle ones are kept last in, first out, at most
 * {@value #MAX_IDLE} an address and {@link #IDLE_NANOS} long; busy ones are bounded by {@code maxConcurrent}. Confined to its loop.
 */
public final class UpstreamPool implements Upstreams {
    private static final int MAX_IDLE = 256;
    private static final long IDLE_NANOS = 60_000_000_000L;
    private static final int CONNECT_TIMEOUT_MILLIS = 3_000;

    private final Bootstrap byName;
    private final Bootstrap byAddress;
    private final int maxHeadBytes;
    private final HeadBytes head = new HeadBytes();
    private final Map<Upstream, ArrayDeque<UpstreamConnection>> idle = new HashMap<>();
    private long nowNanos = System.nanoTime();

    /**
     * Makes a pool.
     *
     * @param resolver must not block: names are resolved on the loop
     * @param maxHeadBytes of an answer's head
     */
    public UpstreamPool(
            EventLoop eventLoop,
            ChannelFactory<? extends Channel> sockets,
            AddressResolverGroup<InetSocketAddress> resolver,
            int maxHeadBytes) {
        this.maxHeadBytes = maxHeadBytes;
        this.byName = new Bootstrap()
                .group(eventLoop)
                .channelFactory(sockets)
                .resolver(resolver)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.RCVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(4))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        // the handler is added once connected, when its upstream and exchange are known
                    }
                });
        this.byAddress = byName.clone().disableResolver();
    }

    /** An address literal needs no resolver, and one that is not asked is not made. */
    private ChannelFuture connect(Upstream upstream) {
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(upstream.host());
        return literal == null
                ? byName.connect(upstream.host(), upstream.port())
                : byAddress.connect(literal, upstream.port());
    }

    @Override
    public void acquire(Upstream upstream, Exchange exchange, boolean fresh) {
        ArrayDeque<UpstreamConnection> ready = idle.get(upstream);
        while (!fresh && ready != null && !ready.isEmpty()) {
            UpstreamConnection connection = ready.pollLast();
            if (connection.begin(exchange)) {
                exchange.onUpstreamReady(connection);
                return;
            }
        }
        ChannelFuture connecting = connect(upstream);
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                exchange.onUpstreamFailure(UpstreamFailure.CONNECT);
                return;
            }
            UpstreamConnection connection = new UpstreamConnection(this, upstream, maxHeadBytes);
            connecting.channel().pipeline().addLast(connection);
            connection.begin(exchange);
            exchange.onUpstreamReady(connection);
        });
    }

    /** In which the heads of all requests are made. */
    HeadBytes head() {
        return head;
    }

    /** Takes back a connection whose answer is complete. */
    void release(UpstreamConnection connection) {
        ArrayDeque<UpstreamConnection> ready = idle.computeIfAbsent(connection.upstream(), key -> new ArrayDeque<>());
        if (ready.size() >= MAX_IDLE) {
            connection.close();
        } else {
            connection.idleSinceNanos = nowNanos;
            ready.addLast(connection);
        }
    }

    /** Forgets an idle connection that the model server closed. */
    void forget(UpstreamConnection connection) {
        ArrayDeque<UpstreamConnection> ready = idle.get(connection.upstream());
        if (ready != null) {
            ready.removeLastOccurrence(connection);
        }
    }

    void tick(long now) {
        nowNanos = now;
        idle.values().removeIf(ready -> {
            while (!ready.isEmpty() && now - ready.peekFirst().idleSinceNanos > IDLE_NANOS) {
                ready.pollFirst().close();
            }
            return ready.isEmpty();
        });
    }

    void closeAll() {
        List<UpstreamConnection> all = new ArrayList<>();
        idle.values().forEach(all::addAll);
        idle.clear();
        all.forEach(UpstreamConnection::close);
    }
}
