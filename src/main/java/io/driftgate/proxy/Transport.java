package io.driftgate.proxy;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ThreadFactory;

/**
 * Netty's transports: epoll where its native library loads, else NIO. It makes channels itself, for a native image has no constructors to
 * be looked up by name.
 */
enum Transport {
    EPOLL,
    NIO;

    /** System property {@code driftgate.transport=nio} keeps epoll out, for tests and to tell a transport's fault from ours. */
    static Transport best() {
        boolean nio = "nio".equals(System.getProperty("driftgate.transport"));
        return !nio && Epoll.isAvailable() ? EPOLL : NIO;
    }

    EventLoopGroup newGroup(int loops) {
        ThreadFactory threads = new DefaultThreadFactory("driftgate-loop", true);
        return this == EPOLL ? new EpollEventLoopGroup(loops, threads) : new NioEventLoopGroup(loops, threads);
    }

    ServerSocketChannel newServer() {
        return this == EPOLL ? new EpollServerSocketChannel() : new NioServerSocketChannel();
    }

    SocketChannel newSocket() {
        return this == EPOLL ? new EpollSocketChannel() : new NioSocketChannel();
    }

    DatagramChannel newDatagram() {
        return this == EPOLL ? new EpollDatagramChannel() : new NioDatagramChannel();
    }

    String label() {
        return this == EPOLL ? "epoll" : "nio";
    }
}
