package org.shiplog.http.auth.proxy;

import java.util.List;

/**
 * Somebody as the proxy describes them now. It prints without what is personal or secret.
 *
 * @param name as the proxy writes it
 * @param groups all that the proxy names, at most 1,000
 * @param administrator whether the settings count the name or one of the groups among the administrators
 * @param token by which the proxy knew them, and can be asked again
 */
public record ProxyUser(String name, List<String> groups, boolean administrator, String token) {
    public ProxyUser {
        groups = List.copyOf(groups);
    }

    @Override
    public String toString() {
        return "ProxyUser[" + groups.size() + " groups, administrator=" + administrator + "]";
    }
}
