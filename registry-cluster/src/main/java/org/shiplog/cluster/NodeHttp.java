package org.shiplog.cluster;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.Materializer;
import org.shiplog.cluster.config.NodeConfig;
import org.shiplog.cluster.entity.EntityKind;
import org.shiplog.cluster.entity.JournalReplay;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.robot.Robot;
import org.shiplog.http.api.ApiRoutes;
import org.shiplog.http.api.history.Horizons;
import org.shiplog.http.api.history.JournaledPast;
import org.shiplog.http.api.port.AccountPorts;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.port.ArtifactPorts;
import org.shiplog.http.api.port.Health;
import org.shiplog.http.api.port.HistoryPorts;
import org.shiplog.http.api.port.Ids;
import org.shiplog.http.api.port.JobPorts;
import org.shiplog.http.api.port.JobStarter;
import org.shiplog.http.api.port.Past;
import org.shiplog.http.api.port.ProjectPorts;
import org.shiplog.http.api.port.RegistryPorts;
import org.shiplog.http.api.port.SettingsPorts;
import org.shiplog.http.api.port.UserCount;
import org.shiplog.http.api.port.Visibilities;
import org.shiplog.http.api.readmodel.JournalPositions;
import org.shiplog.http.api.readmodel.PostgresIds;
import org.shiplog.http.api.readmodel.ReadModelArtifacts;
import org.shiplog.http.api.readmodel.ReadModelAuditTrail;
import org.shiplog.http.api.readmodel.ReadModelCatalog;
import org.shiplog.http.api.readmodel.ReadModelDirectory;
import org.shiplog.http.api.readmodel.ReadModelJobs;
import org.shiplog.http.api.readmodel.ReadModelQuotas;
import org.shiplog.http.api.readmodel.ReadModelSearch;
import org.shiplog.http.audit.AuditSinks;
import org.shiplog.http.auth.LoginRecorder;
import org.shiplog.http.auth.Passwords;
import org.shiplog.http.auth.SigningKeys;
import org.shiplog.http.auth.TokenSettings;
import org.shiplog.http.oci.ArtifactCopies;
import org.shiplog.http.oci.OciPorts;
import org.shiplog.http.oci.OciRoutes;
import org.shiplog.http.oci.OciSettings;
import org.shiplog.http.oci.PullRecorder;
import org.shiplog.http.oci.QuotaGate;
import org.shiplog.http.oci.RecentBlobLocations;
import org.shiplog.http.route.ExternalUrl;
import org.shiplog.http.route.LiveRights;
import org.shiplog.http.route.Positioning;
import org.shiplog.http.route.ProjectLookup;
import org.shiplog.http.route.Route;
import org.shiplog.http.route.Router;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.settings.SecretSettings;
import org.shiplog.projections.query.BlockingQueries;
import org.shiplog.projections.query.SqlText;
import org.shiplog.projections.readmodel.Freshness;
import org.shiplog.projections.readmodel.SealedPositions;
import org.shiplog.storage.blob.BlobStore;
import org.shiplog.storage.identity.SettingSecrets;

/** Puts the front door together: who may come in, and what there is behind it. */
final class NodeHttp {
    private static final long REMEMBERED_BLOBS = 50_000;
    private static final int DATABASE_ANSWER_SECONDS = 2;
    private static final Digest ANY = Digest.of("sha256:" + "0".repeat(64));

    private NodeHttp() {}

