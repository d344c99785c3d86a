package org.shiplog.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.SelfUp;
import org.apache.pekko.cluster.typed.Subscribe;
import org.shiplog.cluster.cli.Release;
import org.shiplog.http.HttpServer;
import org.shiplog.storage.postgres.DatabaseAddress;

/** Pekko's part of a node: the actor system, set up for the node's journal, and its membership in the cluster. */
public final class NodeSystem {
    private static final String JOURNAL_URL = "pekko-persistence-jdbc.shared-databases.slick.db.url";

    private static final String APP_VERSION = "pekko.cluster.app-version";

    private NodeSystem() {}

    /** Starts a node that only this host's processes can reach. */
    public static ActorSystem<SpawnProtocol.Command> start(DatabaseAddress database) {
        return start(database, ArteryAddress.LOOPBACK);
    }

    public static ActorSystem<SpawnProtocol.Command> start(DatabaseAddress database, ArteryAddress address) {
        Config config = address.config()
                .withValue(JOURNAL_URL, ConfigValueFactory.fromAnyRef(database.jdbcUrl()))
                .withValue(
                        APP_VERSION,
                        ConfigValueFactory.fromAnyRef(Release.current().version()))
                .withFallback(ConfigFactory.parseResources("pekko-node.conf"))
                .withFallback(HttpServer.configuration())
                .withFallback(ConfigFactory.parseResources("shiplog-projections.conf"));
        return ActorSystem.create(Behaviors.setup(_ -> SpawnProtocol.create()), "shiplog", ConfigFactory.load(config));
    }

    /** Starts a system that is no node and talks to nobody: streams of a command run in it. */
    static ActorSystem<Void> startForStreams() {
        Config config = ConfigFactory.parseMap(Map.of(
                "pekko.actor.provider", "local",
                "pekko.loggers", List.of("org.apache.pekko.event.slf4j.Slf4jLogger"),
                "pekko.loglevel", "WARNING",
                "pekko.jvm-shutdown-hooks", "off",
                "pekko.coordinated-shutdown.run-by-jvm-shutdown-hook", "off"));
        return ActorSystem.create(Behaviors.empty(), "shiplog", ConfigFactory.load(config));
    }

    /** Begins a cluster of one. @throws IllegalStateException if this node is not its member within {@code patience} */
    public static void formCluster(ActorSystem<?> system, Duration patience) {
        CompletableFuture<SelfUp> up = new CompletableFuture<>();
        Cluster cluster = Cluster.get(system);
        system.systemActorOf(
                Behaviors.<SelfUp>setup(context -> {
                    cluster.subscriptions().tell(Subscribe.create(context.getSelf(), SelfUp.class));
                    return Behaviors.receiveMessage(selfUp -> {
                        up.complete(selfUp);
                        return Behaviors.stopped();
                    });
                }),
                "membership",
                Props.empty());
        cluster.manager().tell(new Join(cluster.selfMember().address()));
        try {
            up.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS).join();
        } catch (CompletionException late) {
            throw new IllegalStateException("this node did not become a member of its cluster in " + patience, late);
        }
    }
}
