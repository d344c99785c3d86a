package org.shiplog.http.auth;

import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.UserCommand;
import org.shiplog.domain.identity.UserRefusal;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.robot.Robot;
import org.shiplog.domain.robot.RobotCommand;
import org.shiplog.domain.robot.RobotRefusal;

/** Those who can log in. */
public record Accounts(
        Entities<Username, User, UserCommand, UserRefusal> users,
        Entities<RobotName, Robot, RobotCommand, RobotRefusal> robots) {}
