package org.shiplog.cluster.localcluster;

import java.util.Locale;

/** Which program stands before the nodes. */
public enum FrontChoice {
    /** HAProxy if it is installed, else nginx if that is, else nothing. */
    AUTO,
    HAPROXY,
    NGINX,
    NONE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
