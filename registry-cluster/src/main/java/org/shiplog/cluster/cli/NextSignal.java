package org.shiplog.cluster.cli;

import java.lang.reflect.Proxy;
import java.util.List;

/** What another Ctrl-C or SIGTERM does while the node is stopping: Java itself ignores all that follow the first. */
final class NextSignal {
    /** What shells add to a signal's number. */
    private static final int SIGNALLED = 128;

    private static final int TERMINATED = SIGNALLED + 15;

    private NextSignal() {}

    /** From now on the next signal ends the process at once. */
    static void endsAtOnce() {
        try {
            // By reflection, because the compiler accepts no other way to this class, which the JDK has had for
            // decades.
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ending =
                    Proxy.newProxyInstance(NextSignal.class.getClassLoader(), new Class<?>[] {handler}, (_, _, _) -> {
                        Runtime.getRuntime().halt(TERMINATED);
                        return null;
                    });
            for (String name : List.of("INT", "TERM")) {
                Object which = signal.getConstructor(String.class).newInstance(name);
                signal.getMethod("handle", signal, handler).invoke(null, which, ending);
            }
        } catch (ReflectiveOperationException | IllegalArgumentException _) {
            // Then it is as in every Java program: the stop goes on.
        }
    }
}
