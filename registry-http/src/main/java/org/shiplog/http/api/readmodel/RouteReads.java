package org.shiplog.http.api.readmodel;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.shiplog.http.route.Route;
import org.shiplog.projections.audit.AuditReadModel;
import org.shiplog.projections.catalog.CatalogReadModel;
import org.shiplog.projections.directory.DirectoryReadModel;
import org.shiplog.projections.history.HistoryReadModel;
import org.shiplog.projections.quota.QuotaReadModel;
import org.shiplog.projections.readmodel.ReadModel;

/** Which read models answer which routes. All others are answered by entities, which never lag behind. */
final class RouteReads {
    private static final String PROJECT = "/api/v2.0/projects/{project_name}";
    private static final String PROJECT_OR_ID = "/api/v2.0/projects/{project_name_or_id}";
    private static final String REPOSITORY = PROJECT + "/repositories/{repository_name}";
    private static final String PAST = "/api/shiplog/v1/projects/{project_name}";

    private static final Set<String> CATALOG = Set.of(
            "/v2/_catalog",
            "/api/v2.0/projects",
            PROJECT_OR_ID,
            PROJECT_OR_ID + "/_deletable",
            PROJECT_OR_ID + "/artifacts",
            PROJECT + "/repositories",
            REPOSITORY,
            REPOSITORY + "/artifacts",
            REPOSITORY + "/artifacts/{reference}",
            REPOSITORY + "/artifacts/{reference}/accessories",
            REPOSITORY + "/artifacts/{reference}/tags",
            "/api/v2.0/repositories",
            "/api/v2.0/search",
            "/api/v2.0/statistics");
    private static final Set<String> CATALOG_AND_QUOTA =
            Set.of(PROJECT_OR_ID + "/summary", "/api/v2.0/icons/{digest}", "/api/v2.0/quotas", "/api/v2.0/quotas/{id}");
    private static final Set<String> DIRECTORY = Set.of(
            "/api/v2.0/labels",
            "/api/v2.0/robots",
            "/api/v2.0/usergroups",
            "/api/v2.0/usergroups/search",
            "/api/v2.0/users",
            "/api/v2.0/users/search",
            "/api/shiplog/v1/users");
    private static final Set<String> AUDIT = Set.of(
            "/api/v2.0/audit-logs",
            "/api/v2.0/auditlog-exts",
            PROJECT + "/logs",
            PROJECT + "/auditlog-exts",
            "/api/shiplog/v1/audit",
            "/api/shiplog/v1/audit/export");
    private static final Set<String> HISTORY = Set.of(
            PAST,
            PAST + "/diff",
            PAST + "/repositories/{repository_name}",
            PAST + "/repositories/{repository_name}/diff",
            PAST + "/repositories/{repository_name}/tags/{tag_name}/history");

    /** By the template of the path. */
    static final Map<String, List<ReadModel>> READS = reads();

    private RouteReads() {}

    static List<ReadModel> of(Route route) {
        return route.method().equals(HttpMethods.GET)
                ? READS.getOrDefault(route.path().template(), List.of())
                : List.of();
    }

    private static Map<String, List<ReadModel>> reads() {
        Map<String, List<ReadModel>> reads = new HashMap<>();
        ReadModel catalog = new CatalogReadModel();
        CATALOG.forEach(path -> reads.put(path, List.of(catalog)));
        CATALOG_AND_QUOTA.forEach(path -> reads.put(path, List.of(catalog, new QuotaReadModel())));
        DIRECTORY.forEach(path -> reads.put(path, List.of(new DirectoryReadModel())));
        AUDIT.forEach(path -> reads.put(path, List.of(new AuditReadModel())));
        HISTORY.forEach(path -> reads.put(path, List.of(new HistoryReadModel())));
        return Map.copyOf(reads);
    }
}
