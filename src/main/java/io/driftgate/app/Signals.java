package io.driftgate.app;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The process's signals. SIGTERM and SIGINT ask for an orderly end, the second of them ends the process at once; SIGHUP, which
 * would kill a JVM that doesn't handle it, asks for a reload. What is asked for runs on the signal's own thread. Until somebody
 * says {@linkplain #obey how}, an end that is asked for is remembered, and there is nothing to reload.
 *
 * <p>{@code sun.misc.Signal} is the JDK's only way to handle a signal, exported by {@code jdk.unsupported} for that purpose. It
 * is called by reflection, because javac's warning about its package can't be suppressed and warnings are errors here; a native
 * image finds the class by {@code reachability-metadata.json}.
 */
final class Signals {
    private static final int TERM = 15;
    private static final int INT = 2;

    /** Made when it is asked for, as a native image has its static fields since it was built. */
    private static final AtomicReference<Signals> OF_PROCESS = new AtomicReference<>();

    // The lock of this holds both.
    private boolean ending;
    private Runnable end = () -> {};

    private volatile Runnable reload = () -> {};

    private Signals() {
        handle("TERM", () -> end(TERM));
        handle("INT", () -> end(INT));
        handle("HUP", () -> reload.run());
    }

    /** Those of this process, which handles them from the first call on. */
    static Signals ofProcess() {
        return OF_PROCESS.updateAndGet(made -> made == null ? new Signals() : made);
    }

    /** Says what to do from now on, and does it if an end was asked for before. Neither action may throw; {@code toEnd} returns at once. */
    synchronized void obey(Runnable toEnd, Runnable toReload) {
        end = toEnd;
        reload = toReload;
        if (ending) {
            end.run();
        }
    }

    private synchronized void end(int number) {
        if (ending) {
            // Not exit: its hooks would wait for the very drain that somebody has lost patience with.
            Runtime.getRuntime().halt(128 + number);
        }
        ending = true;
        end.run();
    }

    private static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object calling = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        switch (method.getName()) {
                            case "handle" -> action.run();
                            case "equals" -> {
                                return self == arguments[0];
                            }
                            case "hashCode" -> {
                                return System.identityHashCode(self);
                            }
                            default -> {
                                return name;
                            }
                        }
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), calling);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("SIG" + name + " can't be handled on this Java", e);
        }
    }
}
