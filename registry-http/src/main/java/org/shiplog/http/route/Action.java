package org.shiplog.http.route;

import org.shiplog.domain.access.Permission;

/** What can be done to a repository by the distribution API. */
public enum Action {
    PULL("pull", Permission.PULL),

    /** To push content and move tags. */
    PUSH("push", Permission.PUSH),

    /** To push content under tags that there are not yet. In a token's scope the same word as {@link #PUSH}. */
    PUSH_NEW_TAG("push", Permission.PUSH_NEW_TAG),

    DELETE("delete", Permission.DELETE);

    private final String scope;
    private final Permission permission;

    Action(String scope, Permission permission) {
        this.scope = scope;
        this.permission = permission;
    }

    /** The word for it in a registry token's scope. */
    public String scope() {
        return scope;
    }

    /** What a caller must be allowed. */
    public Permission permission() {
        return permission;
    }
}
