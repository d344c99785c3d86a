package org.shiplog.http;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.UserCommand;
import org.shiplog.domain.identity.UserEvent;
import org.shiplog.domain.identity.UserRefusal;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.label.LabelScope;
import org.shiplog.domain.label.Labels;
import org.shiplog.domain.label.Labels.LabelCommand;
import org.shiplog.domain.label.Labels.LabelEvent;
import org.shiplog.domain.label.Labels.LabelRefusal;
import org.shiplog.domain.robot.Robot;
import org.shiplog.domain.robot.RobotCommand;
import org.shiplog.domain.robot.RobotEvent;
import org.shiplog.domain.robot.RobotRefusal;
import org.shiplog.http.api.port.Directory;
import org.shiplog.http.oci.InMemoryEntities;
import org.shiplog.projections.directory.DirectoryLabel;
import org.shiplog.projections.directory.DirectoryRobot;
import org.shiplog.projections.directory.DirectoryUser;
import org.shiplog.projections.query.Criterion;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;

/** A directory of what the entities know, in order of numbers. Terms and order of lists are the real one's own test. */
record InMemoryDirectory(
        InMemoryEntities<Username, User, UserCommand, UserEvent, UserRefusal> users,
        InMemoryEntities<RobotName, Robot, RobotCommand, RobotEvent, RobotRefusal> robots,
        InMemoryEntities<LabelScope, Labels, LabelCommand, LabelEvent, LabelRefusal> labels,
        InMemoryProfiles profiles)
        implements Directory {
    private static final Instant THEN = Instant.parse("2026-11-21T09:00:00Z");

    @Override
    public CompletionStage<Optional<DirectoryUser>> user(long userId) {
        return CompletableFuture.completedFuture(
                allUsers().filter(user -> user.userId() == userId).findFirst());
    }

    /** Only the terms that look for a part of the name or the mail address count. */
    @Override
    public CompletionStage<Listing<DirectoryUser>> users(ListQuery list) {
        return CompletableFuture.completedFuture(cut(
                allUsers()
                        .filter(user -> list.terms().stream().allMatch(term -> fits(user, term)))
                        .sorted((one, other) -> Long.compare(one.userId(), other.userId()))
                        .toList(),
                list));
    }

    private static boolean fits(DirectoryUser user, ListQuery.Term term) {
        return !(term.criterion() instanceof Criterion.Fuzzy(String part))
                || switch (term.key()) {
                    case "username" -> user.username().value().contains(part);
                    case "email" -> user.profile().email().contains(part);
                    default -> true;
                };
    }

    private Stream<DirectoryUser> allUsers() {
        return users.known().stream()
                .map(name -> user(name, now(users.query(name, user -> user))))
                .filter(user -> user.userId() != 0);
    }

    private DirectoryUser user(Username name, User user) {
        return new DirectoryUser(
                user.userId(),
                name,
                user.source(),
                user.systemAdmin(),
                user.adminElsewhere(),
                user.enabled(),
                profiles.of(user.userId()),
                THEN,
                THEN);
    }

    @Override
    public CompletionStage<Optional<DirectoryRobot>> robot(long robotId) {
        return CompletableFuture.completedFuture(
                allRobots().stream().filter(robot -> robot.robotId() == robotId).findFirst());
    }

    @Override
    public CompletionStage<Listing<DirectoryRobot>> robots(long projectId, ListQuery list) {
        return CompletableFuture.completedFuture(cut(
                allRobots().stream()
                        .filter(robot -> robot.projectId() == projectId)
                        .toList(),
                list));
    }

    private List<DirectoryRobot> allRobots() {
        List<DirectoryRobot> all = new ArrayList<>();
        for (RobotName name : robots.known()) {
            now(robots.query(name, new Robot.FindRobot()))
                    .ifPresent(account -> all.add(new DirectoryRobot(
                            account.facts().robotId(),
                            name,
                            account.facts().projectId(),
                            account.profile().description(),
                            account.profile().enabled(),
                            THEN,
                            THEN)));
        }
        all.sort((one, other) -> Long.compare(one.robotId(), other.robotId()));
        return all;
    }

    @Override
    public CompletionStage<Optional<DirectoryLabel>> label(long labelId) {
        return CompletableFuture.completedFuture(labels.known().stream()
                .flatMap(scope -> labels(scope).stream())
                .filter(label -> label.label().labelId() == labelId)
                .findFirst());
    }

    @Override
    public CompletionStage<Listing<DirectoryLabel>> labels(LabelScope scope, ListQuery list) {
        return CompletableFuture.completedFuture(cut(labels(scope), list));
    }

    private List<DirectoryLabel> labels(LabelScope scope) {
        List<DirectoryLabel> all = new ArrayList<>();
        now(labels.query(scope, state -> state))
                .byId()
                .forEach((_, label) -> all.add(new DirectoryLabel(label, scope, THEN, THEN)));
        return all;
    }

    private static <T> Listing<T> cut(List<T> rows, ListQuery query) {
        return new Listing.Page<>(
                rows.stream().skip(query.offset()).limit(query.pageSize()).toList(), rows.size());
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
