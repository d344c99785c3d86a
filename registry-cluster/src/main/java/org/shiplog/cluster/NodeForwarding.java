package org.shiplog.cluster;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;
import org.shiplog.cluster.config.NodeConfig;
import org.shiplog.cluster.forward.AuditForwarder;
import org.shiplog.cluster.serialization.JournalEvents;
import org.shiplog.http.audit.AuditSinks;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.settings.SecretSettings;
import org.shiplog.projections.forward.ForwardCursor;
import org.shiplog.projections.forward.ForwardStart;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.storage.identity.SettingSecrets;

/** A node's part in forwarding the audit log, which one node of all does. */
final class NodeForwarding implements AutoCloseable {
    private final AuditSinks sinks;
    private final AuditForwarder forwarder;

    private NodeForwarding(AuditSinks sinks, AuditForwarder forwarder) {
        this.sinks = sinks;
        this.forwarder = forwarder;
    }

    static NodeForwarding start(
            NodeConfig config, ActorSystem<?> system, Ground ground, Executor blocking, InstantSource clock) {
        var database = ground.database().requests();
        AuditSinks sinks = new AuditSinks(
                system,
                blocking,
                config.externalUrl()
                        .map(url -> url.getHost())
                        .orElse(config.cluster().host()));
        AuditForwarder.Parts parts = new AuditForwarder.Parts(
                new ForwardCursor(database, UUID.randomUUID().toString(), AuditForwarder.LEASE),
                new ForwardStart(database, new JournalEvents()),
                JournalReader.ofWhatIsLeft(database, new JournalEvents()),
                new LiveSettings(ground.entities().settings(), clock),
                new SecretSettings(new SettingSecrets(database, blocking, new SecureRandom())),
                sinks);
        return new NodeForwarding(
                sinks, AuditForwarder.start(parts, ground.readSide().bell()));
    }

    /** What stands before. */
    record Ground(NodeDatabase database, NodeEntities entities, NodeReadSide readSide) {}

    AuditSinks sinks() {
        return sinks;
    }

    /** Why this node cannot deliver; empty when it can, or need not. */
    Optional<String> failure() {
        return forwarder.failure();
    }

    @Override
    public void close() {
        forwarder.close();
    }
}
