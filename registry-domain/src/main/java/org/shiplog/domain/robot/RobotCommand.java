package org.shiplog.domain.robot;

import java.time.Instant;
import java.util.Optional;

public sealed interface RobotCommand {
    record CreateRobot(RobotFacts facts, RobotProfile profile, String secretHash) implements RobotCommand {}

    record ChangeRobot(RobotProfile profile) implements RobotCommand {}

    /** @param formerValidUntil how long the secret that is replaced goes on to hold; empty for no longer */
    record ReplaceSecret(String secretHash, Optional<Instant> formerValidUntil) implements RobotCommand {}

    /** Logins under the name, which perhaps no robot has, are not looked at any more until then, because too many failed. */
    record NoteRobotLockout(int failures, Instant until) implements RobotCommand {}

    record DeleteRobot() implements RobotCommand {}
}
