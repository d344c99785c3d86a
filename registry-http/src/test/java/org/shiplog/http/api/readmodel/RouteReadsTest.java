package org.shiplog.http.api.readmodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.junit.jupiter.api.Test;
import org.shiplog.http.TestServer;
import org.shiplog.http.route.Route;
import org.shiplog.projections.readmodel.ReadModel;

class RouteReadsTest {
    @Test
    void everyPathIsOneThatIsRead() {
        try (TestServer server = new TestServer()) {
            Map<String, Route> gets = server.routes.stream()
                    .filter(route -> route.method().equals(HttpMethods.GET))
                    .collect(Collectors.toMap(route -> route.path().template(), route -> route, (first, _) -> first));
            assertThat(gets.keySet()).containsAll(RouteReads.READS.keySet());
            assertThat(names(gets.get("/v2/_catalog"))).containsExactly("catalog");
            assertThat(names(gets.get("/api/v2.0/quotas"))).containsExactly("catalog", "quota");
            assertThat(names(gets.get("/v2/{name}/tags/list"))).isEmpty();
            assertThat(server.routes)
                    .filteredOn(route -> !route.method().equals(HttpMethods.GET))
                    .allSatisfy(route -> assertThat(RouteReads.of(route)).isEmpty());
        }
    }

    private static List<String> names(Route route) {
        return RouteReads.of(route).stream().map(ReadModel::name).toList();
    }
}
