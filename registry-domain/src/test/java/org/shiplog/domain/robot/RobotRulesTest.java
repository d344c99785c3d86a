package org.shiplog.domain.robot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.aggregate.DecisionFixture;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.robot.RobotCommand.ChangeRobot;
import org.shiplog.domain.robot.RobotCommand.CreateRobot;
import org.shiplog.domain.robot.RobotCommand.DeleteRobot;
import org.shiplog.domain.robot.RobotCommand.NoteRobotLockout;
import org.shiplog.domain.robot.RobotCommand.ReplaceSecret;

final class RobotRulesTest {
    private static final Instant BIRTH = Instant.parse("2026-11-21T10:00:00Z");
    private static final RobotFacts FACTS = new RobotFacts(5, 7, RobotFacts.CreatorKind.USER, 1, BIRTH);
    private static final RobotProfile PROFILE = new RobotProfile("builds", true, 30, List.of(), List.of());

    private final DecisionFixture<Robot, RobotCommand, RobotEvent, RobotRefusal> robot =
            DecisionFixture.of(new RobotRules());

    @Test
    void isCreatedOnce() {
        robot.when(new CreateRobot(FACTS, PROFILE, "$argon2id$one"))
                .thenEvents(new RobotEvent.RobotCreated(FACTS, PROFILE, "$argon2id$one"));
        robot.when(new CreateRobot(FACTS, PROFILE, "$argon2id$two")).thenRefused(new RobotRefusal.RobotExists(5));
    }

    @Test
    void isUnknownBeforeAndAfter() {
        robot.when(new DeleteRobot()).thenRefused(new RobotRefusal.RobotUnknown());
        create().when(new DeleteRobot()).thenEvents(new RobotEvent.RobotDeleted(5));
        robot.when(new ChangeRobot(PROFILE)).thenRefused(new RobotRefusal.RobotUnknown());
        assertThat(new Robot.FindRobot().answer(robot.state())).isEmpty();
    }

    @Test
    void notesALockoutOnceWhetherThereIsARobotOrNot() {
        RobotEvent locked = new RobotEvent.RobotLockedOut(10, BIRTH);
        robot.when(new NoteRobotLockout(10, BIRTH)).thenEvents(locked);
        assertThat(new Robot.FindRobot().answer(robot.state())).isEmpty();
        Optional<Robot.Account> before = create().state().account();
        robot.when(new NoteRobotLockout(10, BIRTH)).thenEvents(locked);
        assertThat(robot.state().account()).isEqualTo(before);
        robot.when(new NoteRobotLockout(10, BIRTH.plusSeconds(59))).thenNothing();
        Instant later = BIRTH.plusSeconds(60);
        robot.when(new NoteRobotLockout(10, later)).thenEvents(new RobotEvent.RobotLockedOut(10, later));
    }

    @Test
    void aReplacedSecretMayHoldForAWhile() {
        Instant until = BIRTH.plus(Duration.ofHours(1));
        create().when(new ReplaceSecret("$argon2id$two", Optional.of(until)))
                .thenEvents(new RobotEvent.SecretReplaced("$argon2id$two", Optional.of(until)));
        List<RobotSecret> secrets = robot.state().account().orElseThrow().secrets();
        assertThat(secrets)
                .containsExactly(
                        new RobotSecret("$argon2id$two", Optional.empty()),
                        new RobotSecret("$argon2id$one", Optional.of(until)));
        assertThat(secrets.getLast().isValidAt(until.minusSeconds(1))).isTrue();
        assertThat(secrets.getLast().isValidAt(until)).isFalse();
        robot.when(new ReplaceSecret("$argon2id$three", Optional.empty()))
                .thenState(changed ->
                        assertThat(changed.account().orElseThrow().secrets()).hasSize(1));
    }

    @Test
    void expiresSoManyDaysAfterItsCreationUnlessNever() {
        Robot.Account account = create().state().account().orElseThrow();
        Instant end = BIRTH.plus(Duration.ofDays(30));
        assertThat(account.isActiveAt(end.minusSeconds(1))).isTrue();
        assertThat(account.isActiveAt(end)).isFalse();
        RobotProfile never = new RobotProfile("builds", true, RobotProfile.NEVER, List.of(), List.of());
        robot.when(new ChangeRobot(never)).thenEvents(new RobotEvent.RobotChanged(PROFILE, never));
        assertThat(robot.state().account().orElseThrow().isActiveAt(end)).isTrue();
        robot.givenCommands(new ChangeRobot(new RobotProfile("builds", false, 30, List.of(), List.of())));
        assertThat(robot.state().account().orElseThrow().isActiveAt(BIRTH)).isFalse();
    }

    @Test
    void namesAreThoseOfProjectsWithTheProjectBefore() {
        assertThat(RobotName.parse("ci").map(RobotName::value)).contains("ci");
        assertThat(RobotName.parse("team+ci.x").flatMap(RobotName::project).map(Object::toString))
                .contains("team");
        for (String bad : List.of("", "+", "team+", "+ci", "a+b+c", "Ci", "robot$ci", "a b")) {
            assertThat(RobotName.parse(bad)).as(bad).isEmpty();
        }
    }

    private DecisionFixture<Robot, RobotCommand, RobotEvent, RobotRefusal> create() {
        return robot.given(new RobotEvent.RobotCreated(FACTS, PROFILE, "$argon2id$one"));
    }
}
