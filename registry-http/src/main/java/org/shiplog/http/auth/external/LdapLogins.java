package org.shiplog.http.auth.external;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.identity.Username;
import org.shiplog.http.auth.DirectoryLogins;
import org.shiplog.http.auth.ldap.LdapDirectory;
import org.shiplog.http.auth.ldap.LdapLogin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logins at the LDAP directory that the settings name. A login that was right is believed for {@link #BELIEVED}, so that a client
 * that sends its password with every request does not cost the directory as many questions.
 */
public final class LdapLogins implements DirectoryLogins {
    private static final Logger LOG = LoggerFactory.getLogger(LdapLogins.class);
    private static final Duration BELIEVED = Duration.ofSeconds(30);
    private static final int MAX_BELIEVED = 10_000;
    private static final int SALT_BYTES = 32;

    private final LiveDirectory directory;
    private final DirectoryUsers users;
    private final byte[] salt = new byte[SALT_BYTES];
    private final AsyncCache<String, Optional<Principal.Person>> believed;

    public LdapLogins(LiveDirectory directory, DirectoryUsers users, SecureRandom random, InstantSource clock) {
        this.directory = directory;
        this.users = users;
        random.nextBytes(salt);
        this.believed = Caffeine.newBuilder()
                .maximumSize(MAX_BELIEVED)
                .expireAfterWrite(BELIEVED)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .buildAsync();
    }

    @Override
    public boolean isOn() {
        return directory.isOn();
    }

    @Override
    public CompletionStage<Optional<Principal.Person>> login(Username username, String password) {
        String attempt = fingerprint(username.value(), password);
        return believed.get(attempt, (_, _) -> ask(username, password).toCompletableFuture())
                .whenComplete((person, failure) -> {
                    if (failure != null || person.isEmpty()) {
                        believed.synchronous().invalidate(attempt);
                    }
                });
    }

    private CompletionStage<Optional<Principal.Person>> ask(Username username, String password) {
        return directory
                .now()
                .thenCompose(found ->
                        found.isEmpty() ? completedFuture(Optional.empty()) : ask(found.get(), username, password));
    }

    private CompletionStage<Optional<Principal.Person>> ask(LdapDirectory ldap, Username username, String password) {
        return ldap.authenticate(username.value(), password).thenCompose(login -> switch (login) {
            case LdapLogin.Authenticated known -> users.receive(known);
            case LdapLogin.Rejected _ -> completedFuture(Optional.empty());
            case LdapLogin.Unavailable(String reason) -> {
                LOG.warn("the directory cannot tell who logs in: {}", reason);
                throw new EntityUnavailableException("the directory does not answer");
            }
        });
    }

    private String fingerprint(String name, String password) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            hash.update(salt);
            hash.update((name.length() + ":" + name + password).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
