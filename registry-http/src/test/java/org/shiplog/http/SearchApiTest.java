package org.shiplog.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.TestServer.admin;
import static org.shiplog.http.TestServer.alice;
import static org.shiplog.http.TestServer.error;
import static org.shiplog.http.TestServer.json;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.Visibility;
import org.shiplog.projections.catalog.CatalogRepository;

class SearchApiTest {
    private static final String SEARCH = "/api/v2.0/search";
    private static final String STATISTICS = "/api/v2.0/statistics";

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
        server.list("open", 1, Visibility.PUBLIC);
        server.list("secret", 2, Visibility.PRIVATE);
        server.catalog.repositories.add(repository("open/app", "open", 1, true));
        server.catalog.repositories.add(repository("secret/app", "secret", 2, false));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void findsProjectsAndRepositories() {
        JsonNode found = json(server.get(SEARCH + "?q=app", "Authorization", admin()));
        assertThat(found.get("project")).isEmpty();
        assertThat(found.get("repository")).hasSize(2);
        assertThat(found.at("/repository/0").toString())
                .isEqualTo("{\"project_id\":1,\"project_name\":\"open\",\"project_public\":true,"
                        + "\"repository_name\":\"open/app\",\"artifact_count\":3}");
        assertThat(json(server.get(SEARCH + "?q=secr", "Authorization", admin()))
                        .at("/project/0/name")
                        .asText())
                .isEqualTo("secret");
    }

    @Test
    void showsStrangersAndOthersWhatIsPublic() {
        for (JsonNode found : new JsonNode[] {
            json(server.get(SEARCH + "?q=")), json(server.get(SEARCH + "?q=", "Authorization", alice()))
        }) {
            assertThat(found.findValuesAsText("name")).containsExactly("open");
            assertThat(found.findValuesAsText("repository_name")).containsExactly("open/app");
        }
    }

    @Test
    void needsSomethingToSearchFor() {
        assertThat(error(server.get(SEARCH))).isEqualTo("422 UNPROCESSABLE_ENTITY");
        assertThat(error(server.get(SEARCH + "?q=" + "a".repeat(256)))).isEqualTo("422 UNPROCESSABLE_ENTITY");
        assertThat(error(server.get(SEARCH + "?q=%00"))).isEqualTo("422 UNPROCESSABLE_ENTITY");
    }

    @Test
    void countsWhatTheCallerSees() {
        assertThat(server.get(STATISTICS).statusCode()).isEqualTo(401);
        assertThat(json(server.get(STATISTICS, "Authorization", admin())).toString())
                .isEqualTo("{\"public_project_count\":1,\"private_project_count\":1,\"public_repo_count\":1,"
                        + "\"private_repo_count\":1,\"total_project_count\":2,\"total_repo_count\":2,"
                        + "\"total_storage_consumption\":12345}");
        assertThat(json(server.get(STATISTICS, "Authorization", alice())).toString())
                .isEqualTo("{\"public_project_count\":1,\"private_project_count\":0,\"public_repo_count\":1,"
                        + "\"private_repo_count\":0}");
    }

    private static CatalogRepository repository(String name, String project, long projectId, boolean isPublic) {
        return new CatalogRepository(new RepositoryName(name), new ProjectName(project), projectId, isPublic, 3);
    }
}
