package org.shiplog.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryCommand.DeleteTag;
import org.shiplog.domain.repository.RepositoryEvent;
import org.shiplog.domain.repository.RepositoryEvent.ManifestPushed;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryCreated;
import org.shiplog.domain.repository.RepositoryEvent.TagDeleted;
import org.shiplog.domain.repository.RepositoryEvent.TagMoved;
import org.shiplog.domain.repository.RepositoryQuery.ListTags;
import org.shiplog.domain.repository.RepositoryRules;
import org.shiplog.projections.catalog.ArtifactQueries;
import org.shiplog.projections.catalog.CatalogArtifact;
import org.shiplog.projections.catalog.CatalogReadModel;
import org.shiplog.projections.journal.Change.RepositoryChange;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;
import org.shiplog.storage.postgres.Database;
import org.shiplog.storage.postgres.EmbeddedPostgres;

/**
 * What the catalogue of a repository with so many tags costs on a real PostgreSQL: pages at the beginning, in the middle and at the
 * end, and the deletion of one tag; once with an artifact for each tag, and once with one artifact for all of them.
 */
public final class CatalogueScale {
    private static final RepositoryName MANY = new RepositoryName("library/many");
    private static final RepositoryName ONE = new RepositoryName("library/one");
    private static final int TIMES = 30;
    private static final int GROUP = 1_000;
    private static final int PAGE = 100;
    private static final List<String> ARTIFACT_ORDERS = List.of(
            "digest",
            "type",
            "media_type",
            "manifest_media_type",
            "artifact_type",
            "repository_name",
            "size",
            "push_time",
            "pull_time");
    private static final List<String> TAG_ORDERS = List.of("name", "push_time", "pull_time");
    private static final List<String> TAG_SEARCHES = List.of(
            "name=v1.777",
            "name=~v1.50000",
            "name=~v1",
            "push_time=[1970-01-01T10:00:00~]",
            "pull_time=[1970-01-01T10:00:00~]");
    private static final List<String> ARTIFACT_SEARCHES = List.of(
            "tags=v1.777",
            "tags=none",
            "tags=~v1.50000",
            "tags=~v1",
            "tags=~none",
            "tags=*",
            "tags=nil",
            "labels=1",
            "labels=9",
            "labels={1 9}",
            "base=*",
            "type=IMAGE",
            "type=CHART",
            "type=~IMAGE",
            "media_type=application/vnd.oci.image.config.v1+json",
            "manifest_media_type=application/vnd.oci.image.manifest.v1+json",
            "artifact_type=none",
            "digest=~abc",
            "digest=sha256:none",
            "size=[100000~]",
            "size=[2512~2600]",
            "push_time=[1970-01-01T10:00:00~1970-01-01T11:00:00]",
            "pull_time=[1970-01-01T10:00:00~]",
            "pull_time=[2020-01-01T10:00:00~]");

    /** Half of all was pulled, and one of ten is labeled, one of a thousand twice. Sizes are various. */
    private static final String MARKS = """
        INSERT INTO pull_total (repository, generation, kind, name, pulls, pulled_at)
        SELECT repository, 1, 'artifact', digest, 1, pushed_at FROM catalog_artifact WHERE hashtext(digest) % 2 = 0
        UNION ALL
        SELECT repository, 1, 'tag', tag, 1, pushed_at FROM catalog_tag WHERE hashtext(tag) % 2 = 0;
        INSERT INTO catalog_artifact_label SELECT repository, digest, 1 FROM catalog_artifact WHERE hashtext(digest) % 10 = 0;
        INSERT INTO catalog_artifact_label SELECT repository, digest, 2 FROM catalog_artifact WHERE hashtext(digest) % 1000 = 0;
        UPDATE catalog_artifact SET size = 2512 + abs(hashtext(digest)) % 100000
        """;

    private final HikariDataSource database;
    private final ArtifactQueries queries;
    private final int tags;
    private final String only;

    private CatalogueScale(HikariDataSource database, int tags, String only) {
        this.only = only;
        this.database = database;
        this.queries = new ArtifactQueries(database, Runnable::run);
        this.tags = tags;
    }

