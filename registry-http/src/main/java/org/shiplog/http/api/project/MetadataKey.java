package org.shiplog.http.api.project;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.shiplog.domain.project.Horizon;

/**
 * The metadata of projects, with Harbor's names, besides {@code public}, which is the visibility, and {@code retention_id}, which only
 * the registry sets. All values are text.
 */
enum MetadataKey {
    ENABLE_CONTENT_TRUST(Kind.FLAG),
    ENABLE_CONTENT_TRUST_COSIGN(Kind.FLAG),
    PREVENT_VUL(Kind.FLAG),
    SEVERITY(Kind.SEVERITY),
    AUTO_SCAN(Kind.FLAG),
    AUTO_SBOM_GENERATION(Kind.FLAG),
    REUSE_SYS_CVE_ALLOWLIST(Kind.FLAG),
    /** Not one of Harbor's: how long the project keeps what is deleted, {@link Horizon}. */
    HISTORY_DAYS(Kind.DAYS),
    /** Likewise: {@link org.shiplog.domain.project.ProjectQuery#STRICT_PULL_LOG}. */
    STRICT_PULL_LOG(Kind.FLAG),
    PROXY_SPEED_KB(Kind.NUMBER),
    MAX_UPSTREAM_CONN(Kind.COUNT),
    PROXY_CACHE_FILTER_PATTERN(Kind.TEXT),
    PROXY_CACHE_FILTER_KIND(Kind.FILTER_KIND),
    PROXY_CACHE_LOCAL_ON_NOT_FOUND(Kind.FLAG),
    PROXY_REFERRER_API(Kind.FLAG);

    static final String PUBLIC = "public";
    static final String RETENTION_ID = "retention_id";
    static final int MAX_LENGTH = 1024;

    private static final Set<String> SEVERITIES = Set.of("none", "low", "medium", "high", "critical");

    private enum Kind {
        FLAG,
        SEVERITY,
        NUMBER,
        COUNT,
        DAYS,
        TEXT,
        FILTER_KIND
    }

    private final Kind kind;

    MetadataKey(Kind kind) {
        this.kind = kind;
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it means something only in a project that passes on what another registry has. */
    boolean isForProxies() {
        return switch (this) {
            case PROXY_SPEED_KB,
                    MAX_UPSTREAM_CONN,
                    PROXY_CACHE_FILTER_PATTERN,
                    PROXY_CACHE_FILTER_KIND,
                    PROXY_CACHE_LOCAL_ON_NOT_FOUND,
                    PROXY_REFERRER_API -> true;
            case ENABLE_CONTENT_TRUST,
                    ENABLE_CONTENT_TRUST_COSIGN,
                    PREVENT_VUL,
                    SEVERITY,
                    AUTO_SCAN,
                    AUTO_SBOM_GENERATION,
                    REUSE_SYS_CVE_ALLOWLIST,
                    HISTORY_DAYS,
                    STRICT_PULL_LOG -> false;
        };
    }

    /** The value in the form that is kept; empty when the text is none. */
    Optional<String> value(String text) {
        return switch (kind) {
            case FLAG -> flag(text);
            case SEVERITY -> severity(text.toLowerCase(Locale.ROOT));
            case NUMBER -> number(text).map(String::valueOf);
            case COUNT -> number(text).filter(count -> count > 0 || count == -1).map(String::valueOf);
            case DAYS -> Horizon.parse(text).map(Horizon::days).map(String::valueOf);
            case TEXT -> Optional.of(text);
            case FILTER_KIND -> Optional.of(text).filter(Set.of("doublestar", "regex")::contains);
        };
    }

    static Optional<String> flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "t", "1" -> Optional.of("true");
            case "false", "f", "0" -> Optional.of("false");
            default -> Optional.empty();
        };
    }

    private static Optional<String> severity(String text) {
        return text.equals("negligible")
                ? Optional.of("none")
                : Optional.of(text).filter(SEVERITIES::contains);
    }

    private static Optional<Integer> number(String text) {
        try {
            return Optional.of(Integer.parseInt(text));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** Empty when no key has that name. */
    static Optional<MetadataKey> of(String wireName) {
        return Stream.of(values())
                .filter(key -> key.wireName().equals(wireName))
                .findFirst();
    }
}
