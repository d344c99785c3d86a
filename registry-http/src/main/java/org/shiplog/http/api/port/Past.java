package org.shiplog.http.api.port;

import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.robot.Robot;

/** Things as they were, from their events up to a moment. Costs as much as there are events. */
public interface Past {
    CompletionStage<Project> project(ProjectName name, Instant at);

    CompletionStage<User> user(Username name, Instant at);

    CompletionStage<Robot> robot(RobotName name, Instant at);
}
