package org.shiplog.e2e.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.shiplog.http.auth.ldap.LdapAnswer;
import org.shiplog.http.auth.ldap.LdapAnswer.Answered;
import org.shiplog.http.auth.ldap.LdapDirectory;
import org.shiplog.http.auth.ldap.LdapDirectory.Opened;
import org.shiplog.http.auth.ldap.LdapLogin;
import org.shiplog.http.auth.ldap.LdapLogin.Authenticated;
import org.shiplog.http.auth.ldap.LdapSettings;
import org.shiplog.http.auth.ldap.LdapSettings.Account;
import org.shiplog.http.auth.ldap.LdapSettings.Groups;
import org.shiplog.http.auth.ldap.LdapSettings.Server;
import org.shiplog.http.auth.ldap.LdapSettings.Users;

/** A directory as tests ask it: each question waits for its answer. */
record Asking(LdapSettings settings) {
    private static final Executor THREADS = Thread::startVirtualThread;

    Asking with(Server server) {
        return new Asking(new LdapSettings(server, settings.account(), settings.users(), settings.groups()));
    }

    Asking with(Account account) {
        return new Asking(new LdapSettings(settings.server(), account, settings.users(), settings.groups()));
    }

    Asking with(Users users) {
        return new Asking(new LdapSettings(settings.server(), settings.account(), users, settings.groups()));
    }

    Asking with(Groups groups) {
        return new Asking(
                new LdapSettings(settings.server(), settings.account(), settings.users(), Optional.of(groups)));
    }

    LdapDirectory directory() {
        return assertThat(LdapDirectory.open(settings, THREADS))
                .asInstanceOf(InstanceOfAssertFactories.type(Opened.class))
                .actual()
                .directory();
    }

    LdapLogin login(String username, String password) {
        return answer(directory().authenticate(username, password));
    }

    Authenticated accepted(String username, String password) {
        return assertThat(login(username, password))
                .asInstanceOf(InstanceOfAssertFactories.type(Authenticated.class))
                .actual();
    }

    static <T> T answer(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    static <T> T found(CompletionStage<LdapAnswer<T>> stage) {
        LdapAnswer<T> answer = answer(stage);
        if (answer instanceof Answered<T>(T value)) {
            return value;
        }
        throw new AssertionError(answer);
    }
}
