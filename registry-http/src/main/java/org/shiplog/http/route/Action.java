package org.shiplog.http.route;

/** What can be done to a repository, in the words of registry token scopes. */
public enum Action {
    PULL("pull"),
    PUSH("push"),
    DELETE("delete");

    private final String scope;

    Action(String scope) {
        this.scope = scope;
    }

    public String scope() {
        return scope;
    }
}
