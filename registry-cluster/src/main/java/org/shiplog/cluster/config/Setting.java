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
    TLS_KEY("tls.key");

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
