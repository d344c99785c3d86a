package org.shiplog.http.api.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.shiplog.domain.access.Permission;
import org.shiplog.http.api.json.Json;
import org.shiplog.http.api.port.RegistryPorts;
import org.shiplog.http.route.Access;
import org.shiplog.http.route.PathTemplate;
import org.shiplog.http.route.Route;
import org.shiplog.http.settings.SettingKey;
import org.shiplog.projections.forward.ForwardStatus;

/** Shows administrators how the forwarding of the audit log goes. */
public final class ForwardingRoute {
    private final RegistryPorts ports;

    public ForwardingRoute(RegistryPorts ports) {
        this.ports = ports;
    }

    public List<Route> routes() {
        return List.of(new Route(
                "getAuditForwarding",
                HttpMethods.GET,
                PathTemplate.of("/api/shiplog/v1/audit/forwarding"),
                new Access.OnSystem(new Permission("configuration", "read")),
                _ -> show()));
    }

    private CompletionStage<HttpResponse> show() {
        return ports.settings().live().refresh().thenCombine(ports.forwarding().status(), (settings, status) -> {
            String endpoint = settings.text(SettingKey.AUDIT_LOG_FORWARD_ENDPOINT);
            return Json.ok(endpoint.isEmpty() ? Json.object().put("state", "off") : json(endpoint, status));
        });
    }

    /** @param status empty for the moment until a node has begun */
    private static ObjectNode json(String endpoint, Optional<ForwardStatus> status) {
        boolean failing = status.flatMap(ForwardStatus::failingSince).isPresent();
        ObjectNode body =
                Json.object().put("state", failing ? "failing" : "forwarding").put("endpoint", endpoint);
        status.ifPresent(known -> {
            body.put("delivered", known.delivered());
            known.deliveredAt().ifPresent(at -> body.put("delivered_at", at.toString()));
            body.put("backlog_events", known.backlog())
                    .put("backlog_seconds", known.age().toSeconds());
            known.failingSince().ifPresent(at -> body.put("failing_since", at.toString()));
            known.failure()
                    .ifPresent(reason -> body.put("failures", known.failures()).put("failure", reason));
        });
        return body;
    }
}
