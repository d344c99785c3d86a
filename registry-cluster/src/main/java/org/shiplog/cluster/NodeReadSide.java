package org.shiplog.cluster;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;
import org.shiplog.cluster.config.LedgerConfig;
import org.shiplog.cluster.serialization.JournalEvents;
import org.shiplog.http.api.port.FeedPorts;
import org.shiplog.http.api.port.HistoryPorts;
import org.shiplog.http.oci.StorageQuota;
import org.shiplog.http.route.Presence;
import org.shiplog.projections.audit.AuditPurgeQueries;
import org.shiplog.projections.audit.AuditQueries;
import org.shiplog.projections.audit.AuditReadModel;
import org.shiplog.projections.catalog.ArtifactQueries;
import org.shiplog.projections.catalog.CatalogQueries;
import org.shiplog.projections.catalog.CatalogReadModel;
import org.shiplog.projections.catalog.ProjectArtifactQueries;
import org.shiplog.projections.catalog.RepositoryQueries;
import org.shiplog.projections.catalog.SearchQueries;
import org.shiplog.projections.directory.DirectoryQueries;
import org.shiplog.projections.directory.DirectoryReadModel;
import org.shiplog.projections.feed.Cursors;
import org.shiplog.projections.feed.Eras;
import org.shiplog.projections.feed.EventFeed;
import org.shiplog.projections.forward.ForwardQueries;
import org.shiplog.projections.history.EventQueries;
import org.shiplog.projections.history.HeldQueries;
import org.shiplog.projections.history.HistoryQueries;
import org.shiplog.projections.history.HistoryReadModel;
import org.shiplog.projections.history.Openings;
import org.shiplog.projections.history.SnapshotQueries;
import org.shiplog.projections.job.BoardQueries;
import org.shiplog.projections.job.JobQueries;
import org.shiplog.projections.job.JobReadModel;
import org.shiplog.projections.job.WorkQueue;
import org.shiplog.projections.journal.JournalBell;
import org.shiplog.projections.journal.JournalListener;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.JournalSignal;
import org.shiplog.projections.ledger.LedgerReadModel;
import org.shiplog.projections.pulls.PullReadModel;
import org.shiplog.projections.quota.QuotaQueries;
import org.shiplog.projections.quota.QuotaReadModel;
import org.shiplog.projections.quota.QuotaReservations;
import org.shiplog.projections.readmodel.Freshness;
import org.shiplog.projections.readmodel.ReadModel;
import org.shiplog.projections.readmodel.ReadModelWaits;
import org.shiplog.projections.readmodel.ReadModels;
import org.shiplog.projections.webhook.DeliveryQueries;
import org.shiplog.projections.webhook.DeliveryQueue;
import org.shiplog.projections.webhook.WebhookReadModel;

/** The read models of a node, and what wakes them. */
public final class NodeReadSide implements AutoCloseable {
    /** Every read model there is. */
    public static final List<ReadModel> ALL = List.of(
            new CatalogReadModel(),
            new AuditReadModel(),
            new DirectoryReadModel(),
            new QuotaReadModel(),
            new HistoryReadModel(),
            new PullReadModel(),
            new JobReadModel(),
            new WebhookReadModel(new JournalEvents()),
            new LedgerReadModel());

    private static final Duration HISTORY_PATIENCE = Duration.ofSeconds(5);

    private final NodeDatabase database;
    private final Executor blocking;
    private final NodeLedger ledger;
    private final JournalBell bell = new JournalBell();
    private final JournalBell jobBell = new JournalBell();
    private final JournalSignal signal;
    private final JournalListener listener;
    private final EventFeed feed;

    NodeReadSide(NodeDatabase database, LedgerConfig ledger, Executor blocking) {
        String node = UUID.randomUUID().toString();
        this.database = database;
        this.blocking = blocking;
        this.ledger = new NodeLedger(database, ledger, blocking);
        this.signal = new JournalSignal(database.unpooled(), node, bell);
        this.listener = new JournalListener(database.unpooled(), node, bell);
        this.feed = new EventFeed(JournalReader.ofWhatIsLeft(database.requests(), new JournalEvents()), bell, blocking);
    }

