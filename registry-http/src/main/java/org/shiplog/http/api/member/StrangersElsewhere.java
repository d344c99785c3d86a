package org.shiplog.http.api.member;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.group.UserGroup;
import org.shiplog.domain.group.UserGroup.Kind;
import org.shiplog.domain.group.UserGroupCommand.CreateGroup;
import org.shiplog.domain.group.UserGroupRules;
import org.shiplog.http.api.member.MemberRequest.Who;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.port.Ids;
import org.shiplog.http.auth.ldap.LdapAnswer;
import org.shiplog.http.auth.ldap.LdapAnswer.Found;
import org.shiplog.http.auth.ldap.LdapDirectory;
import org.shiplog.http.auth.ldap.LdapGroup;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.http.settings.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users and groups who are not known here yet, but where people come from: a directory and a UAA server are asked for them. A provider,
 * which cannot be asked, may name any group at a later login; whether an authentication proxy may, and any user, is a setting.
 */
final class StrangersElsewhere {
    private static final Logger LOG = LoggerFactory.getLogger(StrangersElsewhere.class);

    private final ApiPorts ports;

    StrangersElsewhere(ApiPorts ports) {
        this.ports = ports;
    }

    /**
     * By what to look again, if at all: they are known here now, a user by the name that the directory has for them, or somebody else
     * made them known meanwhile, or there was no room. Fails with
     * {@link EntityUnavailableException} when the directory that might know them does not answer.
     */
    CompletionStage<Optional<Who>> takeIn(Who who, Provenance provenance) {
        Settings now = ports.ofProjects().settings().now();
        String mode = now.text(SettingKey.AUTH_MODE);
        return switch (who) {
            case Who.UserName(String name) ->
                ports.directories()
                        .passwords()
                        .find(name)
                        .thenApply(person -> person.map(user -> new Who.UserName(user.id())));
            case Who.GroupName(Kind kind, String name)
            when kind == Kind.LDAP && mode.equals("ldap_auth") ->
                directory()
                        .thenCompose(
                                open -> open.isPresent() ? group(open.get(), name, provenance) : completedFuture(false))
                        .thenApply(again -> Optional.of(who).filter(_ -> again));
            case Who.GroupName(Kind kind, String name)
            when kind == Kind.OIDC && mode.equals("oidc_auth") && !name.isBlank() ->
                create(kind, name, "", provenance).thenApply(_ -> Optional.of(who));
            case Who.GroupName(Kind kind, String name)
            when kind == Kind.HTTP
                    && mode.equals("http_auth")
                    && now.flag(SettingKey.HTTP_AUTHPROXY_SKIP_SEARCH)
                    && !name.isBlank() -> create(kind, name, "", provenance).thenApply(_ -> Optional.of(who));
            case Who.GroupName _, Who.UserId _, Who.GroupId _ -> completedFuture(Optional.empty());
        };
    }

    private CompletionStage<Optional<LdapDirectory>> directory() {
        return ports.directories().directory().now();
    }

    private CompletionStage<Boolean> group(LdapDirectory open, String distinguishedName, Provenance provenance) {
        return open.searchGroups("", distinguishedName).thenCompose(answer -> switch (answer) {
            case LdapAnswer.Answered<Found<LdapGroup>>(Found<LdapGroup> found)
            when !found.items().isEmpty() ->
                create(Kind.LDAP, found.items().getFirst().name(), distinguishedName, provenance);
            case LdapAnswer.Answered<Found<LdapGroup>> _, LdapAnswer.Refused<Found<LdapGroup>> _ ->
                completedFuture(false);
            case LdapAnswer.Unavailable<Found<LdapGroup>>(String reason) -> {
                LOG.warn("the directory cannot be asked for a group that is to be a member: {}", reason);
                throw new EntityUnavailableException("the directory does not answer");
            }
        });
    }

    private CompletionStage<Boolean> create(Kind kind, String name, String distinguishedName, Provenance provenance) {
        return ports.ids()
                .next(Ids.Sequence.GROUP)
                .thenCompose(id -> ports.ofProjects()
                        .groups()
                        .execute(
                                UserGroupRules.ENTITY,
                                new CreateGroup(new UserGroup(id, kind, name, distinguishedName)),
                                provenance))
                .thenApply(_ -> true);
    }
}
