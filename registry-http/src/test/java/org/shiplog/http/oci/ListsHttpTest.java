package org.shiplog.http.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.shiplog.http.oci.RegistryClient.OCI_INDEX;
import static org.shiplog.http.oci.RegistryClient.bytes;
import static org.shiplog.http.oci.RegistryClient.digest;
import static org.shiplog.http.oci.RegistryClient.error;
import static org.shiplog.http.oci.RegistryClient.header;
import static org.shiplog.http.oci.RegistryClient.json;
import static org.shiplog.http.oci.RegistryClient.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.http.HttpServer;

/** Tags, and the catalog. */
class ListsHttpTest {
    private static final byte[] MANIFEST = bytes("{\"schemaVersion\":2,\"manifests\":[]}");
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");

    private static TestRegistry registry;
    private static RegistryClient client;

    @BeforeAll
    static void start() {
        registry = new TestRegistry();
        client = new RegistryClient(registry.address());
        client.putManifest("team/app", digest(MANIFEST) + "?tag=B&tag=a&tag=_&tag=1.0-x&tag=A", OCI_INDEX, MANIFEST);
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    private static List<String> names(HttpResponse<byte[]> response, String member) {
        List<String> names = new ArrayList<>();
        for (JsonNode name : json(response).get(member)) {
            names.add(name.asText());
        }
        return names;
    }

    private static Optional<String> next(HttpResponse<byte[]> response) {
        return response.headers().firstValue("Link").map(link -> {
            Matcher matcher = NEXT.matcher(link);
            assertThat(matcher.matches()).isTrue();
            return matcher.group(1);
        });
    }

    private static List<String> follow(String path, String member) {
        List<String> names = new ArrayList<>();
        Optional<String> at = Optional.of(path);
        while (at.isPresent()) {
            HttpResponse<byte[]> page = client.get(at.get());
            names.addAll(names(page, member));
            at = next(page);
        }
        return names;
    }

    @Test
    void listsTagsInByteOrder() {
        HttpResponse<byte[]> response = client.get("/v2/team/app/tags/list");

        assertThat(text(response)).isEqualTo("{\"name\":\"team/app\",\"tags\":[\"1.0-x\",\"A\",\"B\",\"_\",\"a\"]}");
        assertThat(header(response, "Content-Type")).isEqualTo("application/json");
        assertThat(next(response)).isEmpty();
        assertThat(client.head("/v2/team/app/tags/list").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        n=2 | 1.0-x A | true
        n=5 | 1.0-x A B _ a | false
        n=6 | 1.0-x A B _ a | false
        n=1000000000 | 1.0-x A B _ a | false
        n=2&last=A | B _ | true
        n=3&last=A | B _ a | false
        last=A | B _ a | false
        last=AAA | B _ a | false
        last= | 1.0-x A B _ a | false
        last=a | '' | false
        last=zzz | '' | false
        n=0 | '' | false
        n=0&last=A | '' | false
        x=y | 1.0-x A B _ a | false
        """)
    void pagesTags(String query, String tags, boolean more) {
        HttpResponse<byte[]> response = client.get("/v2/team/app/tags/list?" + query);

        assertThat(String.join(" ", names(response, "tags"))).isEqualTo(tags);
        assertThat(next(response).isPresent()).isEqualTo(more);
    }

    @Test
    void leadsToEveryTagOnce() {
        assertThat(follow("/v2/team/app/tags/list?n=2", "tags")).containsExactly("1.0-x", "A", "B", "_", "a");
    }

    @Test
    void listsMoreTagsThanTheRepositoryGivesAtOnce() {
        List<String> tags =
                IntStream.range(0, 2_500).mapToObj(i -> "t" + (10_000 + i)).toList();
        for (int i = 0; i < tags.size(); i += 50) {
            String query =
                    tags.subList(i, i + 50).stream().map(tag -> "tag=" + tag).collect(Collectors.joining("&"));
            client.putManifest("team/many", digest(MANIFEST) + "?" + query, OCI_INDEX, MANIFEST);
        }

        HttpResponse<byte[]> all = client.get("/v2/team/many/tags/list");
        assertThat(names(all, "tags")).isEqualTo(tags);
        assertThat(next(all)).isEmpty();
        HttpResponse<byte[]> clamped = client.get("/v2/team/many/tags/list?n=2000");
        assertThat(names(clamped, "tags")).hasSize(1_000);
        assertThat(next(clamped)).contains("/v2/team/many/tags/list?n=1000&last=t10999");
        assertThat(follow("/v2/team/many/tags/list?n=700", "tags")).isEqualTo(tags);
    }

    @ParameterizedTest
    @ValueSource(strings = {"n=-1", "n=", "n=ten", "n=99999999999", "n=2147483648", "n=1.0", "n=%00"})
    void refusesNumbersThatAreNone(String query) {
        assertThat(error(client.get("/v2/team/app/tags/list?" + query))).isEqualTo("400 PAGINATION_NUMBER_INVALID");
        assertThat(error(client.get("/v2/_catalog?" + query))).isEqualTo("400 PAGINATION_NUMBER_INVALID");
    }

    @ParameterizedTest
    @ValueSource(strings = {"last=../", "last=%00", "last=-x", "last=a:b"})
    void refusesToBeginAfterWhatIsNoTag(String query) {
        assertThat(error(client.get("/v2/team/app/tags/list?" + query))).isEqualTo("400 MANIFEST_INVALID");
    }

    @Test
    void listsNoTagsWhereThereAreNone() {
        client.push("team/empty", bytes("blob"));

        assertThat(text(client.get("/v2/team/empty/tags/list"))).isEqualTo("{\"name\":\"team/empty\",\"tags\":[]}");
        assertThat(error(client.get("/v2/team/nothing/tags/list"))).isEqualTo("404 NAME_UNKNOWN");
        assertThat(error(client.get("/v2/Team/app/tags/list"))).isEqualTo("400 NAME_INVALID");
    }

    @Test
    void endsAWholeListWithALinkWhenItGrowsTooLong() {
        TagRoutes shortLists = new TagRoutes(new Repositories(registry.ports), 3);
        HttpServer limited = registry.serve(shortLists.routes());

        HttpResponse<byte[]> page = new RegistryClient(TestRegistry.address(limited)).get("/v2/team/app/tags/list");

        assertThat(names(page, "tags")).containsExactly("1.0-x", "A", "B");
        assertThat(next(page)).contains("/v2/team/app/tags/list?last=B");
    }

    @Test
    void listsRepositoriesInPages() {
        for (String name : List.of("c", "a/b", "a-b", "d")) {
            client.push("team/catalog/" + name, bytes("x"));
        }

        List<String> all = follow("/v2/_catalog?n=2&last=team/catalog", "repositories");
        assertThat(all.subList(0, 4))
                .containsExactly("team/catalog/a-b", "team/catalog/a/b", "team/catalog/c", "team/catalog/d");
        assertThat(next(client.get("/v2/_catalog?n=1&last=team/catalog/a-b")))
                .contains("/v2/_catalog?n=1&last=team%2Fcatalog%2Fa%2Fb");
        assertThat(text(client.get("/v2/_catalog?n=0"))).isEqualTo("{\"repositories\":[]}");
        assertThat(next(client.get("/v2/_catalog"))).isEmpty();
    }

    @Test
    void saysThatTheApiIsHere() {
        for (String path : List.of("/v2/", "/v2")) {
            HttpResponse<byte[]> response = client.get(path);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(text(response)).isEqualTo("{}");
            assertThat(header(response, "Docker-Distribution-Api-Version")).isEqualTo("registry/2.0");
            assertThat(client.head(path).statusCode()).isEqualTo(200);
        }
    }
}
