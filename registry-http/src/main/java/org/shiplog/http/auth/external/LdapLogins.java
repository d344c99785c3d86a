package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.auth.ldap.LdapDirectory;
import org.shiplog.http.auth.ldap.LdapLogin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logins at the LDAP directory that the settings name. */
public final class LdapLogins implements PasswordSource {
    private static final Logger LOG = LoggerFactory.getLogger(LdapLogins.class);

    private final LiveDirectory directory;
    private final DirectoryUsers users;

    public LdapLogins(LiveDirectory directory, DirectoryUsers users) {
        this.directory = directory;
        this.users = users;
    }

    @Override
    public UserSource source() {
        return UserSource.LDAP;
    }

    @Override
    public boolean isOn() {
        return directory.isOn();
    }

    @Override
    public CompletionStage<Optional<Principal.Person>> login(Username username, String password) {
        return ask(ldap -> ldap.authenticate(username.value(), password));
    }

    @Override
    public CompletionStage<Optional<Principal.Person>> find(String name) {
        return ask(ldap -> ldap.lookUp(name));
    }

    private CompletionStage<Optional<Principal.Person>> ask(
            Function<LdapDirectory, CompletionStage<LdapLogin>> question) {
        return directory
                .now()
                .thenCompose(found ->
                        found.isEmpty() ? completedFuture(new LdapLogin.Rejected()) : question.apply(found.get()))
                .thenCompose(answer -> switch (answer) {
                    case LdapLogin.Authenticated known -> users.receive(known);
                    case LdapLogin.Rejected _ -> completedFuture(Optional.empty());
                    case LdapLogin.Unavailable(String reason) -> {
                        LOG.warn("the directory cannot tell who somebody is: {}", reason);
                        throw new EntityUnavailableException("the directory does not answer");
                    }
                });
    }
}
