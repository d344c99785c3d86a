package org.shiplog.http.outbound;

import com.typesafe.config.ConfigFactory;
import java.util.function.Predicate;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** What requests to servers of the test need: they are on loopback, where nobody else is sent. */
public final class Loopback {
    public static final String HOST = "127.0.0.1";

    private Loopback() {}

    /** One for all tests of a process, which ends with it. */
    public static ActorSystem<Void> system() {
        return Once.SYSTEM;
    }

    public static AddressGuard guard() {
        return guard(HOST::equals);
    }

    public static AddressGuard guard(Predicate<String> allowed) {
        return new AddressGuard(NameResolver.SYSTEM, Runnable::run, allowed);
    }

    /** Asks for {@code http} too. */
    public static GuardedFetch fetch() {
        return new GuardedFetch(system(), guard(), TlsTrust.platform(), true);
    }

    private static final class Once {
        static final ActorSystem<Void> SYSTEM = ActorSystem.create(
                Behaviors.empty(),
                "outbound",
                ConfigFactory.parseString("pekko.daemonic = on, pekko.loglevel = WARNING")
                        .withFallback(ConfigFactory.load()));
    }
}