    /** To be called before the first write. @throws org.shiplog.projections.journal.JournalDamagedException if it is foreign */
    void checkJournal() throws SQLException {
        new JournalReader(database.requests(), new JournalEvents()).requireOwnTransactions();
    }

    void start(ActorSystem<?> system) {
        new ReadModels(database.readModels(), new JournalEvents(), bell, blocking).start(system, ALL);
        ledger.start(system);
    }

    /** To be told of every write to the journal. */
    void journalAdvanced() {
        signal.advanced();
    }

    /** To be told of every write that concerns jobs. */
    void jobsAdvanced() {
        signal.advanced();
        jobBell.ring();
    }

    /** Rung when there may be something for this node's workers. */
    JournalBell jobBell() {
        return jobBell;
    }

    JobQueries jobs() {
        return new JobQueries(database.requests(), blocking);
    }

    BoardQueries jobBoard() {
        return new BoardQueries(database.requests(), blocking);
    }

    DeliveryQueue deliveries() {
        return new DeliveryQueue(database.requests(), blocking);
    }

    DeliveryQueries deliveryQueries() {
        return new DeliveryQueries(database.requests(), blocking);
    }

    WorkQueue workQueue() {
        return new WorkQueue(database.requests(), blocking);
    }

    Freshness freshness() {
        return new Freshness(database.requests(), blocking);
    }

    /** @param freshness that the lists wait with, too */
    ReadModelWaits waits(Freshness freshness) {
        return new ReadModelWaits(database.requests(), freshness, blocking);
    }

    CatalogQueries catalog() {
        return new CatalogQueries(database.requests(), blocking);
    }

    RepositoryQueries repositories() {
        return new RepositoryQueries(database.requests(), blocking);
    }

    ArtifactQueries artifacts() {
        return new ArtifactQueries(database.requests(), blocking);
    }

    ProjectArtifactQueries artifactsOfProjects() {
        return new ProjectArtifactQueries(database.requests(), blocking);
    }

    SearchQueries search() {
        return new SearchQueries(database.requests(), blocking);
    }

    AuditQueries audit() {
        return new AuditQueries(database.requests(), blocking);
    }

    AuditPurgeQueries auditPurges() {
        return new AuditPurgeQueries(database.requests(), blocking);
    }

    ForwardQueries forwarding(InstantSource clock) {
        return new ForwardQueries(database.requests(), blocking, clock);
    }

    /** Rung when the journal may have grown. */
    JournalBell bell() {
        return bell;
    }

    DirectoryQueries directory() {
        return new DirectoryQueries(database.requests(), blocking);
    }

    QuotaQueries quotas() {
        return new QuotaQueries(database.requests(), blocking);
    }

    QuotaReservations reservations() {
        return new QuotaReservations(database.requests(), blocking);
    }

    HistoryPorts history(NodeStores stores, StorageQuota quota) {
        Freshness freshness = freshness();
        return new HistoryPorts(
                new HistoryQueries(database.requests(), blocking),
                new HeldQueries(database.requests(), blocking),
                new SnapshotQueries(database.requests(), blocking),
                new EventQueries(database.requests(), new JournalEvents(), blocking),
                new Openings(database.requests(), blocking),
                stores.manifests(),
                stores.blobs(),
                quota,
                () -> freshness.awaitHead(HistoryReadModel.NAME, HISTORY_PATIENCE));
    }

    NodeLedger ledger() {
        return ledger;
    }

    /** After the migration. */
    FeedPorts feed(Presence presence) throws SQLException {
        return new FeedPorts(
                feed,
                Cursors.open(database.requests()),
                new Eras(database.requests(), blocking),
                presence,
                FeedPorts.Limits.STANDARD);
    }

    /** Sends away those who follow the events, who would keep the node from stopping. */
    void endFollowing() {
        feed.close();
    }

    @Override
    public void close() {
        listener.close();
        signal.close();
    }
}
