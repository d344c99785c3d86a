package org.shiplog.domain.robot;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.robot.Robot.Account;
import org.shiplog.domain.robot.RobotCommand.ChangeRobot;
import org.shiplog.domain.robot.RobotCommand.CreateRobot;
import org.shiplog.domain.robot.RobotCommand.DeleteRobot;
import org.shiplog.domain.robot.RobotCommand.NoteRobotLockout;
import org.shiplog.domain.robot.RobotCommand.ReplaceSecret;
import org.shiplog.domain.robot.RobotEvent.RobotChanged;
import org.shiplog.domain.robot.RobotEvent.RobotCreated;
import org.shiplog.domain.robot.RobotEvent.RobotDeleted;
import org.shiplog.domain.robot.RobotEvent.RobotLockedOut;
import org.shiplog.domain.robot.RobotEvent.SecretReplaced;

/** How robot accounts come, change and go. */
public final class RobotRules implements Aggregate<Robot, RobotCommand, RobotEvent, RobotRefusal> {
    /** A lockout that ends less than this later than the last one noted is not noted again. */
    private static final Duration LOCKOUTS_APART = Duration.ofMinutes(1);

    @Override
    public Robot initial() {
        return Robot.NONE;
    }

    @Override
    public Decision<RobotEvent, RobotRefusal> decide(Robot robot, RobotCommand command) {
        if (command instanceof CreateRobot create) {
            return robot.account().isPresent()
                    ? Decision.refuse(new RobotRefusal.RobotExists(
                            robot.account().get().facts().robotId()))
                    : Decision.accept(new RobotCreated(create.facts(), create.profile(), create.secretHash()));
        }
        if (command instanceof NoteRobotLockout note) {
            return noteLockout(robot, note);
        }
        return robot.account().isEmpty()
                ? Decision.refuse(new RobotRefusal.RobotUnknown())
                : decide(robot, robot.account().get(), command);
    }

    private static Decision<RobotEvent, RobotRefusal> decide(Robot robot, Account account, RobotCommand command) {
        return switch (command) {
            case CreateRobot _ ->
                Decision.refuse(new RobotRefusal.RobotExists(account.facts().robotId()));
            case ChangeRobot(RobotProfile profile) ->
                account.profile().equals(profile)
                        ? Decision.accept()
                        : Decision.accept(new RobotChanged(account.profile(), profile));
            case ReplaceSecret replace ->
                account.secrets().getFirst().hash().equals(replace.secretHash())
                        ? Decision.accept()
                        : Decision.accept(new SecretReplaced(replace.secretHash(), replace.formerValidUntil()));
            case NoteRobotLockout note -> noteLockout(robot, note);
            case DeleteRobot _ ->
                Decision.accept(new RobotDeleted(account.facts().robotId()));
        };
    }

    /** Also of a name that no robot has: who guesses does not know. Who guesses from many addresses is in the journal once in a while. */
    private static Decision<RobotEvent, RobotRefusal> noteLockout(Robot robot, NoteRobotLockout note) {
        boolean noted = robot.lockedUntil()
                .filter(known -> note.until().isBefore(known.plus(LOCKOUTS_APART)))
                .isPresent();
        return noted ? Decision.accept() : Decision.accept(new RobotLockedOut(note.failures(), note.until()));
    }

    @Override
    public Robot evolve(Robot robot, RobotEvent event) {
        return switch (event) {
            case RobotCreated created ->
                Robot.of(new Account(
                        created.facts(),
                        created.profile(),
                        List.of(new RobotSecret(created.secretHash(), Optional.empty()))));
            case RobotChanged changed -> changed(robot, changed.to());
            case SecretReplaced replaced -> withSecret(robot, replaced);
            case RobotLockedOut locked -> robot.withLockout(locked.until());
            case RobotDeleted _ -> Robot.NONE;
        };
    }

    private static Robot changed(Robot robot, RobotProfile profile) {
        return new Robot(
                robot.account().map(account -> new Account(account.facts(), profile, account.secrets())),
                robot.lockedUntil());
    }

    private static Robot withSecret(Robot robot, SecretReplaced replaced) {
        Optional<Account> changed = robot.account().map(account -> {
            List<RobotSecret> secrets = new ArrayList<>();
            secrets.add(new RobotSecret(replaced.secretHash(), Optional.empty()));
            if (replaced.formerValidUntil().isPresent()) {
                secrets.add(new RobotSecret(account.secrets().getFirst().hash(), replaced.formerValidUntil()));
            }
            return new Account(account.facts(), account.profile(), secrets);
        });
        return new Robot(changed, robot.lockedUntil());
    }
}
