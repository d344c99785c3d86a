package org.shiplog.domain.robot;

public sealed interface RobotRefusal {
    record RobotExists(long robotId) implements RobotRefusal {}

    record RobotUnknown() implements RobotRefusal {}
}
