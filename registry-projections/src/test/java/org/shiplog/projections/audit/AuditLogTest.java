package org.shiplog.projections.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.identity.UserEvent.PasswordChanged;
import org.shiplog.domain.identity.UserEvent.UserLockedOut;
import org.shiplog.domain.identity.UserEvent.UserRegistered;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.login.LoginAct;
import org.shiplog.domain.login.LoginLog.LoginEvent.LoginsRecorded;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.project.ProjectEvent.ProjectCreated;
import org.shiplog.domain.project.ProjectEvent.ProjectDeleted;
import org.shiplog.domain.project.ProjectEvent.RepositoryRegistered;
import org.shiplog.domain.project.ProjectEvent.RepositoryRemoved;
import org.shiplog.domain.project.ProjectEvent.VisibilityChanged;
import org.shiplog.domain.project.Visibility;
import org.shiplog.domain.pull.Pull;
import org.shiplog.domain.pull.PullLog.PullEvent.ArtifactsPulled;
import org.shiplog.domain.repository.RepositoryEvent.BlobDeleted;
import org.shiplog.domain.repository.RepositoryEvent.BlobMounted;
import org.shiplog.domain.repository.RepositoryEvent.BlobUploaded;
import org.shiplog.domain.repository.RepositoryEvent.ManifestDeleted;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryCreated;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryRetired;
import org.shiplog.domain.repository.RepositoryEvent.TagDeleted;
import org.shiplog.domain.repository.RepositoryEvent.TagMoved;
import org.shiplog.domain.robot.RobotEvent.RobotLockedOut;
import org.shiplog.projections.audit.AuditPage.Found;
import org.shiplog.projections.fixture.Samples;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.SliceRange;
import org.shiplog.projections.query.Criterion;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.ListQuery.Parsed;
import org.shiplog.projections.query.ListQuery.Term;
import org.shiplog.projections.query.Listing;

@ExtendWith(TestDatabase.Provider.class)
class AuditLogTest {
    private TestDatabase database;
    private TestJournal journal;

    @BeforeEach
    void startEmpty(TestDatabase fresh) {
        database = fresh;
        journal = new TestJournal(database.pool());
    }

    private void project() throws Exception {
        var reading = new JournalReader(database.pool(), journal)
                .read(SliceRange.ALL, JournalOffset.ORIGIN, JournalOffset.END);
        try (Connection connection = database.unpooled().getConnection()) {
            connection.setAutoCommit(false);
            new AuditReadModel().apply(connection, reading.records());
            connection.commit();
        }
    }

    private List<String> log(String columns) {
        return database.column("SELECT concat_ws(' ', %s) FROM audit_log ORDER BY id".formatted(columns));
    }

    private Listing<AuditRow> page(Optional<String> project, String q, String sort, int page, int size) {
        var parsed = ListQuery.parse(
                Optional.of(q),
                Optional.of(sort),
                Optional.of(String.valueOf(page)),
                Optional.of(String.valueOf(size)));
        return new AuditQueries(database.pool(), Runnable::run)
                .page(
                        project.<AuditScope>map(name -> new AuditScope.Within(new ProjectName(name)))
                                .orElse(new AuditScope.Everything()),
                        ((Parsed.Valid) parsed).query())
                .toCompletableFuture()
                .join();
    }

    private List<String> resources(Optional<String> project, String q) {
        return ((Listing.Page<AuditRow>) page(project, q, "id", 1, 100))
                .rows().stream().map(AuditRow::resource).toList();
    }

    @Test
    void loginsAreActsOfTheirOwnAndMayHaveFailed() throws Exception {
        journal.append(
                "LoginLog|registry",
                new LoginsRecorded(List.of(
                        login(LoginAct.Kind.LOGGED_IN, "bob", 1),
                        login(LoginAct.Kind.REFUSED, "eve", 17),
                        login(LoginAct.Kind.LOGGED_OUT, "bob", 1))));
        project();
        assertThat(database.column("SELECT concat_ws(' ', username, operation, resource_type, resource, succeeded,"
                        + " new_value) FROM audit_log ORDER BY id"))
                .containsExactly("bob login user bob t", "eve login user eve f attempts=17", "bob logout user bob t");
        assertThat(resources(Optional.empty(), "operation_result=false")).containsExactly("eve");
    }

    private static LoginAct login(LoginAct.Kind kind, String name, long attempts) {
        return new LoginAct(kind, name, Instant.EPOCH, "192.0.2.9", "Mozilla", "r", attempts);
    }

