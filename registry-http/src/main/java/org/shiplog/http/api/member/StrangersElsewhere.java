package org.shiplog.http.api.member;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
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
import org.shiplog.http.auth.ldap.LdapLogin;
import org.shiplog.http.settings.SettingKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users and groups who are not known here yet, but where people come from: a directory is asked for them, and a provider, which cannot
 * be asked, may name any group at a later login.
 */
final class StrangersElsewhere {
    private static final Logger LOG = LoggerFactory.getLogger(StrangersElsewhere.class);

    private final ApiPorts ports;

    StrangersElsewhere(ApiPorts ports) {
        this.ports = ports;
    }

    /** Whether to look again: they are known here now, or somebody else made them known meanwhile, or there was no room. */
    CompletionStage<Boolean> takeIn(Who who, Provenance provenance) {
        String mode = ports.ofProjects().settings().now().text(SettingKey.AUTH_MODE);
        return switch (who) {
            case Who.UserName(String name) when mode.equals("ldap_auth") -> user(name);
            case Who.GroupName(Kind kind, String name)
            when kind == Kind.LDAP && mode.equals("ldap_auth") ->
                directory()
                        .thenCompose(open ->
                                open.isPresent() ? group(open.get(), name, provenance) : completedFuture(false));
            case Who.GroupName(Kind kind, String name)
            when kind == Kind.OIDC && mode.equals("oidc_auth") && !name.isBlank() -> create(kind, name, "", provenance);
            case Who.UserName _, Who.GroupName _, Who.UserId _, Who.GroupId _ -> completedFuture(false);
        };
    }

    private CompletionStage<Optional<LdapDirectory>> directory() {
        return ports.directories().directory().now();
    }

    private CompletionStage<Boolean> user(String name) {
        return directory()
                .thenCompose(
                        open -> open.isPresent() ? open.get().lookUp(name) : completedFuture(new LdapLogin.Rejected()))
                .thenCompose(answer -> switch (answer) {
                    case LdapLogin.Authenticated known ->
                        ports.directories().users().receive(known).thenApply(Optional::isPresent);
                    case LdapLogin.Rejected _ -> completedFuture(false);
                    case LdapLogin.Unavailable(String reason) -> {
                        LOG.warn("the directory cannot be asked for a user who is to be a member: {}", reason);
                        yield completedFuture(false);
                    }
                });
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
                yield completedFuture(false);
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
