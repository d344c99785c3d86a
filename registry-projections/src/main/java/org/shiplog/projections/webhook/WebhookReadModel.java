package org.shiplog.projections.webhook;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.ProjectEvent.ProjectCreated;
import org.shiplog.domain.project.ProjectEvent.ProjectDeleted;
import org.shiplog.domain.project.ProjectEvent.StorageLimitReached;
import org.shiplog.domain.pull.Pull;
import org.shiplog.domain.pull.PullLog.PullEvent.ArtifactsPulled;
import org.shiplog.domain.repository.RepositoryEvent;
import org.shiplog.domain.settings.SystemSettings.SettingsEvent.SettingChanged;
import org.shiplog.domain.webhook.Webhooks.WebhookEvent;
import org.shiplog.projections.journal.Change.AuditLogChange;
import org.shiplog.projections.journal.Change.GroupChange;
import org.shiplog.projections.journal.Change.JobChange;
import org.shiplog.projections.journal.Change.LabelChange;
import org.shiplog.projections.journal.Change.LoginChange;
import org.shiplog.projections.journal.Change.ProjectChange;
import org.shiplog.projections.journal.Change.PullChange;
import org.shiplog.projections.journal.Change.RepositoryChange;
import org.shiplog.projections.journal.Change.RobotChange;
import org.shiplog.projections.journal.Change.SettingsChange;
import org.shiplog.projections.journal.Change.UserChange;
import org.shiplog.projections.journal.Change.WebhookChange;
import org.shiplog.projections.journal.EventDecoder;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.journal.SliceRange;
import org.shiplog.projections.readmodel.ReadModel;

/**
 * Whom to tell of what, and what is to be told. Whether an event is told depends on the policies as they were when it happened, which are
 * other entities, so one worker reads all slices in the journal's order.
 */
public final class WebhookReadModel implements ReadModel {
    public static final String NAME = "webhooks";

    /** One range, because what an event means to policies depends on all before it. */
    public static final List<SliceRange> RANGES = List.of(SliceRange.ALL);

    private final EventDecoder decoder;

    /** @param decoder of events that are not in the group of those that they belong to */
    public WebhookReadModel(EventDecoder decoder) {
        this.decoder = decoder;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> tables() {
        return List.of("webhook_project", "webhook_policy", "webhook_muted");
    }

    @Override
    public List<SliceRange> ranges() {
        return RANGES;
    }

    @Override
    public void apply(Connection connection, List<JournalRecord> events) throws SQLException {
        if (events.isEmpty()) {
            return;
        }
        PolicyRows policies = new PolicyRows(connection, projects(events));
        Deliveries deliveries = new Deliveries(connection);
        Neighbours others = new Neighbours(connection, decoder, events);
        for (JournalRecord record : events) {
            boolean news = deliveries.isNews(record.offset());
            switch (record.change()) {
                case ProjectChange(ProjectName project, ProjectCreated created) ->
                    policies.created(project, created.projectId());
                case ProjectChange(ProjectName project, ProjectDeleted(long projectId)) -> {
                    policies.deleted(project, projectId);
                    if (news) {
                        deliveries.forgetProject(projectId);
                    }
                }
                case WebhookChange(long projectId, WebhookEvent event) -> {
                    policies.apply(projectId, event);
                    if (news) {
                        follow(deliveries, event);
                    }
                }
                case SettingsChange(SettingChanged changed) -> {
                    if (changed.key().equals(PolicyRows.SWITCH)) {
                        policies.switched(changed.to());
                    }
                }
                case RepositoryChange(RepositoryName repository, RepositoryEvent event) -> {
                    if (news && isWatched(policies, repository)) {
                        tell(policies, deliveries, Announcements.of(repository, record, event, others));
                    }
                }
                case PullChange(var event) -> {
                    if (news) {
                        tell(policies, deliveries, Announcements.of(record, event));
                    }
                }
                case ProjectChange(var _, StorageLimitReached reached) -> {
                    if (news && isWatched(policies, reached.repository())) {
                        tell(policies, deliveries, List.of(Announcements.of(record, reached)));
                    }
                }
                case ProjectChange _,
                        UserChange _,
                        RobotChange _,
                        GroupChange _,
                        LabelChange _,
                        AuditLogChange _,
                        LoginChange _,
                        JobChange _ -> {}
            }
        }
        deliveries.finish(events.getLast().offset());
    }

    private static Set<String> projects(List<JournalRecord> events) {
        return events.stream()
                .flatMap(record -> switch (record.change()) {
                    case RepositoryChange(RepositoryName repository, var _) -> Stream.of(repository);
                    case ProjectChange(var _, StorageLimitReached reached) -> Stream.of(reached.repository());
                    case PullChange(ArtifactsPulled(List<Pull> pulls)) ->
                        pulls.stream().map(Pull::repository);
                    default -> Stream.<RepositoryName>empty();
                })
                .flatMap(repository -> repository.project().stream())
                .map(ProjectName::value)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static void follow(Deliveries deliveries, WebhookEvent event) throws SQLException {
        switch (event) {
            case WebhookEvent.PolicyCreated _ -> {}
            case WebhookEvent.PolicyChanged changed -> {
                if (!changed.to().enabled()) {
                    deliveries.stop(changed.to().policyId());
                }
            }
            case WebhookEvent.PolicyDeleted(var policy) -> deliveries.forget(policy.policyId());
        }
    }

    private static boolean isWatched(PolicyRows policies, RepositoryName repository) throws SQLException {
        return repository.project().isPresent()
                && !policies.of(repository.project().get()).isEmpty();
    }

    private static void tell(PolicyRows policies, Deliveries deliveries, List<Announcement> told) throws SQLException {
        for (Announcement announcement : told) {
            if (announcement.repository().project().isPresent()) {
                for (Watch watch :
                        policies.of(announcement.repository().project().get())) {
                    if (watch.wants(announcement)) {
                        deliveries.add(watch, announcement);
                    }
                }
            }
        }
    }
}
