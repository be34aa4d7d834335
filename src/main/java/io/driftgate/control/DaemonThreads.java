package io.driftgate.control;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the control plane's threads: named, and never in the way of the process's end. */
final class DaemonThreads {
    private DaemonThreads() {}

    static ThreadFactory named(String name) {
        AtomicInteger made = new AtomicInteger();
        return task -> {
            int number = made.getAndIncrement();
            Thread thread = new Thread(task, number == 0 ? name : name + "-" + number);
            thread.setDaemon(true);
            return thread;
        };
    }
}
