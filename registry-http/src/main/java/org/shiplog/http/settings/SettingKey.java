package org.shiplog.http.settings;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.shiplog.http.settings.SettingType.Choice;
import org.shiplog.http.settings.SettingType.Flag;
import org.shiplog.http.settings.SettingType.JsonObject;
import org.shiplog.http.settings.SettingType.Number;
import org.shiplog.http.settings.SettingType.Secret;
import org.shiplog.http.settings.SettingType.Text;

/** The settings that the configuration API knows, with Harbor's names and defaults unless said otherwise. */
public enum SettingKey {
    /** How people log in. */
    AUTH_MODE(new Choice(Set.of("db_auth", "ldap_auth", "oidc_auth", "http_auth", "uaa_auth")), "db_auth"),
    PRIMARY_AUTH_MODE(new Flag(), "false"),
    PROJECT_CREATION_RESTRICTION(new Choice(Set.of("everyone", "adminonly")), "everyone"),
    SELF_REGISTRATION(new Flag(), "false"),
    READ_ONLY(new Flag(), "false"),
    /** Not one of Harbor's: whether callers without credentials may read what is public. */
    ANONYMOUS_ACCESS(new Flag(), "true"),
    /** Minutes. Harbor's default is 30: what was taken away is gone sooner here. */
    TOKEN_EXPIRATION(new Number(1, 60, false), "5"),
    /** Minutes. */
    SESSION_TIMEOUT(new Number(1, 60 * 24 * 30, false), "60"),
    /** Days. For pages that propose them; a robot has its own. */
    ROBOT_TOKEN_DURATION(new Number(1, 9_999_999_999L, false), "30"),
    ROBOT_NAME_PREFIX(new Text(32, false), "robot$"),
    NOTIFICATION_ENABLE(new Flag(), "true"),
    QUOTA_PER_PROJECT_ENABLE(new Flag(), "true"),
    /** Bytes. */
    STORAGE_PER_PROJECT(new Number(1, 1L << 50, true), "-1"),
    /** {@code host:port} of a syslog server, or a URL. */
    AUDIT_LOG_FORWARD_ENDPOINT(new Text(1024, true), ""),
    /** Not one of Harbor's: PEM. */
    AUDIT_LOG_FORWARD_CA_CERTIFICATE(new Text(32_768, true), ""),
    /** Not one of Harbor's: sent along with what is posted. */
    AUDIT_LOG_FORWARD_TOKEN(new Secret(1024), ""),
    /** Not one of Harbor's: of what is posted. */
    AUDIT_LOG_FORWARD_FORMAT(new Choice(Set.of("cloudevents", "jsonl")), "cloudevents"),
    /** Cannot be set: everything else stands on the journal, and the log is made from that. */
    SKIP_AUDIT_LOG_DATABASE(new Flag(), "false"),
    /** Separated by commas, {@code create_artifact,pull_artifact}. */
    DISABLED_AUDIT_LOG_EVENT_TYPES(new Text(1024, true), ""),
    /** Not one of Harbor's: whether acts are written into the archive before the log is purged of them. */
    AUDIT_LOG_ARCHIVE(new Flag(), "false"),
    SCANNER_SKIP_UPDATE_PULLTIME(new Flag(), "false"),
    PULL_TIME_UPDATE_DISABLE(new Flag(), "false"),
    PULL_COUNT_UPDATE_DISABLE(new Flag(), "false"),
    PULL_AUDIT_LOG_DISABLE(new Flag(), "false"),
    /** JSON as a text: {@code message}, {@code closable}, {@code type}, {@code fromDate}, {@code toDate}. */
    BANNER_MESSAGE(new Text(4096, true), ""),
    /** Kept for old clients; what scans everything is a schedule of its own. */
    SCAN_ALL_POLICY(new JsonObject(4096), "{\"type\":\"none\"}"),
    /** Not one of Harbor's: hosts within one's own network that may be asked, divided by commas. */
    OUTBOUND_ALLOWED_HOSTS(new Text(4096, true), ""),
    LDAP_URL(new Text(1024, true), ""),
    LDAP_BASE_DN(new Text(1024, true), ""),
    LDAP_UID(new Text(128, false), "cn"),
    LDAP_FILTER(new Text(1024, true), ""),
    LDAP_SEARCH_DN(new Text(1024, true), ""),
    LDAP_SEARCH_PASSWORD(new Secret(1024), ""),
    /** 0 for the base itself, 1 for one level below it, 2 for the whole tree. */
    LDAP_SCOPE(new Number(0, 2, false), "2"),
    /** Seconds. */
    LDAP_TIMEOUT(new Number(1, 60, false), "5"),
    LDAP_VERIFY_CERT(new Flag(), "true"),
    /** Not one of Harbor's. */
    LDAP_START_TLS(new Flag(), "false"),
    /** Not one of Harbor's: PEM. */
    LDAP_CA_CERTIFICATE(new Text(32_768, true), ""),
    LDAP_GROUP_BASE_DN(new Text(1024, true), ""),
    LDAP_GROUP_SEARCH_FILTER(new Text(1024, true), ""),
    LDAP_GROUP_ATTRIBUTE_NAME(new Text(128, true), ""),
    /** Like {@link #LDAP_SCOPE}. */
    LDAP_GROUP_SEARCH_SCOPE(new Number(0, 2, false), "2"),
    LDAP_GROUP_ADMIN_DN(new Text(1024, true), ""),
    LDAP_GROUP_MEMBERSHIP_ATTRIBUTE(new Text(128, true), "memberof"),
    LDAP_GROUP_ATTACH_PARALLEL(new Flag(), "false"),
    OIDC_NAME(new Text(255, true), ""),
    OIDC_ENDPOINT(new Text(1024, true), ""),
    OIDC_CLIENT_ID(new Text(1024, true), ""),
    OIDC_CLIENT_SECRET(new Secret(1024), ""),
    OIDC_SCOPE(new Text(1024, true), ""),
    OIDC_VERIFY_CERT(new Flag(), "true"),
    /** Not one of Harbor's: PEM. */
    OIDC_CA_CERTIFICATE(new Text(32_768, true), ""),
    OIDC_USER_CLAIM(new Text(255, true), ""),
    OIDC_GROUPS_CLAIM(new Text(255, true), ""),
    OIDC_ADMIN_GROUP(new Text(255, true), ""),
    OIDC_GROUP_FILTER(new Text(255, true), ""),
    OIDC_AUTO_ONBOARD(new Flag(), "false"),
    /** JSON as a text: parameters to add to the redirect. */
    OIDC_EXTRA_REDIRECT_PARMS(new Text(4096, true), "{}"),
    OIDC_LOGOUT(new Flag(), "false"),
    /** A URL, or one without its scheme. */
    UAA_ENDPOINT(new Text(1024, true), ""),
    UAA_CLIENT_ID(new Text(1024, true), ""),
    UAA_CLIENT_SECRET(new Secret(1024), ""),
    UAA_VERIFY_CERT(new Flag(), "false"),
    /** Not one of Harbor's, which has it in a file: PEM. */
    UAA_CA_CERTIFICATE(new Text(32_768, true), ""),
    /** What passwords are posted to. */
    HTTP_AUTHPROXY_ENDPOINT(new Text(1024, true), ""),
    HTTP_AUTHPROXY_TOKENREVIEW_ENDPOINT(new Text(1024, true), ""),
    /** Separated by commas. */
    HTTP_AUTHPROXY_ADMIN_GROUPS(new Text(1024, true), ""),
    /** Separated by commas. */
    HTTP_AUTHPROXY_ADMIN_USERNAMES(new Text(1024, true), ""),
    HTTP_AUTHPROXY_VERIFY_CERT(new Flag(), "true"),
    /** Whether any name can be made a member, of which the proxy may never tell. */
    HTTP_AUTHPROXY_SKIP_SEARCH(new Flag(), "false"),
    /** PEM. */
    HTTP_AUTHPROXY_SERVER_CERTIFICATE(new Text(32_768, true), "");

    private final SettingType type;
    private final String initial;

    SettingKey(SettingType type, String initial) {
        this.type = type;
        this.initial = initial;
    }

    public SettingType type() {
        return type;
    }

    /** The value while nothing else was set. */
    public String initial() {
        return initial;
    }

    /** The name in the API. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean isSecret() {
        return type instanceof Secret;
    }

    /** Empty when there is no setting of that name. */
    public static Optional<SettingKey> of(String wireName) {
        return Stream.of(values())
                .filter(key -> key.wireName().equals(wireName))
                .findFirst();
    }
}
