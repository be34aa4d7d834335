package io.driftgate.proxy.http1;

import io.driftgate.proxy.exchange.Admission;
import io.driftgate.proxy.exchange.Exchanges;
import io.driftgate.proxy.exchange.LoopState;
import io.driftgate.snapshot.Limits;
import io.driftgate.telemetry.DataPlaneMeters;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What the client connections of one event loop share: the loop's state, its clock tick, its constants. Deadlines are checked on a
 * tick over all connections, every {@value #TICK_MILLIS} ms, rather than by a timer each: nothing is allocated per request, and a
 * deadline is late by a tick at most. Confined to its loop.
 */
public final class ServerLoop {
    static final long TICK_MILLIS = 20;

    private static final Logger LOG = System.getLogger(ServerLoop.class.getName());

    private final EventLoop eventLoop;
    private final LoopState state;
    private final Exchanges exchanges;
    private final UpstreamPool pool;
    private final DateField date = new DateField();
    private final HeadBytes head = new HeadBytes();
    private final List<ServerConnection> connections = new ArrayList<>();
    private final Map<FramingException.Reason, DataPlaneMeters.Count> framingRefusals =
            new EnumMap<>(FramingException.Reason.class);
    private boolean closing;

    public ServerLoop(EventLoop eventLoop, LoopState state, UpstreamPool pool) {
        this.eventLoop = eventLoop;
        this.state = state;
        this.pool = pool;
        this.exchanges = new Exchanges(state);
        for (FramingException.Reason reason : FramingException.Reason.values()) {
            framingRefusals.put(reason, state.meters().framingRefusals(reason.label()));
        }
    }

    /** Starts the tick; call once. */
    public void start() {
        Future<?> unused =
                eventLoop.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    public EventLoop eventLoop() {
        return eventLoop;
    }

    public LoopState state() {
        return state;
    }

    /** The handler of a new client connection. */
    public ServerConnection newConnection() {
        return new ServerConnection(this);
    }

    /** Closes connections as they become idle. */
    public void closeIdle() {
        closing = true;
        for (ServerConnection connection : List.copyOf(connections)) {
            connection.closeWhenIdle();
        }
    }

    /** Closes all connections as they are. */
    public void closeAll() {
        for (ServerConnection connection : List.copyOf(connections)) {
            connection.closeNow();
        }
        pool.closeAll();
    }

    void countFramingRefusal(FramingException.Reason reason) {
        framingRefusals.get(reason).add(1);
    }

    boolean isClosing() {
        return closing;
    }

    Exchanges exchanges() {
        return exchanges;
    }

    Admission admission() {
        return state.admission();
    }

    Limits limits() {
        return state.settings().limits();
    }

    DateField date() {
        return date;
    }

    /** In which the heads of all answers are made. */
    HeadBytes head() {
        return head;
    }

    long nowNanos() {
        return state.tickNanos();
    }

    void add(ServerConnection connection) {
        connection.place = connections.size();
        connections.add(connection);
    }

    void remove(ServerConnection connection) {
        int place = connection.place;
        if (place < 0) {
            return;
        }
        connection.place = -1;
        ServerConnection last = connections.remove(connections.size() - 1);
        if (last != connection) {
            connections.set(place, last);
            last.place = place;
        }
    }

    /** A programming error on a connection: it is closed, the others go on. */
    void logUnexpected(Throwable cause) {
        LOG.log(Logger.Level.ERROR, "closing a client connection on an unexpected error", cause);
    }

    private void tick() {
        long now = System.nanoTime();
        state.tick(now);
        for (int i = connections.size() - 1; i >= 0; i--) {
            if (i < connections.size()) {
                connections.get(i).onTick(now);
            }
        }
        pool.tick(now);
    }
}