    static Router router(
            NodeConfig config, NodeParts parts, Passwords passwords, InstantSource clock, Materializer materializer)
            throws SQLException {
        DataSource database = parts.database().requests();
        NodeEntities entities = parts.entities();
        LiveSettings settings = new LiveSettings(entities.settings(), clock);
        settings.refresh().toCompletableFuture().join();
        ProjectLookup lookup = new ProjectLookup(entities.projects(), settings);
        LiveRights rights = new LiveRights(lookup);
        Freshness freshness = parts.readSide().freshness();
        Visibilities visibilities = new Visibilities(settings);
        ReadModelCatalog catalog = new ReadModelCatalog(parts.readSide().catalog(), freshness, visibilities);
        ReadModelQuotas quotas =
                new ReadModelQuotas(parts.readSide().quotas(), parts.readSide().reservations(), freshness, settings);
        HistoryPorts history = parts.readSide().history(parts.stores(), quotas);
        ExternalUrl externalUrl = new ExternalUrl(config.externalUrl());

        Ids ids = new PostgresIds(database, parts.blocking());
        NodeLogins logins = new NodeLogins(
                new NodeLogins.Ground(
                        parts.system(),
                        entities,
                        parts.telemetry(),
                        database,
                        parts.blocking(),
                        settings,
                        rights,
                        parts.logins(),
                        ids,
                        externalUrl,
                        clock),
                passwords,
                SigningKeys.open(database, clock, parts.blocking()));
        OciPorts ofOci = new OciPorts(
                parts.entities().repositories(),
                parts.entities().projects(),
                parts.stores().blobs(),
                parts.stores().uploads(),
                parts.stores().manifests(),
                rights,
                new RecentBlobLocations(REMEMBERED_BLOBS),
                catalog,
                new QuotaGate(quotas, parts.entities().projects(), clock),
                new JournaledPast(history, new Horizons(entities.projects()), clock),
                parts.pulls());
        ReadModelArtifacts artifacts = new ReadModelArtifacts(
                parts.readSide().repositories(),
                parts.readSide().artifacts(),
                parts.readSide().artifactsOfProjects(),
                ReadModelArtifacts.waiting(freshness));
        OciRoutes oci = new OciRoutes(ofOci, OciSettings.DEFAULTS, materializer);
        ApiRoutes api = new ApiRoutes(
                new ApiPorts(
                        parts.entities().projects(),
                        parts.entities().repositories(),
                        lookup,
                        visibilities,
                        ids,
                        catalog,
                        new ReadModelAuditTrail(parts.readSide().audit(), freshness),
                        health(parts),
                        new RegistryPorts(
                                settingsPorts(parts, settings),
                                NodeVolume.of(config.blobs(), parts.blocking()),
                                quotas,
                                new ReadModelSearch(parts.readSide().search(), freshness),
                                parts.readSide().forwarding(clock)),
                        new ProjectPorts(
                                entities.accounts(),
                                entities.groups(),
                                entities.labels(),
                                settings,
                                new ReadModelDirectory(parts.readSide().directory(), freshness)),
                        new ArtifactPorts(
                                artifacts,
                                parts.stores().manifests(),
                                parts.stores().blobs(),
                                new ArtifactCopies(ofOci, artifacts::accelerators)),
                        new AccountPorts(
                                logins.profiles(), logins.sessions(), logins.checks(), logins.random(), catalog),
                        logins.directories(),
                        past(parts.journal()),
                        history,
                        new JobPorts(
                                parts.jobs(),
                                entities.executions(),
                                entities.schedules(),
                                entities.jobQueues(),
                                new ReadModelJobs(
                                        parts.readSide().jobs(),
                                        parts.readSide().jobBoard(),
                                        freshness)),
                        NodeWebhooks.ports(parts, freshness),
                        parts.readSide().ledger().ports(freshness),
                        parts.readSide().feed(logins.presence())),
                externalUrl,
                clock,
                materializer);

        List<Route> routes = Stream.of(logins.routes(), oci.routes(), api.routes())
                .flatMap(List::stream)
                .toList();
        return new Router(
                routes,
                new Router.Parts(
                        logins.authentication(),
                        settings,
                        lookup,
                        catalog,
                        externalUrl,
                        TokenSettings.STANDARD.service(),
                        new Positioning(
                                entities.writes(),
                                new JournalPositions(
                                        parts.readSide().waits(freshness),
                                        SealedPositions.open(database, new SecureRandom())))));
    }

    private static SettingsPorts settingsPorts(NodeParts parts, LiveSettings settings) {
        DataSource database = parts.database().requests();
        return new SettingsPorts(
                parts.entities().settings(),
                settings,
                new SecretSettings(new SettingSecrets(database, parts.blocking(), new SecureRandom())),
                userCount(new BlockingQueries(database, parts.blocking())),
                parts.sinks());
    }

    private static UserCount userCount(BlockingQueries queries) {
        // Index: the primary key. Few enough to be counted.
        SqlText count = SqlText.of("SELECT count(*) FROM directory_user WHERE user_id <> ?", User.FIRST_ADMINISTRATOR);
        return () -> queries.run(connection ->
                BlockingQueries.rows(connection, count, row -> row.getLong(1)).getFirst());
    }

    private static Past past(JournalReplay journal) {
        return new Past() {
            @Override
            public CompletionStage<Project> project(ProjectName name, Instant at) {
                return journal.readAt(EntityKind.PROJECT, name.toString(), at);
            }

            @Override
            public CompletionStage<User> user(Username name, Instant at) {
                return journal.readAt(EntityKind.USER, name.toString(), at);
            }

            @Override
            public CompletionStage<Robot> robot(RobotName name, Instant at) {
                return journal.readAt(EntityKind.ROBOT, name.toString(), at);
            }
        };
    }

    /** What the front door leads to. */
    record NodeParts(
            ActorSystem<?> system,
            JournalReplay journal,
            NodeDatabase database,
            NodeEntities entities,
            NodeStores stores,
            NodeReadSide readSide,
            PullRecorder pulls,
            LoginRecorder logins,
            NodeHealth health,
            NodeTelemetry telemetry,
            JobStarter jobs,
            AuditSinks sinks,
            Executor blocking) {}

    private static Health health(NodeParts parts) {
        return () -> reachable(parts.database().requests(), parts.blocking())
                .thenCombine(
                        answers(parts.stores().blobs()),
                        (database, blobs) -> List.of(
                                new Health.Component("database", database),
                                new Health.Component("storage", blobs),
                                new Health.Component("cluster", parts.health().isMember())));
    }

    private static CompletionStage<Boolean> reachable(DataSource database, Executor blocking) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (Connection connection = database.getConnection()) {
                        return connection.isValid(DATABASE_ANSWER_SECONDS);
                    } catch (SQLException unreachable) {
                        return false;
                    }
                },
                blocking);
    }

    /** The store is asked for what need not be there. */
    private static CompletionStage<Boolean> answers(BlobStore blobs) {
        return blobs.size(ANY).handle((_, failure) -> failure == null);
    }
}
