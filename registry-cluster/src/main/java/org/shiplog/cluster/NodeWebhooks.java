package org.shiplog.cluster;

import java.security.SecureRandom;
import java.time.InstantSource;
import org.shiplog.cluster.webhook.WebhookWorkers;
import org.shiplog.http.api.port.WebhookPorts;
import org.shiplog.http.api.readmodel.ReadModelWebhooks;
import org.shiplog.http.outbound.AddressGuard;
import org.shiplog.http.outbound.NameResolver;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.webhook.LaneRun;
import org.shiplog.http.webhook.Patience;
import org.shiplog.http.webhook.Sink;
import org.shiplog.http.webhook.TargetSecrets;
import org.shiplog.projections.readmodel.Freshness;
import org.shiplog.storage.identity.SettingSecrets;

/** What a node has to do with webhooks: the ports of their operations, and who delivers. */
final class NodeWebhooks {
    private NodeWebhooks() {}

    static WebhookPorts ports(NodeHttp.NodeParts parts, Freshness freshness) {
        return new WebhookPorts(
                parts.entities().webhooks(),
                secrets(parts),
                new ReadModelWebhooks(
                        parts.readSide().deliveryQueries(), parts.readSide().deliveries(), freshness));
    }

    private static TargetSecrets secrets(NodeHttp.NodeParts parts) {
        return new TargetSecrets(new SettingSecrets(parts.database().requests(), parts.blocking(), new SecureRandom()));
    }

    /** @param host of this registry as clients write it in references, with its port */
    static WebhookWorkers start(NodeHttp.NodeParts parts, String host, InstantSource clock) {
        LiveSettings settings = new LiveSettings(parts.entities().settings(), clock);
        // Where people log in is no place for others to send requests to, unless it is listed as well.
        AddressGuard guard = new AddressGuard(
                NameResolver.SYSTEM, parts.blocking(), name -> NodeElsewhere.isListed(settings.now(), name));
        LaneRun run = new LaneRun(
                new LaneRun.Ground(
                        parts.readSide().deliveries(),
                        parts.entities().webhooks(),
                        secrets(parts),
                        new Sink(parts.system(), guard)),
                host,
                Patience.STANDARD);
        return WebhookWorkers.start(parts.readSide().deliveries(), run, settings, clock);
    }
}
