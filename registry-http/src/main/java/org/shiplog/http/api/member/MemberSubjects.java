package org.shiplog.http.api.member;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.group.UserGroup;
import org.shiplog.domain.group.UserGroupRules;
import org.shiplog.domain.group.UserGroups.FindGroup;
import org.shiplog.domain.group.UserGroups.FindGroupNamed;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.User.FindUser;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.project.Member;
import org.shiplog.http.api.member.MemberRequest.Who;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.port.ProjectPorts;
import org.shiplog.http.auth.external.DirectoryImport;
import org.shiplog.http.auth.external.DirectoryImport.Taken;
import org.shiplog.projections.directory.DirectoryUser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the user or group who is to become a member. */
final class MemberSubjects {
    private static final Logger LOG = LoggerFactory.getLogger(MemberSubjects.class);

    private final ProjectPorts ports;
    private final DirectoryImport newcomers;

    MemberSubjects(ApiPorts ports) {
        this.ports = ports.ofProjects();
        this.newcomers = new DirectoryImport(
                ports.directories().directory(), ports.directories().onboarding());
    }

    record Subject(Member.Kind kind, long id, String name) {}

    /** Empty when there is none. */
    CompletionStage<Optional<Subject>> find(Who who) {
        return switch (who) {
            case Who.UserId(long id) ->
                ports.directory()
                        .user(id)
                        .thenCompose(found -> found.map(DirectoryUser::username)
                                .map(this::user)
                                .orElseGet(() -> completedFuture(Optional.empty())))
                        .thenApply(found -> found.filter(subject -> subject.id() == id));
            case Who.UserName(String name) ->
                Username.parse(name)
                        .map(this::user)
                        .orElseGet(() -> completedFuture(Optional.empty()))
                        .thenCompose(
                                found -> found.isEmpty() && newcomers.isOn() ? taken(name) : completedFuture(found));
            case Who.GroupId(long id) ->
                ports.groups()
                        .query(UserGroupRules.ENTITY, new FindGroup(id))
                        .thenApply(found -> found.map(MemberSubjects::group));
            case Who.GroupName(UserGroup.Kind kind, String name) ->
                ports.groups()
                        .query(UserGroupRules.ENTITY, new FindGroupNamed(kind, name))
                        .thenApply(found -> found.map(MemberSubjects::group));
        };
    }

    private CompletionStage<Optional<Subject>> user(Username name) {
        return ports.accounts()
                .users()
                .query(name, new FindUser())
                .thenApply(found -> found.map(user -> new Subject(Member.Kind.USER, user.userId(), name.value())));
    }

    /** Who has never logged in here may be known to the directory. */
    private CompletionStage<Optional<Subject>> taken(String name) {
        return newcomers.take(name).thenApply(taken -> switch (taken) {
            case Taken.Known(Principal.Person person) ->
                Optional.of(new Subject(Member.Kind.USER, person.userId(), person.id()));
            case Taken.Refused _ -> Optional.empty();
            case Taken.Unavailable(String reason) -> {
                LOG.warn("the directory cannot tell who is to become a member: {}", reason);
                throw new EntityUnavailableException("the directory does not answer");
            }
        });
    }

    private static Subject group(UserGroup group) {
        return new Subject(Member.Kind.GROUP, group.groupId(), group.name());
    }
}
