package io.driftgate.load;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.httpproxy.HttpProxy;
import java.net.URI;

/**
 * A pass-through of vertx-http-proxy on one event loop, epoll where there is: what a Java gateway costs that looks at nothing.
 * {@code benchmarks/run} starts it.
 *
 * <pre>
 * VertxProxy PORT ORIGIN
 * </pre>
 */
public final class VertxProxy {
    private static final int CONNECTIONS = 512;

    private VertxProxy() {}

    /** Listens on 127.0.0.1 until it is killed. */
    public static void main(String... arguments) {
        int port = Integer.parseInt(arguments[0]);
        URI origin = URI.create(arguments[1]);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true));
        HttpClientOptions client =
                new HttpClientOptions().setMaxPoolSize(CONNECTIONS).setKeepAlive(true);
        vertx.createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
                .requestHandler(HttpProxy.reverseProxy(vertx.createHttpClient(client))
                        .origin(origin.getPort(), origin.getHost()))
                .listen(port, "127.0.0.1")
                .onFailure(e -> {
                    System.err.println("can't listen on " + port + ": " + e.getMessage());
                    System.exit(1);
                })
                .onSuccess(server -> System.out.println("native transport: " + vertx.isNativeTransportEnabled()));
    }
}