    @Test
    void recordsActsInTheWordsOfHarbor() throws Exception {
        RepositoryName repository = new RepositoryName("p/r");
        journal.appendBy(
                "shiplog",
                "Project|p",
                new ProjectCreated(1, "alice", Visibility.PRIVATE),
                new RepositoryRegistered(repository, 1),
                new VisibilityChanged(Visibility.PRIVATE, Visibility.PUBLIC),
                new RepositoryRemoved(repository, 1),
                new ProjectDeleted(1));
        journal.append(
                "Repository|p/r",
                new RepositoryCreated(1),
                new BlobUploaded(Samples.digest(9), 9),
                new BlobMounted(Samples.digest(8), 8, repository),
                Samples.pushed(1),
                Samples.tagged("v1", 1),
                new TagMoved(new Tag("v1"), Optional.of(Samples.digest(1)), Samples.digest(2)),
                new TagDeleted(new Tag("v1"), Samples.digest(2)),
                new ManifestDeleted(Samples.digest(1)),
                new BlobDeleted(Samples.digest(9), 9),
                new RepositoryRetired(1));
        journal.append(
                "User|bob",
                new UserRegistered(1, UserSource.DATABASE, "$argon2id$hash", true),
                new PasswordChanged("$argon2id$other"));
        journal.append("User|nobody", new UserLockedOut(10, Instant.EPOCH));
        journal.append("Robot|p+ci", new RobotLockedOut(10, Instant.EPOCH));
        project();
        assertThat(log("username, operation, resource_type, resource, project, old_value, new_value"))
                .containsExactly(
                        "shiplog create project p p private",
                        "shiplog update project p p private public",
                        "shiplog delete project p p",
                        "alice create repository p/r p",
                        "alice create artifact p/r@" + Samples.digest(1) + " p",
                        "alice create tag p/r:v1 p " + Samples.digest(1),
                        "alice update tag p/r:v1 p " + Samples.digest(1) + " " + Samples.digest(2),
                        "alice delete tag p/r:v1 p " + Samples.digest(2),
                        "alice delete artifact p/r@" + Samples.digest(1) + " p",
                        "alice delete blob p/r@" + Samples.digest(9) + " p",
                        "alice delete repository p/r p",
                        "alice create user bob source=DATABASE",
                        "alice update user bob password",
                        "alice update user nobody locked out after 10 failed logins",
                        "alice update robot p+ci p locked out after 10 failed logins");
    }

    @Test
    void recordsEveryPullOfABatchWithWhoAndWhat() throws Exception {
        RepositoryName repository = new RepositoryName("p/r");
        Instant then = Instant.parse("2026-01-02T03:04:05Z");
        Pull byTag = new Pull(
                repository,
                1,
                Samples.digest(1),
                Optional.of(new Tag("v1")),
                "robot$ci",
                then,
                "192.0.2.9",
                "docker",
                "q1");
        Pull byDigest = new Pull(
                repository,
                1,
                Samples.digest(1),
                Optional.empty(),
                "bob",
                then.plusSeconds(1),
                "192.0.2.8",
                "oras",
                "q2");
        journal.append("PullLog|p", new ArtifactsPulled(List.of(byTag, byDigest)));
        journal.append("PullLog|p", new ArtifactsPulled(List.of(byDigest)));
        project();
        assertThat(log("username, operation, resource_type, resource, project, client_address, user_agent, request_id"))
                .startsWith(
                        "robot$ci pull artifact p/r:v1 p 192.0.2.9 docker q1",
                        "bob pull artifact p/r@" + Samples.digest(1) + " p 192.0.2.8 oras q2");
        assertThat(resources(Optional.of("p"), "digest=" + Samples.digest(1))).hasSize(3);
        List<Long> ids = database.column("SELECT id FROM audit_log ORDER BY id").stream()
                .map(Long::valueOf)
                .toList();
        assertThat(ids).hasSize(3).doesNotHaveDuplicates().allMatch(id -> id >= 1L << 52);
        assertThat(ids.stream().map(AuditRows::eventOf).distinct().map(String::valueOf))
                .isEqualTo(database.column("SELECT ordering FROM event_journal ORDER BY ordering"));
    }

    @Test
    void oneReadsOnFromAnyPlaceInEitherDirection() throws Exception {
        for (int number = 0; number < 25; number++) {
            journal.appendBy(
                    "user" + number % 2, "Project|p" + number, new ProjectCreated(number, "alice", Visibility.PRIVATE));
        }
        project();
        List<AuditRow> all = read(List.of(), false, 1_000);
        assertThat(all).hasSize(25).isSortedAccordingTo(Comparator.comparing(AuditRow::at));
        for (int limit : new int[] {1, 2, 7, 25}) {
            assertThat(read(List.of(), false, limit)).isEqualTo(all);
            assertThat(read(List.of(), true, limit)).isEqualTo(all.reversed());
        }
        List<Term> ofOne = List.of(new Term("username", new Criterion.Exact("user1")));
        assertThat(read(ofOne, false, 5))
                .hasSize(12)
                .allMatch(row -> row.username().equals("user1"));
    }

    private List<AuditRow> read(List<Term> terms, boolean newestFirst, int limit) throws Exception {
        List<AuditRow> rows = new ArrayList<>();
        AuditPage page = new AuditPage(terms, Optional.empty(), newestFirst, limit);
        while (true) {
            Found.Rows found = (Found.Rows) new AuditQueries(database.pool(), Runnable::run)
                    .records(new AuditScope.Everything(), page)
                    .toCompletableFuture()
                    .get();
            rows.addAll(found.rows());
            if (found.next().isEmpty()) {
                return rows;
            }
            page = page.after(AuditCursor.parse(found.next().get().toString()).orElseThrow());
        }
    }

