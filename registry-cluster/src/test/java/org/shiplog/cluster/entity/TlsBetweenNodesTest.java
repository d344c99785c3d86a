package org.shiplog.cluster.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.shiplog.cluster.ArteryAddress;
import org.shiplog.cluster.ArteryAddress.MutualTls;
import org.shiplog.cluster.NodeSystem;
import org.shiplog.cluster.TestDatabase;
import org.shiplog.domain.aggregate.Outcome;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.repository.RepositoryCommand.LinkBlob;
import org.shiplog.domain.repository.RepositoryQuery.FindBlob;

/** Nodes that show each other certificates. */
class TlsBetweenNodesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(180);

    @TempDir
    Path directory;

    private TestDatabase database;
    private TestMember first;

    @BeforeEach
    void startNode() throws IOException, InterruptedException {
        database = TestDatabase.start(directory.resolve("postgres"));
        first = TestMember.first(database.address(), address(new TestAuthority(directory.resolve("ours")), "node"));
    }

    @AfterEach
    void stopNode() {
        first.close();
        database.close();
    }

    @Test
    void nodesOfOneAuthorityTalk() throws IOException, InterruptedException {
        ArteryAddress address = address(new TestAuthority(directory.resolve("ours")), "node");
        try (TestMember second = TestMember.joining(database.address(), address, first.address())) {
            await().atMost(PATIENCE).until(() -> first.seenMembers() == 2);
            for (int i = 0; i < 10; i++) {
                RepositoryName name = new RepositoryName("library/tls-" + i);
                assertThat(first.execute(name, new LinkBlob(1, Pushers.digest(1), 1))
                                .toCompletableFuture()
                                .join())
                        .isInstanceOf(Outcome.Accepted.class);
                assertThat(second.repositories()
                                .query(name, new FindBlob(1, Pushers.digest(1)))
                                .toCompletableFuture()
                                .join())
                        .contains(1L);
            }
        }
    }

    @Test
    void aNodeWithAForeignCertificateStaysOutside() throws IOException, InterruptedException {
        ArteryAddress foreign = address(new TestAuthority(directory.resolve("theirs")), "node");
        ActorSystem<?> stranger = NodeSystem.start(database.address(), foreign);
        try {
            Cluster.get(stranger).manager().tell(Join.create(first.address()));
            // It asks every few seconds; twice is enough to see that nothing comes of it.
            await().during(Duration.ofSeconds(8))
                    .atMost(PATIENCE)
                    .until(() -> !Cluster.get(stranger)
                                    .state()
                                    .getMembers()
                                    .iterator()
                                    .hasNext()
                            && first.seenMembers() == 1);
        } finally {
            stranger.terminate();
            stranger.getWhenTerminated().toCompletableFuture().join();
        }
    }

    private static ArteryAddress address(TestAuthority authority, String name)
            throws IOException, InterruptedException {
        MutualTls files = authority.issue(name);
        return new ArteryAddress("127.0.0.1", 0, Optional.of(files));
    }
}
