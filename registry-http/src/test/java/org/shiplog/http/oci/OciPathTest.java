package org.shiplog.http.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.shiplog.domain.oci.RepositoryName;

class OciPathTest {
    private static final List<OciPath> ALL = List.of(
            OciPath.BASE,
            OciPath.CATALOG,
            OciPath.BLOB,
            OciPath.UPLOADS,
            OciPath.UPLOAD,
            OciPath.MANIFEST,
            OciPath.TAGS,
            OciPath.REFERRERS);

    @ParameterizedTest
    @CsvSource({
        "/v2, /v2/",
        "/v2/, /v2/",
        "/v2/_catalog, /v2/_catalog",
        "/v2/a/b/tags/list, /v2/{name}/tags/list",
        "/v2/a/b/manifests/latest, /v2/{name}/manifests/{reference}",
        "/v2/a/b/blobs/sha256:00, /v2/{name}/blobs/{digest}",
        "/v2/a/b/blobs/uploads, /v2/{name}/blobs/uploads/",
        "/v2/a/b/blobs/uploads/, /v2/{name}/blobs/uploads/",
        "/v2/a/b/blobs/uploads/1-2, /v2/{name}/blobs/uploads/{session}",
        "/v2/a/b/referrers/sha256:00, /v2/{name}/referrers/{digest}",
    })
    void matchesEveryEndpointWithExactlyOnePattern(String path, String template) {
        assertThat(ALL.stream()
                        .filter(pattern -> pattern.match(path).isPresent())
                        .map(OciPath::template))
                .containsExactly(template);
    }

    @ParameterizedTest
    @CsvSource({
        "/v2/manifests/manifests/manifests, manifests, manifests",
        "/v2/a/tags/list/manifests/list, a/tags/list, list",
        "/v2/blobs/uploads/manifests/x, blobs/uploads, x",
        "/v2/a/manifests/b/manifests/c, a/manifests/b, c",
    })
    void readsNamesWithRouteWordsFromTheRightHandEnd(String path, String name, String reference) {
        assertThat(OciPath.MANIFEST.match(path)).contains(Map.of("name", name, "reference", reference));
    }

    @Test
    void letsUploadsOfARepositoryNamedBlobsThrough() {
        assertThat(OciPath.UPLOADS.match("/v2/blobs/uploads/blobs/uploads/")).contains(Map.of("name", "blobs/uploads"));
        assertThat(OciPath.BLOB.match("/v2/a/blobs/uploads")).isEmpty();
    }

    @Test
    void decodesOnce() {
        assertThat(OciPath.BLOB.match("/v2/a/b/blobs/sha256%3Aabc"))
                .contains(Map.of("name", "a/b", "digest", "sha256:abc"));
        assertThat(OciPath.BLOB.match("/v2/a/b/blobs/sha256%253Aabc"))
                .contains(Map.of("name", "a/b", "digest", "sha256%3Aabc"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/team%2Fapp/tags/list",
                "/v2/team/%2e%2e/app/tags/list",
                "/v2/team/../app/tags/list",
                "/v2/team/./app/tags/list",
                "/v2/team//app/tags/list",
                "/v2//tags/list",
                "/v2/team/app%00/tags/list",
                "/v2/team/app%/tags/list",
                "/v2/Team/app/tags/list",
                "/v2/team/ａpp/tags/list",
            })
    void givesNamesThatNoGrammarAcceptsForTrickyPaths(String path) {
        String name = OciPath.TAGS.match(path).orElseThrow().get("name");

        assertThat(RepositoryName.parse(name)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1/",
                "/v2/tags/list",
                "/v2/a/b",
                "/v2/a/tags/list/",
                "/v2/a/manifests/",
                "/v3/a/tags/list",
                ""
            })
    void leavesOtherPathsAlone(String path) {
        assertThat(ALL).noneMatch(pattern -> pattern.match(path).isPresent());
    }
}
