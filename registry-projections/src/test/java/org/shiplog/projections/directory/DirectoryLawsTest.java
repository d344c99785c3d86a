package org.shiplog.projections.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.UserCommand;
import org.shiplog.domain.identity.UserRules;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.label.Label;
import org.shiplog.domain.label.Labels;
import org.shiplog.domain.label.Labels.LabelCommand;
import org.shiplog.domain.robot.Robot;
import org.shiplog.domain.robot.RobotCommand;
import org.shiplog.domain.robot.RobotFacts;
import org.shiplog.domain.robot.RobotFacts.CreatorKind;
import org.shiplog.domain.robot.RobotProfile;
import org.shiplog.domain.robot.RobotRules;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.journal.SliceRange;

/** What makes the directory rebuildable, on random comings and goings. A failure names its seed. */
@ExtendWith(TestDatabase.Provider.class)
class DirectoryLawsTest {
    private static final int HISTORIES = 8;
    private static final int STEPS = 150;

    private final Map<String, Object> states = new LinkedHashMap<>();
    private TestDatabase database;
    private TestJournal journal;
    private Random random = new Random();
    private long lastId;

    @BeforeEach
    void startEmpty(TestDatabase fresh) {
        database = fresh;
    }

    @Test
    void anyGroupsInAnyOrderOfEntitiesGiveTheSameTables() throws Exception {
        for (long seed = 1; seed <= HISTORIES; seed++) {
            List<JournalRecord> events = record(seed);
            List<String> oneByOne = project(events.stream().map(List::of).toList());
            assertThat(project(List.of(events)))
                    .as("all at once, seed %d", seed)
                    .isEqualTo(oneByOne);
            assertThat(project(List.of(byEntity(events))))
                    .as("entity by entity, seed %d", seed)
                    .isEqualTo(oneByOne);
        }
    }

    @Test
    void theDirectorySaysWhatTheEntitiesSay() throws Exception {
        for (long seed = 1; seed <= HISTORIES; seed++) {
            project(List.of(record(seed)));
            List<String> users = new ArrayList<>();
            List<String> robots = new ArrayList<>();
            List<String> labels = new ArrayList<>();
            states.forEach((id, state) -> {
                String name = id.substring(id.indexOf('|') + 1);
                switch (state) {
                    case User user
                    when user.exists() ->
                        users.add(name + " " + user.userId() + " " + user.systemAdmin() + " " + user.enabled());
                    case Robot robot
                    when robot.account().isPresent() ->
                        robots.add(name + " " + robot.account().get().facts().robotId() + " "
                                + robot.account().get().profile().enabled());
                    case Labels(var byId) ->
                        byId.forEach((labelId, label) -> labels.add(name + " " + labelId + " " + label.name()));
                    default -> {}
                }
            });
            assertThat(database.column("SELECT concat_ws(' ', username, user_id, "
                            + "CASE WHEN system_admin THEN 'true' ELSE 'false' END, "
                            + "CASE WHEN enabled THEN 'true' ELSE 'false' END) FROM directory_user"))
                    .as("users, seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(users);
            assertThat(database.column("SELECT concat_ws(' ', name, robot_id, "
                            + "CASE WHEN enabled THEN 'true' ELSE 'false' END) FROM directory_robot"))
                    .as("robots, seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(robots);
            assertThat(database.column("SELECT concat_ws(' ', project_id, label_id, name) FROM directory_label"))
                    .as("labels, seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(labels);
        }
    }

    private List<JournalRecord> record(long seed) throws SQLException {
        random = new Random(seed);
        states.clear();
        database.run("TRUNCATE event_journal");
        journal = new TestJournal(database.pool());
        IntStream.range(0, STEPS).forEach(_ -> step());
        List<JournalRecord> events = new ArrayList<>();
        JournalReader reader = new JournalReader(database.pool(), journal);
        JournalOffset at = JournalOffset.ORIGIN;
        while (true) {
            JournalReader.Reading reading = reader.read(SliceRange.ALL, at, JournalOffset.END);
            if (reading.records().isEmpty()) {
                return events;
            }
            events.addAll(reading.records());
            at = reading.settled();
        }
    }

    private void step() {
        switch (random.nextInt(3)) {
            case 0 -> run("User|user" + random.nextInt(4), new UserRules(), userCommand());
            case 1 -> run("Robot|project+robot" + random.nextInt(4), new RobotRules(), robotCommand());
            default -> run("Labels|" + (1 + random.nextInt(2)), new Labels.Rules(), labelCommand());
        }
    }

    private UserCommand userCommand() {
        return switch (random.nextInt(6)) {
            case 0, 1 -> new UserCommand.RegisterUser(++lastId + 1, UserSource.DATABASE, "$argon2id$", false);
            case 2 -> new UserCommand.ChangePassword("$argon2id$" + random.nextInt());
            case 3 -> new UserCommand.ChangeSystemAdmin(random.nextBoolean());
            case 4 -> new UserCommand.ChangeEnablement(random.nextBoolean());
            default -> new UserCommand.DeleteUser();
        };
    }

    private RobotCommand robotCommand() {
        RobotProfile profile = new RobotProfile(
                "robot " + random.nextInt(3), random.nextBoolean(), RobotProfile.NEVER, List.of(), List.of());
        return switch (random.nextInt(4)) {
            case 0, 1 ->
                new RobotCommand.CreateRobot(
                        new RobotFacts(++lastId, 7, CreatorKind.USER, 1, Instant.EPOCH), profile, "$argon2id$");
            case 2 ->
                random.nextBoolean()
                        ? new RobotCommand.ChangeRobot(profile)
                        : new RobotCommand.ReplaceSecret("$argon2id$", Optional.empty());
            default -> new RobotCommand.DeleteRobot();
        };
    }

    private LabelCommand labelCommand() {
        long known = lastId - random.nextInt(5);
        return switch (random.nextInt(4)) {
            case 0, 1 -> new LabelCommand.CreateLabel(new Label(++lastId, "label" + random.nextInt(9), "", ""));
            case 2 -> new LabelCommand.ChangeLabel(new Label(known, "label" + random.nextInt(9), "new", "#000000"));
            default -> new LabelCommand.DeleteLabel(known);
        };
    }

    @SuppressWarnings("unchecked") // An entity's state is of the kind that its id begins with.
    private <S, C, E, F> void run(String persistenceId, Aggregate<S, C, E, F> rules, C command) {
        S state = (S) states.getOrDefault(persistenceId, rules.initial());
        if (rules.decide(state, command) instanceof Decision.Accepted<E, F>(List<E> events) && !events.isEmpty()) {
            for (E event : events) {
                state = rules.evolve(state, event);
            }
            states.put(persistenceId, state);
            journal.append(persistenceId, events.toArray());
        }
    }

    private List<String> project(List<List<JournalRecord>> groups) throws SQLException {
        DirectoryReadModel model = new DirectoryReadModel();
        database.run("TRUNCATE " + String.join(", ", model.tables()));
        try (Connection connection = database.pool().getConnection()) {
            connection.setAutoCommit(false);
            for (List<JournalRecord> group : groups) {
                model.apply(connection, group);
            }
            connection.commit();
        }
        return database.rows(model.tables());
    }

    private static List<JournalRecord> byEntity(List<JournalRecord> events) {
        Map<String, List<JournalRecord>> entities = new LinkedHashMap<>();
        events.forEach(event -> entities.computeIfAbsent(event.persistenceId(), _ -> new ArrayList<>())
                .add(event));
        return List.copyOf(entities.values()).reversed().stream()
                .flatMap(List::stream)
                .toList();
    }
}
