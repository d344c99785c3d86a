package org.shiplog.http.api.robot;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.RobotPermission;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.http.api.robot.RobotRequest.Block;
import org.shiplog.http.route.ApiError;
import org.shiplog.http.route.ErrorResponse;
import org.shiplog.http.route.ProjectLookup;

/** Turns the permissions that a request names into ones that a robot can be given by whoever asks. */
final class RobotGrants {
    private final ProjectLookup lookup;

    RobotGrants(ProjectLookup lookup) {
        this.lookup = lookup;
    }

    sealed interface Resolved {
        record Granted(List<RobotPermission> permissions) implements Resolved {
            public Granted {
                permissions = List.copyOf(permissions);
            }
        }

        record Refused(HttpResponse response) implements Resolved {}
    }

    /**
     * For somebody who may create or change such a robot at all.
     *
     * @param former what the robot has so far
     */
    CompletionStage<Resolved> resolve(Principal principal, RobotRequest request, List<RobotPermission> former) {
        CompletionStage<List<Asked>> all = completedFuture(new ArrayList<>());
        for (Block block : request.blocks()) {
            all = all.thenCompose(before -> projectId(principal, block).thenApply(id -> {
                before.add(new Asked(id.isPresent(), id.flatMap(known -> block.in(known, former))));
                return before;
            }));
        }
        return all.thenApply(asked -> {
            if (asked.stream().anyMatch(Asked::isAmbiguous)) {
                return new Resolved.Refused(ErrorResponse.of(
                        ApiError.BAD_REQUEST,
                        "permissions must say their repositories: the robot has several in one project"));
            }
            List<Optional<RobotPermission>> permissions =
                    asked.stream().map(Asked::permission).toList();
            return switch (principal) {
                case Principal.Machine creator -> byRobot(creator, permissions, request.ofProject());
                case Principal.Person _, Principal.Operator _, Principal.Registry _, Principal.Anonymous _ ->
                    byPerson(permissions);
            };
        });
    }

    /** @param known whether what it is about exists */
    private record Asked(boolean known, Optional<RobotPermission> permission) {
        boolean isAmbiguous() {
            return known && permission.isEmpty();
        }
    }

    /** 0 when the block is not about one project; empty when there is no such project. */
    private CompletionStage<Optional<Long>> projectId(Principal principal, Block block) {
        return block.isOfOneProject()
                ? lookup.find(principal, ProjectName.parse(block.namespace()), Optional.empty())
                        .thenApply(found -> found.facts().map(ProjectFacts::projectId))
                : completedFuture(Optional.of(0L));
    }

    /** Administrators of the registry may know which projects exist; others come here with their own project only. */
    private static Resolved byPerson(List<Optional<RobotPermission>> permissions) {
        return permissions.stream().allMatch(Optional::isPresent)
                ? granted(permissions)
                : new Resolved.Refused(ErrorResponse.of(ApiError.NOT_FOUND, "a project of the permissions is unknown"));
    }

    /** A project that does not exist is none that the robot has permissions in. */
    private static Resolved byRobot(
            Principal.Machine creator, List<Optional<RobotPermission>> permissions, boolean toProjectRobot) {
        boolean covered = permissions.stream()
                .allMatch(permission -> permission
                        .filter(given -> RobotRights.covers(creator, given, toProjectRobot))
                        .isPresent());
        return covered
                ? granted(permissions)
                : new Resolved.Refused(
                        ErrorResponse.of(ApiError.DENIED, "a robot cannot give permissions that it does not have"));
    }

    private static Resolved granted(List<Optional<RobotPermission>> permissions) {
        return new Resolved.Granted(
                permissions.stream().flatMap(Optional::stream).toList());
    }
}
