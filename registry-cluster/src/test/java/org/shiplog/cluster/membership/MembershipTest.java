package org.shiplog.cluster.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.cluster.Cluster;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.postgresql.ds.PGSimpleDataSource;
import org.shiplog.cluster.ArteryAddress;
import org.shiplog.cluster.NodeSystem;
import org.shiplog.cluster.TestDatabase;
import org.shiplog.cluster.config.SeedNode;
import org.shiplog.cluster.membership.MemberTable.State;

/** Nodes of one JVM that find each other in a real PostgreSQL. */
@Isolated("its nodes give up those that are not heard of in time")
@TestInstance(Lifecycle.PER_CLASS)
final class MembershipTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Timing QUICK = new Timing(
            Duration.ofMillis(200),
            Duration.ofSeconds(3),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(60),
            Duration.ofMinutes(10));
    private static final MemberTable.Address NOBODY = new MemberTable.Address("127.0.0.1", 1);

    private final List<TestNode> nodes = new ArrayList<>();

    private TestDatabase database;

    @BeforeAll
    void startDatabase(@TempDir Path directory) {
        database = TestDatabase.start(directory.resolve("postgres"));
    }

    @AfterAll
    void stopDatabase() {
        database.close();
    }

    @BeforeEach
    void forgetEverybody() throws SQLException {
        execute("DELETE FROM cluster_member");
    }

    @AfterEach
    void stopNodes() {
        nodes.forEach(TestNode::close);
        nodes.clear();
    }

    /** A node as far as membership goes. Its actor system stands for its process. */
    private final class TestNode implements AutoCloseable {
        private final NodeIdentity identity;
        private final ActorSystem<?> system = NodeSystem.start(database.address(), ArteryAddress.LOOPBACK);
        private final List<Membership> joined = new ArrayList<>();

        TestNode(UUID id) {
            this.identity = new NodeIdentity(id, UUID.randomUUID(), "machine", 1, "1");
            nodes.add(this);
        }

        TestNode() {
            this(UUID.randomUUID());
        }

        Membership join() {
            return join(connections());
        }

        Membership join(DataSource connections) {
            Membership membership = Membership.join(system, connections, identity, QUICK);
            joined.add(membership);
            return membership;
        }

        Membership membership() {
            return joined.getFirst();
        }

        Stream<Member> members() {
            return StreamSupport.stream(
                            Cluster.get(Adapter.toClassic(system))
                                    .state()
                                    .getMembers()
                                    .spliterator(),
                            false)
                    .filter(member -> member.status().equals(MemberStatus.up()));
        }

        /** Ends without a word to anybody, as a killed process does, except that its actor system leaves its cluster. */
        void vanish() {
            system.terminate();
            system.getWhenTerminated().toCompletableFuture().join();
        }

        @Override
        public void close() {
            joined.forEach(Membership::leave);
            vanish();
            joined.forEach(Membership::close);
        }
    }

    @Test
    void makesOneClusterOfNodesThatStartAtTheSameMoment() throws SQLException {
        for (int round = 0; round < 3; round++) {
            long before = incarnation();
            List<TestNode> started = List.of(new TestNode(), new TestNode(), new TestNode());

            CompletableFuture.allOf(started.stream()
                            .map(node -> CompletableFuture.supplyAsync(node::join))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();

            assertThat(incarnation()).isEqualTo(before + 1);
            for (TestNode node : started) {
                await().atMost(PATIENCE).until(() -> node.members().count() == 3);
                assertThat(node.membership().hasOthers()).isTrue();
            }
            assertThat(database.count("SELECT count(*) FROM cluster_member WHERE state = 'up'"))
                    .isEqualTo(3);
            stopNodes();
            assertThat(database.count("SELECT count(*) FROM cluster_member")).isZero();
        }
    }

    @Test
    void joinsTheClusterOfALivingMember() throws SQLException {
        TestNode first = new TestNode();
        first.join();
        long begun = incarnation();
        TestNode second = new TestNode();

        second.join();

        assertThat(incarnation()).isEqualTo(begun);
        await().atMost(PATIENCE).until(() -> first.members().count() == 2);
    }

    @Test
    void waitsForAMemberThatWasKilledAMomentAgoAndThenBeginsAnew() throws SQLException {
        long listed = list(UUID.randomUUID(), "clock_timestamp()");

        new TestNode().join();

        assertThat(incarnation()).isEqualTo(listed + 1);
    }

    @Test
    void doesNotWaitForWhatItWasItselfBeforeItWasStartedAgain() throws SQLException {
        UUID id = UUID.randomUUID();
        long listed = list(id, "clock_timestamp()");

        new TestNode(id).join();

        assertThat(incarnation()).isEqualTo(listed + 1);
        assertThat(database.count("SELECT count(*) FROM cluster_member")).isEqualTo(1);
    }

    @Test
    void joinsMembersWhoseSignsAreOldBecauseTheDatabaseWasAway() throws SQLException {
        TestNode first = new TestNode();
        first.join();
        long begun = incarnation();
        // As if the database had been away for an hour, and the member had not come to its next sign yet.
        execute("UPDATE cluster_member SET heartbeat_at = heartbeat_at - interval '1 hour'");

        new TestNode().join();

        assertThat(incarnation()).isEqualTo(begun);
        await().atMost(PATIENCE).until(() -> first.members().count() == 2);
    }

    @Test
    void waitsForTheLockAndTakesItWhenItsHolderHasDied() throws SQLException {
        TestNode waiting = new TestNode();
        CompletableFuture<Membership> join;
        try (Connection holder = connections().getConnection()) {
            assertThat(new JoinLock(holder).tryAcquire()).isTrue();
            join = CompletableFuture.supplyAsync(waiting::join);
            await().during(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> !join.isDone());
        }

        assertThat(join).succeedsWithin(PATIENCE);
    }

    @Test
    void givesTheLockOfAFrozenHolderFree() throws SQLException {
        try (Connection holder = connections().getConnection();
                Statement statement = holder.createStatement()) {
            assertThat(new JoinLock(holder).tryAcquire()).isTrue();
            statement.execute("SET idle_session_timeout = 500");

            new TestNode().join();

            assertThatThrownBy(() -> new JoinLock(holder).release()).isInstanceOf(SQLException.class);
        }
    }

    @Test
    void losesAMemberWithoutWhichANewClusterWasBegun() throws SQLException {
        Membership outlived = new TestNode().join();

        execute("UPDATE cluster_incarnation SET number = number + 1");

        assertThat(outlived.lost()).succeedsWithin(PATIENCE).asString().contains("begun a new cluster");
        assertThat(outlived.isUp()).isFalse();
    }

    @Test
    void refusesToCallItselfUpInAnIncarnationThatIsOver() throws SQLException {
        TestNode node = new TestNode();
        node.join();
        try (Connection connection = connections().getConnection()) {
            MemberTable table = new MemberTable(connection);
            long over = table.incarnation();
            table.beginIncarnation();

            assertThat(table.change(node.identity, over, State.UP)).isFalse();
        }
    }

    @Test
    void losesAMemberThatTheOthersRemoved() {
        TestNode removed = new TestNode();
        Membership membership = removed.join();
        Cluster cluster = Cluster.get(Adapter.toClassic(removed.system));

        cluster.down(cluster.selfAddress());

        assertThat(membership.lost()).succeedsWithin(PATIENCE).asString().contains("removed");
    }

    @Test
    void givesUpAMemberThatHasLostTheDatabaseWhileTheOthersHaveNot() throws SQLException {
        TestNode first = new TestNode();
        TestNode second = new TestNode();
        TestNode third = new TestNode();
        var lost = new AtomicBoolean();
        first.join();
        second.join();
        Membership cut = third.join(new LosableDatabase(lost));
        await().atMost(PATIENCE).until(() -> first.members().count() == 3);

        lost.set(true);
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'losable'");

        assertThat(cut.lost()).succeedsWithin(PATIENCE).asString().contains("removed");
        await().atMost(PATIENCE).until(() -> first.members().count() == 2);
        assertThat(first.membership().isUp()).isTrue();
        assertThat(second.membership().isUp()).isTrue();
    }

    @Test
    void losesAMemberWhoseDataDirectoryRunsTwice() {
        UUID id = UUID.randomUUID();
        Membership earlier = new TestNode(id).join();
        new TestNode(id).join();

        assertThat(earlier.lost()).succeedsWithin(PATIENCE).asString().isNotEmpty();
    }

    @Test
    void takesItsRowAgainAfterALongSleep() throws SQLException {
        Membership slept = new TestNode().join();

        execute("DELETE FROM cluster_member");

        await().atMost(PATIENCE).until(() -> database.count("SELECT count(*) FROM cluster_member") == 1);
        assertThat(slept.isUp()).isTrue();
        assertThat(slept.lost()).isNotDone();
    }

    @Test
    void tellsPeopleWhereItListensAndThatItLeaves() throws SQLException {
        Membership membership = new TestNode().join();

        membership.announce("http://127.0.0.1:5000", "http://127.0.0.1:5001");
        membership.leave();

        assertThat(database.count("""
            SELECT count(*) FROM cluster_member
            WHERE state = 'leaving' AND http_address = 'http://127.0.0.1:5000'
              AND management_address = 'http://127.0.0.1:5001'
            """)).isEqualTo(1);
    }

    @Test
    void findsMembersBySeedNodesAndListsThemForPeople() throws SQLException {
        TestNode first = new TestNode();
        TestNode second = new TestNode();
        var address = Cluster.get(Adapter.toClassic(first.system)).selfAddress();
        List<SeedNode> seeds = List.of(
                new SeedNode(address.getHost().orElseThrow(), address.getPort().orElseThrow()));

        first.joined.add(Membership.joinAt(seeds, first.system, connections(), first.identity, QUICK));
        second.joined.add(Membership.joinAt(seeds, second.system, connections(), second.identity, QUICK));

        await().atMost(PATIENCE).until(() -> first.members().count() == 2);
        await().atMost(PATIENCE)
                .until(() -> database.count("SELECT count(*) FROM cluster_member WHERE state = 'up'") == 2);
    }

    @Test
    void saysWhomItHasAskedWhenNobodyTakesItIn() throws SQLException {
        list(UUID.randomUUID(), "clock_timestamp() + interval '1 hour'");
        TestNode node = new TestNode();
        Timing hasty = new Timing(
                QUICK.heartbeat(),
                QUICK.stale(),
                QUICK.observed(),
                Duration.ofMillis(300),
                Duration.ofSeconds(2),
                QUICK.forgotten());

        assertThatThrownBy(() -> Membership.join(node.system, connections(), node.identity, hasty))
                .isInstanceOf(JoinException.class)
                .hasMessageContaining("127.0.0.1:1 (process 1 on machine")
                .hasMessageContaining("cluster.host");
    }

    /** Lists a member that is dead, with a last sign of life at that time. @return the incarnation */
    private long list(UUID id, String heartbeatAt) throws SQLException {
        try (Connection connection = connections().getConnection()) {
            MemberTable table = new MemberTable(connection);
            long current = table.incarnation();
            table.enter(new NodeIdentity(id, UUID.randomUUID(), "machine", 1, "1"), NOBODY, current, State.UP);
            execute("UPDATE cluster_member SET heartbeat_at = " + heartbeatAt);
            return current;
        }
    }

    private long incarnation() throws SQLException {
        return database.count("SELECT number FROM cluster_incarnation");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.pool().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private PGSimpleDataSource connections() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        connect(source);
        return source;
    }

    private void connect(PGSimpleDataSource source) {
        source.setUrl(database.address().jdbcUrl());
        source.setConnectTimeout(5);
        source.setSocketTimeout(10);
    }

    /** Gives no more connections once the database is lost. */
    private final class LosableDatabase extends PGSimpleDataSource {
        private static final long serialVersionUID = 1;

        private final transient AtomicBoolean lost;

        LosableDatabase(AtomicBoolean lost) {
            this.lost = lost;
            connect(this);
            setApplicationName("losable");
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (lost.get()) {
                throw new SQLException("lost");
            }
            return super.getConnection();
        }
    }
}
