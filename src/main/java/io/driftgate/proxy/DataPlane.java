package io.driftgate.proxy;

import io.driftgate.proxy.exchange.Admission;
import io.driftgate.proxy.exchange.AuditAccess;
import io.driftgate.proxy.exchange.LoopState;
import io.driftgate.proxy.http1.ServerLoop;
import io.driftgate.proxy.http1.UpstreamPool;
import io.driftgate.sketch.PaneCounts;
import io.driftgate.sketch.PaneSource;
import io.driftgate.sketch.RowBlock;
import io.driftgate.snapshot.Settings;
import io.driftgate.snapshot.SnapshotHolder;
import io.driftgate.telemetry.DataPlaneMeters;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The serving port: event loops, listener, drain. A connection stays on the loop that accepted it, and so do its upstream
 * connections. Thread-safe.
 */
public final class DataPlane implements PaneSource {
    private static final int BACKLOG = 1024;
    private static final long DRAIN_POLL_MILLIS = 10;

    private final SnapshotHolder holder;
    private final Admission admission = new Admission();
    private final Transport transport = Transport.best();
    private final EventLoopGroup group;
    private final IdentityHashMap<EventLoop, ServerLoop> loops = new IdentityHashMap<>();
    private volatile Channel listener;
    private CompletableFuture<Void> stopped;

    /** {@code loops}: number of event loops; 0 takes one per processor. */
    public DataPlane(SnapshotHolder holder, DataPlaneMeters meters, int loops) {
        this(holder, meters, loops, Optional.empty());
    }

    /** As above; {@code audit} keeps records of governed requests. */
    public DataPlane(SnapshotHolder holder, DataPlaneMeters meters, int loops, Optional<AuditAccess> audit) {
        this.holder = holder;
        int count = loops > 0 ? loops : Runtime.getRuntime().availableProcessors();
        this.group = transport.newGroup(count);
        SplittableRandom random =
                new SplittableRandom(System.nanoTime() ^ ProcessHandle.current().pid());
        String via = "1.1 driftgate-" + Long.toHexString(random.nextLong());
        DnsAddressResolverGroup resolver = new DnsAddressResolverGroup(
                new DnsNameResolverBuilder().datagramChannelFactory(transport::newDatagram));
        int maxHeadBytes = holder.current().settings().limits().maxHeaderBytes();
        for (EventExecutor executor : group) {
            EventLoop eventLoop = (EventLoop) executor;
            UpstreamPool pool = new UpstreamPool(eventLoop, transport::newSocket, resolver, maxHeadBytes);
            LoopState state = new LoopState(holder, meters, admission, via, pool, random.split(), audit, eventLoop);
            this.loops.put(eventLoop, new ServerLoop(eventLoop, state, pool));
        }
    }

    /**
     * Binds and serves.
     *
     * @return the bound address
     * @throws IOException when the port is taken; the message names address and cause
     */
    public InetSocketAddress start() throws IOException {
        Settings settings = holder.current().settings();
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channelFactory(transport::newServer)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(32 << 10, 128 << 10))
                .childOption(ChannelOption.RCVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(4))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(loops.get(channel.eventLoop()).newConnection());
                    }
                });
        ChannelFuture binding = bootstrap.bind(settings.host(), settings.port());
        binding.awaitUninterruptibly();
        if (!binding.isSuccess()) {
            Future<?> unused = group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new IOException(
                    "can't listen on " + settings.host() + ":" + settings.port() + ": "
                            + binding.cause().getMessage(),
                    binding.cause());
        }
        loops.values().forEach(ServerLoop::start);
        listener = binding.channel();
        return (InetSocketAddress) listener.localAddress();
    }

    /** From now on answers carry {@code Connection: close}; readiness must be down already. */
    public void beginDrain() {
        admission.drain();
    }

    /** Closes the listener, waits for in-flight requests up to the timeout, then closes what is left. Idempotent. */
    public synchronized CompletionStage<Void> stop(long timeoutNanos) {
        if (stopped != null) {
            return stopped;
        }
        stopped = new CompletableFuture<>();
        beginDrain();
        if (listener != null) {
            listener.close().awaitUninterruptibly();
        }
        onEachLoop(ServerLoop::closeIdle);
        awaitIdle(System.nanoTime() + timeoutNanos);
        return stopped;
    }

    private void awaitIdle(long deadlineNanos) {
        if (admission.connections() > 0 && System.nanoTime() - deadlineNanos < 0) {
            Future<?> unused = group.schedule(() -> awaitIdle(deadlineNanos), DRAIN_POLL_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        onEachLoop(ServerLoop::closeAll);
        Future<?> unused = group.shutdownGracefully(0, 2, TimeUnit.SECONDS).addListener(done -> stopped.complete(null));
    }

    private void onEachLoop(Consumer<ServerLoop> action) {
        loops.values().forEach(loop -> loop.eventLoop().execute(() -> action.accept(loop)));
    }

    /** What the data plane holds now, for tests and the admin API. */
    public Admission admission() {
        return admission;
    }

    /** {@code epoll} or {@code nio}. */
    public String transportName() {
        return transport.label();
    }

    @Override
    public CompletionStage<Map<String, List<PaneCounts>>> cut() {
        return fromEachLoop(LoopState::cut);
    }

    @Override
    public CompletionStage<Map<String, List<RowBlock>>> rows() {
        return fromEachLoop(LoopState::rows);
    }

    private <T> CompletionStage<Map<String, List<T>>> fromEachLoop(Function<LoopState, Map<String, T>> cut) {
        List<CompletableFuture<Map<String, T>>> cuts = new ArrayList<>();
        for (ServerLoop loop : loops.values()) {
            cuts.add(CompletableFuture.supplyAsync(() -> cut.apply(loop.state()), loop.eventLoop()));
        }
        return CompletableFuture.allOf(cuts.toArray(CompletableFuture[]::new)).thenApply(all -> {
            Map<String, List<T>> merged = new HashMap<>();
            for (CompletableFuture<Map<String, T>> each : cuts) {
                each.join()
                        .forEach((key, part) -> merged.computeIfAbsent(key, any -> new ArrayList<>())
                                .add(part));
            }
            return merged;
        });
    }
}
