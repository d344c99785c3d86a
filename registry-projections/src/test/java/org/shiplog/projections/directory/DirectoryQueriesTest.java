package org.shiplog.projections.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.identity.UserEvent.PasswordChanged;
import org.shiplog.domain.identity.UserEvent.StandingChanged;
import org.shiplog.domain.identity.UserEvent.SystemAdminGranted;
import org.shiplog.domain.identity.UserEvent.SystemAdminRevoked;
import org.shiplog.domain.identity.UserEvent.UserDeleted;
import org.shiplog.domain.identity.UserEvent.UserDisabled;
import org.shiplog.domain.identity.UserEvent.UserEnabled;
import org.shiplog.domain.identity.UserEvent.UserRegistered;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.label.Label;
import org.shiplog.domain.label.LabelScope;
import org.shiplog.domain.label.Labels.LabelEvent;
import org.shiplog.domain.robot.RobotEvent.RobotChanged;
import org.shiplog.domain.robot.RobotEvent.RobotCreated;
import org.shiplog.domain.robot.RobotEvent.RobotDeleted;
import org.shiplog.domain.robot.RobotEvent.SecretReplaced;
import org.shiplog.domain.robot.RobotFacts;
import org.shiplog.domain.robot.RobotFacts.CreatorKind;
import org.shiplog.domain.robot.RobotProfile;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.SliceRange;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.ListQuery.Parsed;
import org.shiplog.projections.query.Listing;
import org.shiplog.storage.identity.PostgresUserProfiles;
import org.shiplog.storage.identity.UserProfile;

@ExtendWith(TestDatabase.Provider.class)
class DirectoryQueriesTest {
    private TestDatabase database;
    private TestJournal journal;
    private DirectoryQueries queries;

    @BeforeEach
    void start(TestDatabase fresh) {
        database = fresh;
        journal = new TestJournal(database.pool());
        queries = new DirectoryQueries(database.pool(), Runnable::run);
    }

