package org.shiplog.http.api.user;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.http.api.json.Json;
import org.shiplog.projections.directory.DirectoryUser;

/** Users in the words of Harbor's API. */
final class UserJson {
    private UserJson() {}

    static ObjectNode of(DirectoryUser row) {
        return Json.object()
                .put("user_id", row.userId())
                .put("username", row.username().value())
                .put("email", row.profile().email())
                .put("realname", row.profile().realname())
                .put("comment", row.profile().comment())
                .put("sysadmin_flag", row.systemAdmin())
                .put("admin_role_in_auth", false)
                .put("creation_time", row.createdAt().toString())
                .put("update_time", row.updatedAt().toString());
    }

    /** @param user for what must not be out of date */
    static ObjectNode of(DirectoryUser row, User user) {
        ObjectNode json = of(row).put("sysadmin_flag", user.systemAdmin());
        if (user.source() == UserSource.OIDC) {
            // The secret for command lines is only kept as a hash, so nobody can be told it.
            json.putObject("oidc_user_meta")
                    .put("id", row.userId())
                    .put("user_id", row.userId())
                    .put("subiss", "")
                    .put("secret", "")
                    .put("creation_time", row.createdAt().toString())
                    .put("update_time", row.updatedAt().toString());
        }
        return json;
    }

    static ObjectNode found(DirectoryUser row) {
        return Json.object()
                .put("user_id", row.userId())
                .put("username", row.username().value());
    }
}