    @Test
    void recordsWhenAndFromWhere() throws Exception {
        journal.append("Project|p", new ProjectCreated(1, "alice", Visibility.PRIVATE));
        project();
        Listing.Page<AuditRow> page = (Listing.Page<AuditRow>) page(Optional.empty(), "", "", 1, 10);
        AuditRow row = page.rows().getFirst();
        assertThat(row.at()).isEqualTo("2026-01-02T03:04:05.001001Z");
        assertThat(row.clientAddress()).isEqualTo("192.0.2.7");
        assertThat(row.userAgent()).isEqualTo("test/1");
        assertThat(row.requestId()).isEqualTo("r1");
        assertThat(String.valueOf(row.id()))
                .isEqualTo(database.column("SELECT ordering FROM event_journal").getFirst());
    }

    @Test
    void keepsTheLogGoingWhenAClientSendsWhatCannotBeStored() throws Exception {
        journal.appendBy("al\0ice", "Project|p", new ProjectCreated(1, "alice", Visibility.PRIVATE));
        project();
        assertThat(log("username")).containsExactly("al\uFFFDice");
    }

    @Test
    void filtersByEveryFormOfTheGrammar() throws Exception {
        journal.appendBy("alice", "Project|one", new ProjectCreated(1, "alice", Visibility.PRIVATE));
        journal.appendBy("bob", "Repository|one/r", new RepositoryCreated(1), Samples.tagged("v1", 1));
        journal.appendBy("bob", "Repository|two/r", new RepositoryCreated(1));
        journal.appendBy("alice", "User|carol", new PasswordChanged("$argon2id$"));
        project();
        Optional<String> all = Optional.empty();
        assertThat(resources(all, "")).containsExactly("one", "one/r", "one/r:v1", "two/r", "carol");
        assertThat(resources(all, "username=bob")).containsExactly("one/r", "one/r:v1", "two/r");
        assertThat(resources(all, "username=~LIC")).containsExactly("one", "carol");
        assertThat(resources(all, "username=~%25")).isEmpty();
        assertThat(resources(all, "resource_type={tag user}")).containsExactly("one/r:v1", "carol");
        assertThat(resources(all, "operation=(create),username=bob")).hasSize(3);
        assertThat(resources(all, "operation=(create delete)")).isEmpty();
        assertThat(resources(all, "op_time=[2026-01-02T03:04:05~2026-01-02T03:04:06]"))
                .hasSize(5);
        assertThat(resources(all, "op_time=[~2026-01-02T03:04:05]")).isEmpty();
        assertThat(resources(all, "project=two")).containsExactly("two/r");
        assertThat(resources(Optional.of("one"), "")).containsExactly("one", "one/r", "one/r:v1");
        assertThat(resources(Optional.of("one"), "project=two")).isEmpty();
        assertThat(page(all, "op_time=[soon~]", "", 1, 10)).isInstanceOf(Listing.Misfit.class);
    }

    @Test
    void pagesFromTheLatestActOn() throws Exception {
        for (int tag = 1; tag <= 25; tag++) {
            journal.append("Repository|p/r", Samples.tagged("v" + tag, tag));
        }
        project();
        Listing.Page<AuditRow> second = (Listing.Page<AuditRow>) page(Optional.of("p"), "", "", 2, 10);
        assertThat(second.total()).isEqualTo(25);
        assertThat(second.rows().stream().map(AuditRow::resource))
                .containsExactlyElementsOf(IntStream.rangeClosed(6, 15)
                        .mapToObj(tag -> "p/r:v" + (21 - tag))
                        .toList());
        Listing.Page<AuditRow> beyond = (Listing.Page<AuditRow>) page(Optional.of("p"), "", "", 9, 10);
        assertThat(beyond.rows()).isEmpty();
        assertThat(beyond.total()).isEqualTo(25);
    }

    @Test
    void usesItsIndexesForTheFirstPage() {
        database.run("CREATE TABLE audit_log_200001 PARTITION OF audit_log FOR VALUES FROM (MINVALUE) TO (MAXVALUE)");
        database.run(
                "INSERT INTO audit_log SELECT n, now() - n * interval '1 s', 'u', 'r', 'tag', 'create', 'p' || n % 50, "
                        + "'', '', '' FROM generate_series(1, 20000) AS n; ANALYZE audit_log");
        assertThat(String.join(
                        "\n",
                        database.column("EXPLAIN SELECT id FROM audit_log WHERE (true AND true) "
                                + "ORDER BY op_time DESC, id DESC LIMIT 10")))
                .contains("audit_log_200001_op_time_id_idx");
        assertThat(String.join(
                        "\n",
                        database.column("EXPLAIN SELECT id FROM audit_log WHERE (project = 'p7' AND true) "
                                + "ORDER BY op_time DESC, id DESC LIMIT 10")))
                .contains("audit_log_200001_project_op_time_id_idx");
    }
}