    private void project() throws Exception {
        var reading = new JournalReader(database.pool(), journal)
                .read(SliceRange.ALL, JournalOffset.ORIGIN, JournalOffset.END);
        try (Connection connection = database.unpooled().getConnection()) {
            connection.setAutoCommit(false);
            new DirectoryReadModel().apply(connection, reading.records());
            connection.commit();
        }
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private static ListQuery list(String q, String sort) {
        var parsed = ListQuery.parse(Optional.of(q), Optional.of(sort), Optional.empty(), Optional.empty());
        return ((Parsed.Valid) parsed).query();
    }

    private static <T> List<T> rows(CompletionStage<Listing<T>> listing) {
        return ((Listing.Page<T>) now(listing)).rows();
    }

    private List<String> usernames(String q, String sort) {
        return rows(queries.users(list(q, sort))).stream()
                .map(user -> user.username().value())
                .toList();
    }

    private static UserRegistered registered(long id, boolean administrator) {
        return new UserRegistered(id, UserSource.DATABASE, "$argon2id$", administrator);
    }

    private void people() throws Exception {
        journal.append("User|zoe", registered(2, false), new PasswordChanged("$argon2id$other"));
        journal.append("User|admin", registered(1, true));
        journal.append("User|bob", registered(3, false), new UserDeleted(3));
        journal.append("User|bob", registered(4, false), new SystemAdminGranted(), new UserDisabled());
        project();
        var profiles = new PostgresUserProfiles(database.pool(), Runnable::run);
        now(profiles.put(2, new UserProfile("zoe@example.org", "Zoe", "hi")));
        now(profiles.put(4, new UserProfile("bob@example.com", "Bob", "")));
    }

    @Test
    void listsUsersByName() throws Exception {
        people();
        assertThat(usernames("", "")).containsExactly("admin", "bob", "zoe");
        assertThat(usernames("", "-user_id")).containsExactly("bob", "zoe", "admin");
        assertThat(usernames("username=~O", "")).containsExactly("bob", "zoe");
        assertThat(usernames("email=~example.org", "")).containsExactly("zoe");
        assertThat(usernames("sysadmin_flag=true", "")).containsExactly("admin", "bob");
        assertThat(usernames("user_id={2 4}", "")).containsExactly("bob", "zoe");
        assertThat(now(queries.users(list("user_id=x", "")))).isInstanceOf(Listing.Misfit.class);
    }

    @Test
    void cutsPages() throws Exception {
        people();
        var page = (Listing.Page<DirectoryUser>) now(queries.users(new ListQuery(List.of(), List.of(), 2, 2)));
        assertThat(page.total()).isEqualTo(3);
        assertThat(page.rows()).hasSize(1);
    }

    @Test
    void tellsWhatIsKnownOfAUser() throws Exception {
        people();
        assertThat(now(queries.user(2))).hasValueSatisfying(zoe -> {
            assertThat(zoe.profile()).isEqualTo(new UserProfile("zoe@example.org", "Zoe", "hi"));
            assertThat(zoe.createdAt()).isBefore(zoe.updatedAt());
        });
        assertThat(now(queries.user(4))).hasValueSatisfying(bob -> {
            assertThat(bob.systemAdmin()).isTrue();
            assertThat(bob.enabled()).isFalse();
        });
        assertThat(now(queries.user(3))).isEmpty();
    }

    @Test
    void followsWhatIsTakenBack() throws Exception {
        journal.append(
                "User|zoe",
                registered(2, true),
                new SystemAdminRevoked(),
                new UserDisabled(),
                new UserEnabled(),
                new StandingChanged(List.of(), List.of(9L), true));
        project();
        assertThat(now(queries.user(2))).hasValueSatisfying(zoe -> {
            assertThat(zoe.systemAdmin()).isFalse();
            assertThat(zoe.adminElsewhere()).isTrue();
            assertThat(zoe.enabled()).isTrue();
        });
    }

    private static RobotCreated robot(long id, long projectId) {
        return new RobotCreated(
                new RobotFacts(id, projectId, CreatorKind.USER, 1, Instant.parse("2026-01-02T03:04:05Z")),
                profile("builds", true),
                "$argon2id$");
    }

    private static RobotProfile profile(String description, boolean enabled) {
        return new RobotProfile(description, enabled, RobotProfile.NEVER, List.of(), List.of());
    }

    @Test
    void listsRobotsOfTheRegistryOrOfOneProject() throws Exception {
        journal.append("Robot|backup", robot(1, 0), new SecretReplaced("$argon2id$new", Optional.empty()));
        journal.append("Robot|tools+ci", robot(2, 7));
        journal.append(
                "Robot|tools+off", robot(3, 7), new RobotChanged(profile("builds", true), profile("rests", false)));
        journal.append("Robot|tools+gone", robot(4, 7), new RobotDeleted(4));
        project();
        assertThat(rows(queries.robots(0, list("", ""))))
                .extracting(found -> found.name().value())
                .containsExactly("backup");
        assertThat(rows(queries.robots(7, list("Level=project,ProjectID=7", "name"))))
                .extracting(found -> found.name().value())
                .containsExactly("tools+ci", "tools+off");
        assertThat(rows(queries.robots(0, list("project_id=7", "")))).isEmpty();
        assertThat(rows(queries.robots(7, list("name=~OFF", ""))))
                .singleElement()
                .satisfies(off -> {
                    assertThat(off.enabled()).isFalse();
                    assertThat(off.description()).isEqualTo("rests");
                });
        assertThat(now(queries.robot(2)))
                .hasValueSatisfying(ci -> assertThat(ci.projectId()).isEqualTo(7));
        assertThat(now(queries.robot(4))).isEmpty();
    }

    @Test
    void listsLabelsOfOneScope() throws Exception {
        Label old = new Label(3, "old", "", "");
        journal.append(
                "Labels|registry",
                new LabelEvent.LabelCreated(new Label(1, "tested", "by people", "#00FF00")),
                new LabelEvent.LabelCreated(old),
                new LabelEvent.LabelDeleted(old));
        Label before = new Label(2, "draft", "", "");
        journal.append(
                "Labels|7",
                new LabelEvent.LabelCreated(before),
                new LabelEvent.LabelChanged(before, new Label(2, "final", "now", "#FFFFFF")));
        project();
        assertThat(rows(queries.labels(LabelScope.REGISTRY, list("", ""))))
                .extracting(found -> found.label().name())
                .containsExactly("tested");
        assertThat(rows(queries.labels(new LabelScope(7), list("name=final", ""))))
                .extracting(DirectoryLabel::label)
                .containsExactly(new Label(2, "final", "now", "#FFFFFF"));
        assertThat(now(queries.label(2)))
                .hasValueSatisfying(found -> assertThat(found.scope()).isEqualTo(new LabelScope(7)));
        assertThat(now(queries.label(3))).isEmpty();
    }
}
