package org.shiplog.http.api.port;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.label.LabelScope;
import org.shiplog.projections.directory.DirectoryLabel;
import org.shiplog.projections.directory.DirectoryRobot;
import org.shiplog.projections.directory.DirectoryUser;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;

/**
 * Finds users, robots and labels. What was registered before the question is found, unless the directory is far behind; that what is
 * found is still there, only its entity knows.
 */
public interface Directory {
    CompletionStage<Listing<DirectoryUser>> users(ListQuery query);

    CompletionStage<Optional<DirectoryUser>> user(long userId);

    /** @param projectId 0 for the robots of the whole registry */
    CompletionStage<Listing<DirectoryRobot>> robots(long projectId, ListQuery query);

    CompletionStage<Optional<DirectoryRobot>> robot(long robotId);

    CompletionStage<Listing<DirectoryLabel>> labels(LabelScope scope, ListQuery query);

    CompletionStage<Optional<DirectoryLabel>> label(long labelId);
}