    /** @param arguments a number of tags; what is measured of all, as a regular expression */
    public static void main(String[] arguments) throws IOException, SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(Files.createTempDirectory("catalogue-scale"));
                HikariDataSource database = Database.pool(postgres.address(), "scale", 2)) {
            Database.migrate(database);
            new CatalogueScale(database, Integer.parseInt(arguments[0]), arguments.length > 1 ? arguments[1] : ".*")
                    .run();
        }
    }

    private interface Step {
        void run(int time) throws SQLException;
    }

    private void run() throws SQLException {
        System.out.printf(Locale.ROOT, "written at %.0f tags/s%n", 2 * tags / seconds(this::fill));
        Digest only = GrownRepository.manifest(0).digest();
        int last = (tags + PAGE - 1) / PAGE;
        for (int page : new int[] {1, last / 2, last}) {
            measure("artifacts, page " + page, _ -> artifacts(query(Optional.empty(), Optional.empty(), page)));
            measure(
                    "tags of one artifact, page " + page,
                    _ -> tags(only, query(Optional.empty(), Optional.empty(), page)));
        }
        for (String search : ARTIFACT_SEARCHES) {
            measure("artifacts, q=" + search, _ -> artifacts(query(Optional.of(search), Optional.empty(), 1)));
        }
        for (String order : both(ARTIFACT_ORDERS)) {
            for (int page : new int[] {1, last / 2, last}) {
                measure(
                        "artifacts, sort=" + order + ", page " + page,
                        _ -> artifacts(query(Optional.empty(), Optional.of(order), page)));
            }
        }
        for (String search : TAG_SEARCHES) {
            measure(
                    "tags of one artifact, q=" + search,
                    _ -> tags(only, query(Optional.of(search), Optional.empty(), 1)));
        }
        for (String order : both(TAG_ORDERS)) {
            for (int page : new int[] {1, last / 2, last}) {
                measure(
                        "tags of one artifact, sort=" + order + ", page " + page,
                        _ -> tags(only, query(Optional.empty(), Optional.of(order), page)));
            }
        }
        Repository live = GrownRepository.withTags(tags).state();
        for (int from : new int[] {0, tags / 2, tags - PAGE}) {
            Optional<Tag> after = from == 0
                    ? Optional.empty()
                    : Optional.of(live.tags().entriesAfter(null, from).getLast().key());
            measure("/v2 tags/list, after " + from, _ -> new ListTags(1, after, PAGE).answer(live));
        }
        measure(
                "deletion of a tag, decided",
                time -> new RepositoryRules().decide(live, new DeleteTag(1, GrownRepository.tag(time))));
        measure("deletion of a tag, of its own artifact", time -> delete(MANY, time, time));
        measure("deletion of a tag, of the artifact of all", time -> delete(ONE, time, 0));
    }

    private void artifacts(ListQuery list) {
        List<CatalogArtifact> found =
                page(queries.artifacts(MANY, list).toCompletableFuture().join());
        List<Digest> digests = found.stream().map(CatalogArtifact::digest).toList();
        queries.tagsOf(MANY, digests).toCompletableFuture().join();
        queries.accessoriesOf(MANY, digests).toCompletableFuture().join();
    }

    private void tags(Digest digest, ListQuery list) {
        page(queries.tags(ONE, digest, list).toCompletableFuture().join());
    }

    private static List<String> both(List<String> orders) {
        return orders.stream().flatMap(key -> Stream.of(key, "-" + key)).toList();
    }

    private static ListQuery query(Optional<String> q, Optional<String> sort, int page) {
        if (ListQuery.parse(q, sort, Optional.of(Integer.toString(page)), Optional.of(Integer.toString(PAGE)))
                instanceof ListQuery.Parsed.Valid(ListQuery valid)) {
            return valid;
        }
        throw new IllegalStateException("no query: " + q + sort);
    }

    private static <T> List<T> page(Listing<T> listing) {
        if (listing instanceof Listing.Page<T> page) {
            return page.rows();
        }
        throw new IllegalStateException("no page: " + listing);
    }

    private void fill(int time) throws SQLException {
        apply(List.of(record(MANY, new RepositoryCreated(1), time), record(ONE, new RepositoryCreated(1), time)));
        List<JournalRecord> group = new ArrayList<>();
        for (int number = 0; number < tags; number++) {
            Digest only = GrownRepository.manifest(0).digest();
            Stream<JournalRecord> pushed = number == 0
                    ? Stream.of(record(ONE, new ManifestPushed(GrownRepository.manifest(0)), 0))
                    : Stream.empty();
            pushed.forEach(group::add);
            Digest own = GrownRepository.manifest(number).digest();
            group.add(record(MANY, new ManifestPushed(GrownRepository.manifest(number)), number));
            group.add(record(MANY, new TagMoved(GrownRepository.tag(number), Optional.empty(), own), number));
            group.add(record(ONE, new TagMoved(GrownRepository.tag(number), Optional.empty(), only), number));
            if (group.size() > GROUP) {
                apply(group);
                group.clear();
            }
        }
        apply(group);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(MARKS);
            statement.execute("VACUUM ANALYZE");
        }
    }

    private void delete(RepositoryName repository, int number, int artifact) throws SQLException {
        Digest digest = GrownRepository.manifest(artifact).digest();
        apply(List.of(record(repository, new TagDeleted(GrownRepository.tag(number), digest), number)));
    }

    private void apply(List<JournalRecord> records) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            new CatalogReadModel().apply(connection, records);
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    private static JournalRecord record(RepositoryName repository, RepositoryEvent event, int second) {
        Provenance provenance =
                new Provenance("user", Instant.EPOCH.plusSeconds(second), "local", "", "", "command-" + second);
        return new JournalRecord(
                JournalOffset.ORIGIN, repository.value(), 0, new RepositoryChange(repository, event), provenance);
    }

    private static double seconds(Step step) throws SQLException {
        long began = System.nanoTime();
        step.run(0);
        return (System.nanoTime() - began) / 1e9;
    }

    private void measure(String what, Step step) throws SQLException {
        if (!what.matches(only)) {
            return;
        }
        step.run(0);
        long[] taken = new long[TIMES];
        for (int time = 0; time < TIMES; time++) {
            long began = System.nanoTime();
            step.run(time + 1);
            taken[time] = System.nanoTime() - began;
        }
        Arrays.sort(taken);
        System.out.printf(
                Locale.ROOT,
                "%-60s best %8.2f ms, median %8.2f ms, worst of %d %8.2f ms%n",
                what,
                taken[0] / 1e6,
                Duration.ofNanos(taken[TIMES / 2]).toNanos() / 1e6,
                TIMES,
                taken[TIMES - 1] / 1e6);
    }
}
