package org.shiplog.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.shiplog.cluster.NodeReadSide;
import org.shiplog.cluster.serialization.EventSerializer;
import org.shiplog.cluster.serialization.JournalEvents;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.aggregate.Recorded;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;
import org.shiplog.domain.repository.RepositoryEvent;
import org.shiplog.projections.journal.SliceRange;
import org.shiplog.projections.ledger.check.TablesCheck;
import org.shiplog.projections.readmodel.ReadModel;
import org.shiplog.projections.rebuild.ProjectionRebuild;
import org.shiplog.storage.postgres.Database;
import org.shiplog.storage.postgres.EmbeddedPostgres;

/**
 * How long read models take to be rebuilt from a real journal of pushes into a thousand repositories, each of two blobs, a manifest
 * and a tag, and how long the ledger and the manifests take to be verified.
 */
public final class RebuildScale {
    private static final int REPOSITORIES = 1_000;
    private static final int EVENTS_OF_PUSH = 4;
    private static final int BATCH = 2_000;

    private final HikariDataSource database;
    private final EventSerializer serializer = new EventSerializer();
    private final Map<Integer, Long> sequences = new HashMap<>();

    private RebuildScale(HikariDataSource database) {
        this.database = database;
    }

    /** @param arguments the number of events, and the names of read models; {@code verify} after {@code ledger} */
    public static void main(String[] arguments) throws IOException, SQLException {
        int events = Integer.parseInt(arguments[0]);
        try (var postgres = EmbeddedPostgres.start(Files.createTempDirectory("rebuild-scale"));
                var database = Database.pool(postgres.address(), "scale", 4)) {
            Database.migrate(database);
            var scale = new RebuildScale(database);
            scale.write(events);
            for (String model : Arrays.asList(arguments).subList(1, arguments.length)) {
                if (model.equals("verify")) {
                    scale.verify();
                } else {
                    scale.rebuild(model);
                }
            }
        }
    }

    private void rebuild(String model) throws SQLException {
        var rebuild = new ProjectionRebuild(database, new JournalEvents(), NodeReadSide.ALL, _ -> {});
        long began = System.nanoTime();
        var result = rebuild.replace(model);
        System.out.printf(Locale.ROOT, "%s in %.1f s%n", result, (System.nanoTime() - began) / 1e9);
    }

    private void verify() throws SQLException {
        long began = System.nanoTime();
        var verdict = new TablesCheck(database, List.of(), _ -> {}).check();
        System.out.printf(
                Locale.ROOT,
                "%s, %d findings, in %.1f s, with a heap of %d MiB%n",
                verdict.checked(),
                verdict.findings().size(),
                (System.nanoTime() - began) / 1e9,
                Runtime.getRuntime().maxMemory() >> 20);
    }

    private void write(int events) throws SQLException {
        try (Connection connection = database.getConnection()) {
            for (int image = 0; image < events / EVENTS_OF_PUSH; image += BATCH) {
                write(connection, image, Math.min(image + BATCH, events / EVENTS_OF_PUSH));
            }
            try (Statement statement = connection.createStatement()) {
                statement.execute("VACUUM ANALYZE event_journal");
            }
            handled(connection);
        }
    }

    /** As if all of them had been handled. */
    private static void handled(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
            INSERT INTO projection_offset (projection_name, projection_key, current_offset, manifest, mergeable,
                                           last_updated)
            SELECT ?, ?, transaction_id || '/' || ordering, 'STR', false, 0 FROM event_journal
            WHERE slice BETWEEN ? AND ? ORDER BY transaction_id DESC, ordering DESC LIMIT 1
            """)) {
            for (ReadModel model : NodeReadSide.ALL) {
                for (SliceRange range : model.ranges()) {
                    insert.setString(1, model.name());
                    insert.setString(2, range.key());
                    insert.setInt(3, range.first());
                    insert.setInt(4, range.last());
                    insert.executeUpdate();
                }
            }
        }
    }

    private void write(Connection connection, int from, int until) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
            INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp, event_ser_id,
                                       event_ser_manifest, event_payload)
            SELECT id, number, 'scale', 0, ?, manifest, payload FROM unnest(?, ?, ?, ?)
                AS event (id, number, manifest, payload)
            """)) {
            List<String> ids = new ArrayList<>();
            List<Long> numbers = new ArrayList<>();
            List<String> manifests = new ArrayList<>();
            List<byte[]> payloads = new ArrayList<>();
            for (int image = from; image < until; image++) {
                int repository = image % REPOSITORIES;
                for (RepositoryEvent event : push(image, repository)) {
                    Recorded<?> recorded = new Recorded<>(event, provenance(image));
                    ids.add("Repository|library/scale-" + repository);
                    numbers.add(sequences.merge(repository, 1L, Long::sum));
                    manifests.add(serializer.manifest(recorded));
                    payloads.add(serializer.toBinary(recorded));
                }
            }
            insert.setInt(1, EventSerializer.IDENTIFIER);
            insert.setArray(2, connection.createArrayOf("text", ids.toArray()));
            insert.setArray(3, connection.createArrayOf("int8", numbers.toArray()));
            insert.setArray(4, connection.createArrayOf("text", manifests.toArray()));
            insert.setArray(5, connection.createArrayOf("bytea", payloads.toArray(byte[][]::new)));
            insert.executeUpdate();
        }
    }

    private List<RepositoryEvent> push(int image, int repository) {
        var config = GrownRepository.digest("config", image);
        var layer = GrownRepository.digest("layer", image);
        var manifest = GrownRepository.digest("manifest", image);
        var facts = new ManifestFacts(
                manifest,
                MediaType.OCI_MANIFEST,
                600,
                List.of(new BlobReference(config, 1_000), new BlobReference(layer, 1_000)),
                Optional.empty(),
                "application/vnd.oci.image.config.v1+json",
                "application/vnd.oci.image.config.v1+json",
                List.of());
        var events = new ArrayList<RepositoryEvent>();
        if (!sequences.containsKey(repository)) {
            events.add(new RepositoryEvent.RepositoryCreated(1));
        }
        events.add(new RepositoryEvent.BlobUploaded(config, 1_000));
        events.add(new RepositoryEvent.BlobUploaded(layer, 1_000));
        events.add(new RepositoryEvent.ManifestPushed(facts));
        events.add(new RepositoryEvent.TagMoved(new Tag("v" + image), Optional.empty(), manifest));
        return events;
    }

    private static Provenance provenance(int image) {
        return new Provenance(
                "admin",
                Instant.EPOCH.plusSeconds(image),
                "192.0.2.1",
                "docker/27.0 go/go1.22",
                "request-" + image,
                "command-" + image);
    }
}
