package org.shiplog.http.api.project;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.route.Call;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.projections.quota.ProjectQuota;

/** Shows a project's numbers, each to those who may know it. */
final class ProjectSummary {
    private static final Permission READ_QUOTA = new Permission("quota", "read");
    private static final Permission LIST_MEMBERS = new Permission("member", "list");

    private final ApiPorts ports;

    ProjectSummary(ApiPorts ports) {
        this.ports = ports;
    }

    CompletionStage<HttpResponse> show(Call call) {
        ProjectFacts facts = call.project().orElseThrow();
        ObjectNode summary = Json.object().put("repo_count", facts.repositories());
        return putQuota(summary, call)
                .thenCompose(_ -> call.rights().allow(LIST_MEMBERS)
                        ? ports.catalog()
                                .memberCounts(call.projectName())
                                .thenApply(counts -> Json.ok(put(summary, counts)))
                        : completedFuture(Json.ok(summary)));
    }

    private CompletionStage<ObjectNode> putQuota(ObjectNode summary, Call call) {
        ProjectFacts facts = call.project().orElseThrow();
        boolean limited = ports.ofProjects().settings().now().flag(SettingKey.QUOTA_PER_PROJECT_ENABLE);
        if (!limited || !call.rights().allow(READ_QUOTA)) {
            return completedFuture(summary);
        }
        return ports.registry().quotas().find(facts.projectId()).thenApply(found -> {
            ObjectNode quota = summary.putObject("quota");
            quota.putObject("hard").put("storage", facts.storageLimit());
            quota.putObject("used").put("storage", found.map(ProjectQuota::used).orElse(0L));
            return summary;
        });
    }

    private static ObjectNode put(ObjectNode summary, Map<Role, Long> members) {
        for (Role role : Role.values()) {
            summary.put(key(role), members.getOrDefault(role, 0L));
        }
        return summary;
    }

    private static String key(Role role) {
        return switch (role) {
            case PROJECT_ADMIN -> "project_admin_count";
            case MAINTAINER -> "maintainer_count";
            case DEVELOPER -> "developer_count";
            case GUEST -> "guest_count";
            case LIMITED_GUEST -> "limited_guest_count";
        };
    }
}
