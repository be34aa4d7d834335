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

/** Netty's transports: epoll where its native library loads, else NIO. */
enum Transport {
    EPOLL(EpollServerSocketChannel.class, EpollSocketChannel.class, EpollDatagramChannel.class),
    NIO(NioServerSocketChannel.class, NioSocketChannel.class, NioDatagramChannel.class);

    private final Class<? extends ServerSocketChannel> serverType;
    private final Class<? extends SocketChannel> socketType;
    private final Class<? extends DatagramChannel> datagramType;

    Transport(
            Class<? extends ServerSocketChannel> serverType,
            Class<? extends SocketChannel> socketType,
            Class<? extends DatagramChannel> datagramType) {
        this.serverType = serverType;
        this.socketType = socketType;
        this.datagramType = datagramType;
    }

    /** System property {@code driftgate.transport=nio} keeps epoll out, for tests and to tell a transport's fault from ours. */
    static Transport best() {
        boolean nio = "nio".equals(System.getProperty("driftgate.transport"));
        return !nio && Epoll.isAvailable() ? EPOLL : NIO;
    }

    EventLoopGroup newGroup(int loops) {
        ThreadFactory threads = new DefaultThreadFactory("driftgate-loop", true);
        return this == EPOLL ? new EpollEventLoopGroup(loops, threads) : new NioEventLoopGroup(loops, threads);
    }

    Class<? extends ServerSocketChannel> serverType() {
        return serverType;
    }

    Class<? extends SocketChannel> socketType() {
        return socketType;
    }

    Class<? extends DatagramChannel> datagramType() {
        return datagramType;
    }

    String label() {
        return this == EPOLL ? "epoll" : "nio";
    }
}
