package org.shiplog.http.api.member;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.group.UserGroup;
import org.shiplog.domain.group.UserGroupRules;
import org.shiplog.domain.group.UserGroups.FindGroup;
import org.shiplog.domain.group.UserGroups.FindGroupNamed;
import org.shiplog.domain.identity.User.FindUser;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.project.Member;
import org.shiplog.http.api.member.MemberRequest.Who;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.port.ProjectPorts;
import org.shiplog.projections.directory.DirectoryUser;

/** Finds the user or group who is to become a member; those of a directory or provider are taken in for that. */
final class MemberSubjects {
    private static final CompletionStage<Optional<Subject>> NOBODY = completedFuture(Optional.empty());

    private final ProjectPorts ports;
    private final StrangersElsewhere strangers;

    MemberSubjects(ApiPorts ports) {
        this.ports = ports.ofProjects();
        this.strangers = new StrangersElsewhere(ports);
    }

    record Subject(Member.Kind kind, long id, String name) {}

    /**
     * Empty when there is none, and when the directory that might know one does not answer.
     *
     * @param provenance of what makes a stranger known here
     */
    CompletionStage<Optional<Subject>> find(Who who, Provenance provenance) {
        return known(who)
                .thenCompose(found -> found.isPresent()
                        ? completedFuture(found)
                        : strangers.takeIn(who, provenance).thenCompose(taken -> taken ? known(who) : NOBODY));
    }

    private CompletionStage<Optional<Subject>> known(Who who) {
        return switch (who) {
            case Who.UserId(long id) ->
                ports.directory()
                        .user(id)
                        .thenCompose(found -> found.map(DirectoryUser::username)
                                .map(this::user)
                                .orElseGet(() -> completedFuture(Optional.empty())))
                        .thenApply(found -> found.filter(subject -> subject.id() == id));
            case Who.UserName(String name) ->
                Username.parse(name).map(this::user).orElseGet(() -> completedFuture(Optional.empty()));
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

    private static Subject group(UserGroup group) {
        return new Subject(Member.Kind.GROUP, group.groupId(), group.name());
    }
}
