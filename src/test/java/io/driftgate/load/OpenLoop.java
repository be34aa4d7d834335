package io.driftgate.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A load generator at a fixed rate: a request is due every {@code 1 / rate} seconds whether earlier ones were answered or not, and its latency
 * counts from when it was due, so that a server that stalls is charged for all who would have waited (G. Tene's coordinated omission). One
 * thread; {@code benchmarks/run --rates} and {@code benchmarks/soak} start it.
 *
 * <pre>
 * OpenLoop URL BODIES PATH RATE SECONDS CONNECTIONS [INTERVAL]
 *     BODIES: a file with one a line, sent in turn; or several with commas between, each of which has an INTERVAL in turn
 * INTERVAL answers micros p50 p99 p999 p9999 max errors   of each interval of so many seconds, where one is given
 * RESULT answers micros p50 p99 p999 p9999 max errors     of all; latencies in microseconds
 * </pre>
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails closes the connection, which is counted
public final class OpenLoop {
    private static final long MOST_MICROS = TimeUnit.MINUTES.toMicros(2);

    /** So many seconds' worth of requests may wait for a connection; with more the rate is beyond what the server can take. */
    private static final int MOST_BACKLOG_SECONDS = 5;

    private static final long DRAIN_SECONDS = 10;

    private final List<List<byte[]>> bodies;
    private final URI server;
    private final String path;
    private final double rate;
    private final long requests;
    private final long intervalNanos;
    private final Tally all = new Tally();
    private Tally interval = new Tally();
    private final ArrayDeque<Client> idle = new ArrayDeque<>();

    /** When those were due that wait for a connection. */
    private final ArrayDeque<Long> backlog = new ArrayDeque<>();

    private final CountDownLatch over = new CountDownLatch(1);
    private EventLoop loop;
    private long start;
    private long begun;

    /** What came of the requests that ended in a stretch of time. */
    private static final class Tally {
        private final Histogram latencies = new Histogram(MOST_MICROS, 3);
        private final long since = System.nanoTime();
        private long ended;
        private long errors;

        private void end(long micros, boolean failed) {
            latencies.recordValue(Math.min(MOST_MICROS, micros));
            ended++;
            errors += failed ? 1 : 0;
        }

        private void print(String name) {
            System.out.printf(
                    "%s %d %d %d %d %d %d %d %d%n",
                    name,
                    ended,
                    TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - since),
                    latencies.getValueAtPercentile(50),
                    latencies.getValueAtPercentile(99),
                    latencies.getValueAtPercentile(99.9),
                    latencies.getValueAtPercentile(99.99),
                    latencies.getMaxValue(),
                    errors);
        }
    }

    private OpenLoop(
            URI server, List<List<byte[]>> bodies, String path, double rate, int seconds, int intervalSeconds) {
        this.server = server;
        this.bodies = bodies;
        this.path = path;
        this.rate = rate;
        this.requests = Math.round(rate * seconds);
        this.intervalNanos = TimeUnit.SECONDS.toNanos(intervalSeconds);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length < 6 || args.length > 7) {
            System.err.println("usage: OpenLoop URL BODIES PATH RATE SECONDS CONNECTIONS [INTERVAL]");
            System.exit(2);
        }
        List<List<byte[]>> bodies = new ArrayList<>();
        for (String file : args[1].split(",", -1)) {
            bodies.add(Files.readAllLines(Path.of(file)).stream()
                    .map(line -> line.getBytes(StandardCharsets.UTF_8))
                    .toList());
        }
        int seconds = Integer.parseInt(args[4]);
        OpenLoop load = new OpenLoop(
                URI.create(args[0]),
                bodies,
                args[2],
                Double.parseDouble(args[3]),
                seconds,
                args.length == 7 ? Integer.parseInt(args[6]) : seconds);
        System.exit(load.run(Integer.parseInt(args[5])) ? 0 : 1);
    }

    /** Whether all requests were sent and answered, well or badly. */
    private boolean run(int connections) throws InterruptedException {
        boolean epoll = Epoll.isAvailable();
        EventLoopGroup group = epoll ? new EpollEventLoopGroup(1) : new NioEventLoopGroup(1);
        loop = group.next();
        try {
            for (int i = 0; i < connections; i++) {
                Client client = new Client();
                client.channel = new Bootstrap()
                        .group(loop)
                        .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .handler(new ChannelInitializer<SocketChannel>() {
                            @Override
                            protected void initChannel(SocketChannel channel) {
                                channel.pipeline().addLast(new HttpClientCodec(), client);
                            }
                        })
                        .connect(server.getHost(), server.getPort())
                        .sync()
                        .channel();
                idle.add(client);
            }
            start = System.nanoTime();
            loop.execute(this::sendDue);
            if (intervalNanos < TimeUnit.SECONDS.toNanos(Math.round(requests / rate))) {
                loop.scheduleAtFixedRate(this::endInterval, intervalNanos, intervalNanos, TimeUnit.NANOSECONDS);
            }
            boolean whole = over.await(Math.round(requests / rate) + DRAIN_SECONDS, TimeUnit.SECONDS);
            loop.submit(() -> all.print("RESULT")).sync();
            return whole && all.ended == requests;
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    private long dueNanos(long request) {
        return start + (long) (request * 1e9 / rate);
    }

    private void sendDue() {
        long now = System.nanoTime();
        while (begun < requests && dueNanos(begun) - now <= 0) {
            backlog.add(dueNanos(begun++));
        }
        while (!backlog.isEmpty() && !idle.isEmpty()) {
            idle.poll().send(backlog.poll());
        }
        if (backlog.size() > MOST_BACKLOG_SECONDS * rate) {
            System.err.printf(
                    "%d requests wait after %d answers: the rate is more than can be served%n",
                    backlog.size(), all.ended);
            over.countDown();
        } else if (begun < requests) {
            loop.schedule(this::sendDue, Math.max(0, dueNanos(begun) - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    private void endInterval() {
        interval.print("INTERVAL");
        interval = new Tally();
    }

    private byte[] bodyDueAt(long due) {
        List<byte[]> now = bodies.get((int) ((due - start) / intervalNanos % bodies.size()));
        return now.get((int) (all.ended % now.size()));
    }

    /** One connection, with at most one request at a time. */
    private final class Client extends SimpleChannelInboundHandler<HttpObject> {
        private Channel channel;
        private long due;
        private boolean bad;
        private boolean busy;

        private void send(long dueAt) {
            due = dueAt;
            busy = true;
            ByteBuf body = Unpooled.wrappedBuffer(bodyDueAt(dueAt));
            FullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, path, body);
            request.headers()
                    .set(HttpHeaderNames.HOST, server.getAuthority())
                    .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
            channel.writeAndFlush(request);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
            if (part instanceof HttpResponse head) {
                bad = head.status().code() != 200;
            }
            if (part instanceof LastHttpContent) {
                end(bad || part.decoderResult().isFailure());
                if (!channel.isActive()) {
                    return;
                }
                if (backlog.isEmpty()) {
                    idle.add(this);
                } else {
                    send(backlog.poll());
                }
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (busy) {
                end(true);
            }
            idle.remove(this);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable problem) {
            System.err.println(problem);
            context.close();
        }

        private void end(boolean failed) {
            busy = false;
            long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - due);
            all.end(micros, failed);
            interval.end(micros, failed);
            if (all.ended == requests) {
                over.countDown();
            }
        }
    }
}
