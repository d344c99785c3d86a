package org.shiplog.http.auth.external;

import static org.shiplog.http.settings.SettingKey.AUTH_MODE;
import static org.shiplog.http.settings.SettingKey.LDAP_SEARCH_PASSWORD;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.shiplog.http.auth.ldap.LdapDirectory;
import org.shiplog.http.auth.ldap.LdapRefusal;
import org.shiplog.http.auth.ldap.LdapScope;
import org.shiplog.http.auth.ldap.LdapSettings;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.settings.SecretSettings;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.http.settings.Settings;
import org.shiplog.storage.identity.SettingSecrets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The LDAP directory that the settings name, opened anew when they change. */
public final class LiveDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(LiveDirectory.class);
    private static final String LDAP = "ldap_auth";

    private final LiveSettings settings;
    private final SecretSettings secrets;
    private final Executor blocking;
    private final MadeOfSettings<LdapDirectory> directory;

    /** @param blocking where the directory is waited for */
    public LiveDirectory(LiveSettings settings, SettingSecrets secrets, Executor blocking) {
        this.settings = settings;
        this.secrets = new SecretSettings(secrets);
        this.blocking = blocking;
        this.directory = new MadeOfSettings<>(settings, set -> read(set).thenApply(this::open));
    }

    boolean isOn() {
        return settings.now().text(AUTH_MODE).equals(LDAP);
    }

    /** Empty while what is set cannot be used. */
    public CompletionStage<Optional<LdapDirectory>> now() {
        return directory.now();
    }

    private Optional<LdapDirectory> open(LdapSettings set) {
        return switch (LdapDirectory.open(set, blocking)) {
            case LdapDirectory.Opened(LdapDirectory directory) -> Optional.of(directory);
            case LdapDirectory.Refused(var refusals) -> {
                LOG.warn(
                        "the settings of the directory cannot be used: {}",
                        refusals.stream().map(LdapRefusal::message).toList());
                yield Optional.empty();
            }
        };
    }

    /** What is set now, with the password that searches. */
    public CompletionStage<LdapSettings> read(Settings set) {
        return secrets.value(set, LDAP_SEARCH_PASSWORD).thenApply(found -> settings(set, found.orElse("")));
    }

    private static LdapSettings settings(Settings set, String password) {
        return new LdapSettings(
                new LdapSettings.Server(
                        set.text(SettingKey.LDAP_URL),
                        set.flag(SettingKey.LDAP_START_TLS),
                        set.flag(SettingKey.LDAP_VERIFY_CERT),
                        set.text(SettingKey.LDAP_CA_CERTIFICATE),
                        Duration.ofSeconds(set.number(SettingKey.LDAP_TIMEOUT))),
                new LdapSettings.Account(set.text(SettingKey.LDAP_SEARCH_DN), password),
                new LdapSettings.Users(
                        set.text(SettingKey.LDAP_BASE_DN),
                        set.text(SettingKey.LDAP_FILTER),
                        set.text(SettingKey.LDAP_UID),
                        scope(set.number(SettingKey.LDAP_SCOPE))),
                Optional.of(new LdapSettings.Groups(
                        set.text(SettingKey.LDAP_GROUP_BASE_DN),
                        set.text(SettingKey.LDAP_GROUP_SEARCH_FILTER),
                        set.text(SettingKey.LDAP_GROUP_ATTRIBUTE_NAME),
                        scope(set.number(SettingKey.LDAP_GROUP_SEARCH_SCOPE)),
                        set.text(SettingKey.LDAP_GROUP_ADMIN_DN),
                        set.text(SettingKey.LDAP_GROUP_MEMBERSHIP_ATTRIBUTE))));
    }

    private static LdapScope scope(long number) {
        return LdapScope.of(Math.toIntExact(number)).orElse(LdapScope.SUB);
    }
}
