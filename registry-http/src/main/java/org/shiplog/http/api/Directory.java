package org.shiplog.http.api;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.label.LabelScope;
import org.shiplog.projections.directory.DirectoryLabel;
import org.shiplog.projections.directory.DirectoryRobot;
import org.shiplog.projections.directory.DirectoryUser;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;

/**
 * Finds users, robots and labels by their numbers, and lists them. It shows everything that was written before it was asked for,
 * unless it is far behind; what somebody or something may do is for the entities to say.
 */
public interface Directory {
    CompletionStage<Optional<DirectoryUser>> user(long userId);

    CompletionStage<Optional<DirectoryRobot>> robot(long robotId);

    /** @param projectId 0 for robots of the whole registry */
    CompletionStage<Listing<DirectoryRobot>> robots(long projectId, ListQuery list);

    CompletionStage<Optional<DirectoryLabel>> label(long labelId);

    CompletionStage<Listing<DirectoryLabel>> labels(LabelScope scope, ListQuery list);
}
