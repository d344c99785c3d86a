package org.shiplog.http;

import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.robot.Robot;
import org.shiplog.http.api.port.Past;
import org.shiplog.http.oci.InMemoryEntities;

/** Things as they were, from the events that entities in memory have kept. */
record SamePast(
        InMemoryEntities<ProjectName, Project, ?, ?, ?> projects,
        InMemoryEntities<Username, User, ?, ?, ?> users,
        InMemoryEntities<RobotName, Robot, ?, ?, ?> robots)
        implements Past {
    @Override
    public CompletionStage<Project> project(ProjectName name, Instant at) {
        return projects.stateAt(name, at);
    }

    @Override
    public CompletionStage<User> user(Username name, Instant at) {
        return users.stateAt(name, at);
    }

    @Override
    public CompletionStage<Robot> robot(RobotName name, Instant at) {
        return robots.stateAt(name, at);
    }
}
