package io.driftgate.testing;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A model server for tests on blocking sockets, a daemon thread for each connection. Each request takes the next queued answer,
 * or else the standing one (a small JSON). A request that is no strict HTTP/1.1 is noted in {@link #violations()} and fails
 * {@link #close()}, so that no test passes while its gateway forwards something ambiguous. Thread-safe.
 *
 * <pre>
 * try (TestUpstream upstream = TestUpstream.start()) {
 *     upstream.next(Answers.closeWithoutAnswer(), Answers.echo());
 *     …
 *     ReceivedRequest request = upstream.take();
 * }
 * </pre>
 */
public final class TestUpstream implements Closeable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AtomicInteger accepted = new AtomicInteger();
    private final Map<Socket, Thread> open = new ConcurrentHashMap<>();
    private final List<ReceivedRequest> received = new CopyOnWriteArrayList<>();
    private final List<ReceivedRequest> metadata = new CopyOnWriteArrayList<>();
    private final BlockingQueue<ReceivedRequest> notTaken = new LinkedBlockingQueue<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final Deque<Answer> queued = new ArrayDeque<>();
    private final int port;
    private volatile Answer standing = Answers.json(200, "{\"outputs\":[]}");
    private volatile boolean answersMetadata = true;
    private volatile boolean ready = true;
    private volatile boolean sendsContinue = true;
    private volatile ServerSocket listener;
    private volatile Thread acceptor;

    private TestUpstream(int port) throws IOException {
        listener = listen(port);
        this.port = listener.getLocalPort();
    }

    public static TestUpstream start() {
        try {
            TestUpstream upstream = new TestUpstream(0);
            upstream.acceptOn(upstream.listener);
            return upstream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on, whenever the queue is empty. */
    public TestUpstream always(Answer answer) {
        standing = answer;
        return this;
    }

    /** One request each, in this order, before the standing answer. */
    public TestUpstream next(Answer... answers) {
        synchronized (queued) {
            queued.addAll(List.of(answers));
        }
        return this;
    }

    /** Whether metadata and readiness GETs are answered by themselves, aside from the scripted requests; they are unless told. */
    public TestUpstream answersMetadata(boolean answers) {
        answersMetadata = answers;
        return this;
    }

    /** What readiness GETs say. */
    public TestUpstream ready(boolean isReady) {
        ready = isReady;
        return this;
    }

    /** Whether {@code Expect: 100-continue} gets a 100 before the body is read; it does unless told. */
    public TestUpstream sendsContinue(boolean sends) {
        sendsContinue = sends;
        return this;
    }

    public int port() {
        return port;
    }

    /** {@code http://127.0.0.1:port}. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** All requests so far without the metadata GETs, in the order in which they were complete or broke off. */
    public List<ReceivedRequest> requests() {
        return List.copyOf(received);
    }

    /** The metadata and readiness GETs that were answered by themselves. */
    public List<ReceivedRequest> metadataRequests() {
        return List.copyOf(metadata);
    }

    /** The next request that no test took yet; waits for it. */
    public ReceivedRequest take() throws InterruptedException {
        ReceivedRequest request = notTaken.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (request == null) {
            throw new AssertionError("no request within " + PATIENCE.toSeconds() + " s");
        }
        return request;
    }

    /** Connections accepted so far. */
    public int connections() {
        return accepted.get();
    }

    public int openConnections() {
        return open.size();
    }

    /** Waits until no more than so many connections are open. */
    public void awaitOpenConnections(int atMost) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (open.size() > atMost) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(open.size() + " connections are still open");
            }
            Thread.sleep(5);
        }
    }

    /** What was read that is no strict HTTP/1.1. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /** Refuses new connections and ends the open ones, as a crash would; {@link #resume()} listens on the same port again. */
    public void crash() throws IOException {
        listener.close();
        try {
            acceptor.join(); // until it has left accept() the port still takes connections
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeConnections();
    }

    /** Ends the open connections only, as a server does with idle ones. */
    public void closeConnections() {
        open.forEach((socket, thread) -> {
            closeQuietly(socket);
            thread.interrupt();
        });
    }

    public void resume() throws IOException {
        ServerSocket again = listen(port);
        listener = again;
        acceptOn(again);
    }

    @Override
    public void close() throws IOException {
        crash();
        if (!violations.isEmpty()) {
            throw new AssertionError("the upstream got what is no strict HTTP/1.1: " + violations);
        }
    }

    private static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 512);
        return socket;
    }

    private void acceptOn(ServerSocket server) {
        acceptor = daemon("upstream-accept-" + port, () -> {
            try {
                while (true) {
                    Socket socket = server.accept();
                    int number = accepted.incrementAndGet();
                    Thread thread = daemon("upstream-" + port + "-" + number, () -> serve(socket, number));
                    open.put(socket, thread);
                    thread.start();
                }
            } catch (IOException closed) {
                // crash() or close(): there is nothing more to accept
            }
        });
        acceptor.start();
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private void serve(Socket socket, int number) {
        try {
            socket.setTcpNoDelay(true);
            WireReader reader = new WireReader(socket.getInputStream());
            Wire wire = new Wire(socket);
            boolean keep = true;
            while (keep) {
                Optional<MessageHead> head = reader.head();
                keep = head.isPresent() && exchange(reader, wire, number, head.get());
            }
        } catch (ProtocolViolation e) {
            violations.add(e.getMessage());
        } catch (EOFException e) {
            // the peer went inside a request; exchange() kept what there was of it
        } catch (IOException | InterruptedException e) {
            // the peer went, or the test ended
        } finally {
            closeQuietly(socket);
            open.remove(socket);
        }
    }

    private boolean exchange(WireReader reader, Wire wire, int number, MessageHead head)
            throws IOException, InterruptedException {
        if (!head.startLine().matches("[A-Z]+ [^ ]+ HTTP/1\\.1")) {
            throw new ProtocolViolation("request line: " + head.startLine());
        }
        if (head.headers("host").size() != 1) {
            throw new ProtocolViolation("not exactly one Host in\n" + head);
        }
        BodyFraming framing = head.framing();
        ReceivedRequest bodiless = new ReceivedRequest(number, head, new byte[0], new byte[0], false);
        Optional<Answer> ofItself = answersMetadata ? Answers.metadata(bodiless, ready) : Optional.empty();
        Answer answer = ofItself.orElseGet(this::nextAnswer);
        if (answer.beforeBody()) {
            keep(new ReceivedRequest(number, head, reader.takeRaw(), new byte[0], false), ofItself.isPresent());
            answer.write(bodiless, wire);
            return false;
        }
        ReceivedRequest request;
        try {
            if (sendsContinue && head.hasToken("expect", "100-continue")) {
                wire.text("HTTP/1.1 100 Continue\r\n\r\n");
            }
            byte[] body = body(reader, framing, head);
            request = new ReceivedRequest(number, head, reader.takeRaw(), body, true);
        } catch (EOFException e) {
            keep(new ReceivedRequest(number, head, reader.takeRaw(), new byte[0], false), ofItself.isPresent());
            throw e;
        }
        keep(request, ofItself.isPresent());
        return answer.write(request, wire);
    }

    private static byte[] body(WireReader reader, BodyFraming framing, MessageHead head) throws IOException {
        return switch (framing) {
            case NONE -> new byte[0];
            case LENGTH -> reader.exactly(head.contentLength());
            case CHUNKED -> reader.chunked();
        };
    }

    private Answer nextAnswer() {
        synchronized (queued) {
            Answer first = queued.poll();
            return first == null ? standing : first;
        }
    }

    private void keep(ReceivedRequest request, boolean isMetadata) {
        if (isMetadata) {
            metadata.add(request);
        } else {
            received.add(request);
            notTaken.add(request);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed either way
        }
    }
}
