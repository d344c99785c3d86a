package org.shiplog.domain.robot;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.robot.Robot.Account;
import org.shiplog.domain.robot.RobotCommand.ChangeRobot;
import org.shiplog.domain.robot.RobotCommand.CreateRobot;
import org.shiplog.domain.robot.RobotCommand.DeleteRobot;
import org.shiplog.domain.robot.RobotCommand.ReplaceSecret;
import org.shiplog.domain.robot.RobotEvent.RobotChanged;
import org.shiplog.domain.robot.RobotEvent.RobotCreated;
import org.shiplog.domain.robot.RobotEvent.RobotDeleted;
import org.shiplog.domain.robot.RobotEvent.SecretReplaced;

/** How robot accounts come, change and go. */
public final class RobotRules implements Aggregate<Robot, RobotCommand, RobotEvent, RobotRefusal> {
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
        return robot.account().isEmpty()
                ? Decision.refuse(new RobotRefusal.RobotUnknown())
                : decide(robot.account().get(), command);
    }

    private static Decision<RobotEvent, RobotRefusal> decide(Account account, RobotCommand command) {
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
            case DeleteRobot _ ->
                Decision.accept(new RobotDeleted(account.facts().robotId()));
        };
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
            case RobotDeleted _ -> Robot.NONE;
        };
    }

    private static Robot changed(Robot robot, RobotProfile profile) {
        return new Robot(robot.account().map(account -> new Account(account.facts(), profile, account.secrets())));
    }

    private static Robot withSecret(Robot robot, SecretReplaced replaced) {
        return new Robot(robot.account().map(account -> {
            List<RobotSecret> secrets = new ArrayList<>();
            secrets.add(new RobotSecret(replaced.secretHash(), Optional.empty()));
            if (replaced.formerValidUntil().isPresent()) {
                secrets.add(new RobotSecret(account.secrets().getFirst().hash(), replaced.formerValidUntil()));
            }
            return new Account(account.facts(), account.profile(), secrets);
        }));
    }
}
