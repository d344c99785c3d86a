package org.shiplog.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.awaitility.Awaitility;

/** What an administrator does for tests of logins elsewhere. */
public record Operator(Registry registry) {
    private static final String CONFIGURATIONS = "/api/v2.0/configurations";

    /** @param json the settings to change */
    public void configure(String json) {
        var answer = registry.asAdmin().put(CONFIGURATIONS, "application/json", json.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    /** Creates a private project in which the group of the description has the role of a developer. */
    public void createProjectFor(String name, String group) {
        var admin = registry.asAdmin();
        admin.createProject(name, false);
        var answer = admin.post("/api/v2.0/projects/" + name + "/members", """
            {"role_id": 2, "member_group": %s}
            """.formatted(group));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    /** Deletes all users but the first, and has people log in by password again. */
    public void deleteUsers() {
        // The list and the count that allows the change are projections: they follow within moments.
        Awaitility.await().untilAsserted(() -> {
            for (var user :
                    registry.asAdmin().get("/api/v2.0/users?page_size=100").json()) {
                if (user.get("user_id").asLong() != 1) {
                    registry.asAdmin()
                            .delete("/api/v2.0/users/" + user.get("user_id").asLong());
                }
            }
            configure("{\"auth_mode\": \"db_auth\"}");
        });
    }
}
