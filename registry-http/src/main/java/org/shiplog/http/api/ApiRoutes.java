package org.shiplog.http.api;

import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.stream.Materializer;
import org.shiplog.http.api.allowlist.SystemAllowlistRoutes;
import org.shiplog.http.api.artifact.ArtifactLabelRoutes;
import org.shiplog.http.api.artifact.ArtifactRoutes;
import org.shiplog.http.api.artifact.RepositoryRoutes;
import org.shiplog.http.api.artifact.TagRoutes;
import org.shiplog.http.api.audit.AuditRecordRoutes;
import org.shiplog.http.api.audit.AuditRoutes;
import org.shiplog.http.api.audit.ForwardingRoute;
import org.shiplog.http.api.directory.LdapRoutes;
import org.shiplog.http.api.directory.OidcPingRoute;
import org.shiplog.http.api.event.EventRoutes;
import org.shiplog.http.api.group.UserGroupRoutes;
import org.shiplog.http.api.history.PastRoutes;
import org.shiplog.http.api.icon.IconRoutes;
import org.shiplog.http.api.job.ExecutionRoutes;
import org.shiplog.http.api.job.JobServiceRoutes;
import org.shiplog.http.api.job.ScheduleRoutes;
import org.shiplog.http.api.json.JsonBody;
import org.shiplog.http.api.label.LabelRoutes;
import org.shiplog.http.api.ledger.LedgerRoutes;
import org.shiplog.http.api.member.MemberRoutes;
import org.shiplog.http.api.permission.ExplainRoute;
import org.shiplog.http.api.permission.PermissionRoutes;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.port.RegistryPorts;
import org.shiplog.http.api.project.MetadataRoutes;
import org.shiplog.http.api.project.ProjectReads;
import org.shiplog.http.api.project.ProjectRoutes;
import org.shiplog.http.api.purge.PurgeRoutes;
import org.shiplog.http.api.quota.QuotaRoutes;
import org.shiplog.http.api.remote.RegistryReads;
import org.shiplog.http.api.robot.RobotRoutes;
import org.shiplog.http.api.scanner.ScannerReads;
import org.shiplog.http.api.search.SearchRoutes;
import org.shiplog.http.api.settings.SettingsRoutes;
import org.shiplog.http.api.system.SystemInfoRoutes;
import org.shiplog.http.api.system.SystemRoutes;
import org.shiplog.http.api.user.AccountRoutes;
import org.shiplog.http.api.user.CurrentPermissionRoutes;
import org.shiplog.http.api.user.PersonalTokenRoutes;
import org.shiplog.http.api.user.UserExistenceRoutes;
import org.shiplog.http.api.user.UserReads;
import org.shiplog.http.api.user.UserRoutes;
import org.shiplog.http.api.user.UserSecretRoutes;
import org.shiplog.http.api.user.UserTargets;
import org.shiplog.http.api.webhook.WebhookDeliveryRoutes;
import org.shiplog.http.api.webhook.WebhookPolicyRoutes;
import org.shiplog.http.auth.FormBody;
import org.shiplog.http.route.ExternalUrl;
import org.shiplog.http.route.Route;

/** The management API under {@code /api}, in the words of Harbor's. */
public final class ApiRoutes {
    /** Paths with a fixed word come before those with a variable in its place. */
    private static final Comparator<Route> FIXED_BEFORE_VARIABLE =
            Comparator.comparing(route -> route.path().template());

    private final List<Route> there;
    private final List<Route> coming;

    public ApiRoutes(ApiPorts ports, ExternalUrl externalUrl, InstantSource clock, Materializer materializer) {
        JsonBody bodies = new JsonBody(materializer);
        RegistryPorts registry = ports.registry();
        UserTargets users = new UserTargets(
                ports.ofProjects().directory(), ports.ofProjects().accounts());
        this.there = Stream.of(
                        new SystemRoutes(ports.health()).routes(),
                        new SystemInfoRoutes(registry.settings().live(), registry.volume(), externalUrl, clock)
                                .routes(),
                        new SettingsRoutes(registry.settings(), bodies).routes(),
                        new SystemAllowlistRoutes(registry.settings(), bodies).routes(),
                        new ScannerReads(bodies).routes(),
                        new RegistryReads().routes(),
                        new SearchRoutes(ports).routes(),
                        new QuotaRoutes(ports, bodies).routes(),
                        new ProjectReads(ports).routes(),
                        new ProjectRoutes(ports, bodies).routes(),
                        new MetadataRoutes(ports, bodies).routes(),
                        new UserReads(ports.ofProjects().directory(), users).routes(),
                        new UserRoutes(ports, users, bodies).routes(),
                        new UserSecretRoutes(ports, users, bodies).routes(),
                        new AccountRoutes(ports, users, clock, bodies).routes(),
                        new CurrentPermissionRoutes(ports).routes(),
                        new PersonalTokenRoutes(ports, clock, bodies).routes(),
                        new UserExistenceRoutes(ports, new FormBody(materializer)).routes(),
                        new UserGroupRoutes(ports, bodies).routes(),
                        new MemberRoutes(ports, bodies).routes(),
                        new LdapRoutes(ports.directories(), bodies).routes(),
                        new OidcPingRoute(ports.directories(), bodies).routes(),
                        new ExplainRoute(
                                        ports.ofProjects().accounts(),
                                        ports.lookup(),
                                        ports.past(),
                                        ports.ofProjects().settings(),
                                        clock)
                                .routes(),
                        new RobotRoutes(ports, bodies).routes(),
                        new LabelRoutes(ports, bodies).routes(),
                        new RepositoryRoutes(ports, bodies).routes(),
                        new ArtifactRoutes(ports, bodies, materializer).routes(),
                        new TagRoutes(ports, bodies).routes(),
                        new ArtifactLabelRoutes(ports, bodies).routes(),
                        new IconRoutes(ports.ofArtifacts(), ports.visibility(), materializer).routes(),
                        new PermissionRoutes(ports.catalog()).routes(),
                        new AuditRoutes(ports.audit()).routes(),
                        new AuditRecordRoutes(ports.audit()).routes(),
                        new ForwardingRoute(registry).routes(),
                        new LedgerRoutes(ports.ledger(), bodies).routes(),
                        new PastRoutes(ports, bodies, clock).routes(),
                        new EventRoutes(ports, externalUrl).routes(),
                        new JobServiceRoutes(ports.jobs(), bodies).routes(),
                        new ExecutionRoutes(ports.jobs().lists()).routes(),
                        new ScheduleRoutes(ports.jobs().lists()).routes(),
                        new PurgeRoutes(ports.jobs(), ports.ids(), bodies).routes(),
                        new WebhookPolicyRoutes(ports.webhooks(), ports.ids(), bodies).routes(),
                        new WebhookDeliveryRoutes(ports.webhooks(), bodies).routes())
                .flatMap(List::stream)
                .toList();
        this.coming = new ComingOperations(bodies).besides(there);
    }

    /** Each operation once, in an order in which the first that fits a path is meant. */
    public List<Route> routes() {
        return Stream.concat(there.stream(), coming.stream())
                .sorted(FIXED_BEFORE_VARIABLE)
                .toList();
    }

    /** The ids of those operations that only say that they are not there yet. */
    public Set<String> coming() {
        return coming.stream().map(Route::id).collect(Collectors.toUnmodifiableSet());
    }
}
