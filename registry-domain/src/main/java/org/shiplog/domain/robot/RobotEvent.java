package org.shiplog.domain.robot;

import java.time.Instant;
import java.util.Optional;

public sealed interface RobotEvent {
    record RobotCreated(RobotFacts facts, RobotProfile profile, String secretHash) implements RobotEvent {}

    record RobotChanged(RobotProfile from, RobotProfile to) implements RobotEvent {}

    record SecretReplaced(String secretHash, Optional<Instant> formerValidUntil) implements RobotEvent {}

    /** By whom is in its provenance: who tried, not the robot. */
    record RobotLockedOut(int failures, Instant until) implements RobotEvent {}

    record RobotDeleted(long robotId) implements RobotEvent {}
}
