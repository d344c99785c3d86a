package org.shiplog.cluster.config;

import java.util.Arrays;
import java.util.Optional;

/** The settings there are, each with its key in a file and its environment variable. {@code reference.conf} explains them. */
enum Setting {
    HTTP_HOST("http.host"),
    HTTP_PORT("http.port"),
    DATA_DIR("data-dir"),
    ADMIN_PASSWORD("admin-password"),
    EXTERNAL_URL("external-url"),
    DATABASE_URL("database-url"),
    TLS_CERT("tls.cert"),
    TLS_KEY("tls.key"),
    MANAGEMENT_HOST("management.host"),
    MANAGEMENT_PORT("management.port"),
    CLUSTER_HOST("cluster.host"),
    CLUSTER_PORT("cluster.port"),
    CLUSTER_SEED_NODES("cluster.seed-nodes"),
    CLUSTER_TLS_CERT("cluster.tls-cert"),
    CLUSTER_TLS_KEY("cluster.tls-key"),
    CLUSTER_TLS_CA("cluster.tls-ca"),
    DRAIN_DELAY("drain.delay"),
    DRAIN_LIMIT("drain.limit"),
    BLOBS_STORE("blobs.store"),
    BLOBS_DIR("blobs.dir"),
    S3_ENDPOINT("s3.endpoint"),
    S3_REGION("s3.region"),
    S3_BUCKET("s3.bucket"),
    S3_PREFIX("s3.prefix"),
    S3_ACCESS_KEY("s3.access-key"),
    S3_SECRET_KEY("s3.secret-key"),
    S3_PATH_STYLE("s3.path-style"),
    S3_ENCRYPTION("s3.encryption"),
    S3_KMS_KEY("s3.kms-key"),
    S3_CA("s3.ca"),
    S3_REDIRECT("s3.redirect"),
    LEDGER_ORIGIN("ledger.origin"),
    LEDGER_INTERVAL("ledger.interval"),
    LOG_FORMAT("log.format"),
    TRACING_ENDPOINT("tracing.endpoint");

    static final String VARIABLE_PREFIX = "SHIPLOG_";

    private final String key;

    Setting(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    String variable() {
        return VARIABLE_PREFIX + name();
    }

    static Optional<Setting> byKey(String key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key.equals(key))
                .findFirst();
    }

    static Optional<Setting> byVariable(String variable) {
        return Arrays.stream(values())
                .filter(setting -> setting.variable().equals(variable))
                .findFirst();
    }
}
