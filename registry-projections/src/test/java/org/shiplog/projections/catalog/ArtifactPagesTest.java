package org.shiplog.projections.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;

/** Pages read from either end make one list. */
@ExtendWith(TestDatabase.Provider.class)
class ArtifactPagesTest {
    private static final RepositoryName REPOSITORY = new RepositoryName("p/r");
    private static final Digest FIRST = Digest.of("sha256:" + "0".repeat(63) + "1");

    private static final List<String> ARTIFACT_ORDERS = List.of(
            "",
            "size",
            "-size",
            "type",
            "-type,size",
            "push_time",
            "-push_time",
            "pull_time",
            "-pull_time",
            "digest",
            "unknown");
    private static final List<String> TAG_ORDERS =
            List.of("", "name", "-name", "push_time", "-push_time", "pull_time", "-pull_time");

    private TestDatabase database;
    private ArtifactQueries queries;

    @BeforeEach
    void fill(TestDatabase fresh) {
        database = fresh;
        queries = new ArtifactQueries(database.pool(), Runnable::run);
        database.run("""
            INSERT INTO catalog_repository (name, project, generation, created_at, updated_at, artifact_count, listed_count)
            VALUES ('p/r', 'p', 1, now(), now(), 47, 47);
            INSERT INTO catalog_artifact (repository, digest, media_type, artifact_type, size, pushed_at, kind, listed)
            SELECT 'p/r', 'sha256:' || lpad(to_hex(n), 64, '0'), 'm', '', n % 5, to_timestamp(n % 7),
                   CASE n % 2 WHEN 0 THEN 'IMAGE' ELSE 'CHART' END, true
            FROM generate_series(1, 47) AS n;
            INSERT INTO catalog_tag (repository, tag, digest, pushed_at)
            SELECT 'p/r', 'v' || n, 'sha256:' || repeat('0', 63) || '1', to_timestamp(n % 7) FROM generate_series(1, 47) AS n;
            INSERT INTO pull_total (repository, generation, kind, name, pulls, pulled_at)
            SELECT repository, 1, 'artifact', digest, 1, pushed_at FROM catalog_artifact WHERE size > 2
            UNION ALL
            SELECT repository, 1, 'tag', tag, 1, pushed_at FROM catalog_tag WHERE pushed_at > to_timestamp(3)
            """);
    }

    @Test
    void holdEveryArtifactOnceInOneOrder() {
        for (String sort : ARTIFACT_ORDERS) {
            assertThat(digests(sort, 10))
                    .as(sort)
                    .isEqualTo(digests(sort, 100))
                    .hasSize(47)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void holdEveryTagOnceInOneOrder() {
        for (String sort : TAG_ORDERS) {
            assertThat(tags(sort, 10))
                    .as(sort)
                    .isEqualTo(tags(sort, 100))
                    .hasSize(47)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void areInTheOrderThatIsAskedFor() {
        assertThat(all(page -> queries.artifacts(REPOSITORY, query("size", page, 10))).stream()
                        .map(CatalogArtifact::size))
                .isSorted();
        assertThat(all(page -> queries.artifacts(REPOSITORY, query("-push_time", page, 10))).reversed().stream()
                        .map(CatalogArtifact::pushedAt))
                .isSorted();
    }

    @Test
    void knowTheWholeListsLength() {
        for (int page = 1; page <= 6; page++) {
            assertThat(now(queries.artifacts(REPOSITORY, query("size", page, 10)))
                            .total())
                    .isEqualTo(47);
        }
    }

    @Test
    void takeAnIndexForTheOrderOfSizes() {
        database.run(
                "INSERT INTO catalog_artifact (repository, digest, media_type, artifact_type, size, pushed_at, listed)"
                        + " SELECT 'p/big', 'd' || n, '', '', n % 99, now(), true FROM generate_series(1, 20000) AS n;"
                        + " ANALYZE catalog_artifact");
        assertThat(String.join(
                        "\n",
                        database.column("EXPLAIN SELECT digest FROM catalog_artifact AS artifact"
                                + " WHERE repository = 'p/big' AND listed ORDER BY size ASC, digest ASC LIMIT 100")))
                .contains("catalog_artifact_size_idx");
    }

    private List<String> digests(String sort, int size) {
        return all(page -> queries.artifacts(REPOSITORY, query(sort, page, size))).stream()
                .map(artifact -> artifact.digest().toString())
                .toList();
    }

    private List<String> tags(String sort, int size) {
        return all(page -> queries.tags(REPOSITORY, FIRST, query(sort, page, size))).stream()
                .map(tag -> tag.name().value())
                .toList();
    }

    private interface Pages<T> {
        CompletionStage<Listing<T>> page(int number);
    }

    private static <T> List<T> all(Pages<T> pages) {
        List<T> all = new ArrayList<>();
        for (int number = 1; ; number++) {
            List<T> rows = now(pages.page(number)).rows();
            if (rows.isEmpty()) {
                return all;
            }
            all.addAll(rows);
        }
    }

    private static <T> Listing.Page<T> now(CompletionStage<Listing<T>> page) {
        return (Listing.Page<T>)
                page.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static ListQuery query(String sort, int page, int size) {
        return ((ListQuery.Parsed.Valid) ListQuery.parse(
                        Optional.empty(),
                        Optional.of(sort),
                        Optional.of(Integer.toString(page)),
                        Optional.of(Integer.toString(size))))
                .query();
    }
}
