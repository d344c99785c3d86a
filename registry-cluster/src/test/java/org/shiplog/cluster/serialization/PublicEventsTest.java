package org.shiplog.cluster.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.shiplog.domain.aggregate.Recorded;
import org.shiplog.domain.audit.AuditLog.AuditLogEvent;
import org.shiplog.domain.group.UserGroupEvent;
import org.shiplog.domain.identity.UserEvent;
import org.shiplog.domain.job.ExecutionEvent;
import org.shiplog.domain.job.JobQueues.QueueEvent;
import org.shiplog.domain.job.JobType;
import org.shiplog.domain.job.Schedule.ScheduleEvent;
import org.shiplog.domain.job.ScheduleId;
import org.shiplog.domain.label.Labels.LabelEvent;
import org.shiplog.domain.login.LoginLog.LoginEvent;
import org.shiplog.domain.project.ProjectEvent;
import org.shiplog.domain.project.ProjectEvent.RepositoryRegistered;
import org.shiplog.domain.project.ProjectEvent.RepositoryRemoved;
import org.shiplog.domain.pull.PullLog.PullEvent;
import org.shiplog.domain.repository.RepositoryEvent;
import org.shiplog.domain.repository.RepositoryEvent.BlobMounted;
import org.shiplog.domain.repository.RepositoryEvent.BlobUploaded;
import org.shiplog.domain.robot.RobotEvent;
import org.shiplog.domain.settings.SystemSettings.SettingsEvent;
import org.shiplog.domain.webhook.Webhooks.WebhookEvent;
import org.shiplog.http.api.event.AsyncApi;
import org.shiplog.http.api.event.CloudEvents;
import org.shiplog.http.api.event.EventSchemas;
import org.shiplog.projections.feed.Cursors;
import org.shiplog.projections.feed.EventType;
import org.shiplog.projections.feed.PublicEvent;
import org.shiplog.projections.feed.PublicForm;
import org.shiplog.projections.journal.Change;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalRecord;

/** What those outside are told of every form of event, against the schemas that are published. */
class PublicEventsTest {
    private static final String SOURCE = "https://registry.example";
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
    private static final SchemaValidatorsConfig STRICT =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    /** Those of which nobody is told. */
    private static final Set<Class<?>> INTERNAL =
            Set.of(BlobUploaded.class, BlobMounted.class, RepositoryRegistered.class, RepositoryRemoved.class);

    private static boolean isInternal(Object event) {
        return INTERNAL.contains(event.getClass())
                || event instanceof PullEvent
                || event instanceof LoginEvent
                || event instanceof ExecutionEvent
                || event instanceof ScheduleEvent
                || event instanceof QueueEvent;
    }

    static List<Recorded<?>> samples() {
        return EventSamples.all();
    }

    private static Optional<PublicEvent> told(Recorded<?> sample) {
        String entity = entity(sample.event());
        return PublicForm.of(new JournalRecord(
                new JournalOffset(812, 4_711),
                entity,
                1,
                Change.of(entity, sample.event()),
                sample.provenance().undoing(17)));
    }

    private static String entity(Object event) {
        return switch (event) {
            case ProjectEvent _ -> "Project|library";
            case RepositoryEvent _ -> "Repository|" + EventSamples.REPOSITORY;
            case UserEvent _ -> "User|alice";
            case RobotEvent _ -> "Robot|library+ci";
            case UserGroupEvent _ -> "UserGroups|all";
            case SettingsEvent _ -> "SystemSettings|system";
            case LabelEvent _ -> "Labels|7";
            case WebhookEvent _ -> "Webhooks|7";
            case PullEvent _ -> "PullLog|library";
            case LoginEvent _ -> "LoginLog|registry";
            case AuditLogEvent _ -> "AuditLog|audit";
            case ExecutionEvent _ -> "Execution|10";
            case ScheduleEvent _ -> "Schedule|" + new ScheduleId(new JobType("PURGE_AUDIT_LOG"), 0);
            case QueueEvent _ -> "JobQueues|all";
            default -> throw new IllegalArgumentException("of no entity: " + event);
        };
    }

    private static JsonNode json(PublicEvent event, boolean withActor) {
        return new CloudEvents(Cursors.of(new byte[16]), SOURCE).json(event, withActor);
    }

    private static Set<String> faults(JsonNode schema, JsonNode json) {
        return SCHEMAS.getSchema(schema, STRICT).validate(json).stream()
                .map(Object::toString)
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isAsItsSchemaSays(Recorded<?> sample) {
        Optional<PublicEvent> told = told(sample);
        if (told.isEmpty()) {
            assertThat(sample.event()).matches(PublicEventsTest::isInternal, "is internal");
            return;
        }
        ObjectNode schema = EventSchemas.ofData(SOURCE, told.get().type());
        for (boolean withActor : new boolean[] {true, false}) {
            JsonNode json = json(told.get(), withActor);
            assertThat(faults(schema, json.get("data"))).isEmpty();
            assertThat(faults(EventSchemas.ofEnvelope(), json)).isEmpty();
            assertThat(json.has("actor")).isEqualTo(withActor);
            assertThat(schema.get("properties").propertyStream().map(property -> property.getKey()))
                    .as("what is told is described")
                    .containsAll(told.get().data().keySet());
            assertThat(EventSchemas.ofEnvelope()
                            .get("properties")
                            .propertyStream()
                            .map(property -> property.getKey()))
                    .containsAll(json.propertyStream()
                            .map(property -> property.getKey())
                            .toList());
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void tellsNoSecretAndNoAddress(Recorded<?> sample) {
        told(sample)
                .ifPresent(event -> assertThat(json(event, true).toString())
                        .doesNotContain(
                                "argon2id", "c2FsdA", "192.0.2.7", "docker/28", "cn=admins", "abcdefgh", "req-1"));
    }

    @Test
    void everyTypeIsToldOfSomeEvent() {
        assertThat(samples().stream().flatMap(sample -> told(sample).stream().map(PublicEvent::type)))
                .containsExactlyInAnyOrder(EventType.values());
    }

    @ParameterizedTest
    @EnumSource(EventType.class)
    void schemasAreThemselvesInOrder(EventType type) {
        var dialect = SCHEMAS.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        assertThat(dialect.validate(EventSchemas.ofData(SOURCE, type))).isEmpty();
        assertThat(dialect.validate(EventSchemas.ofEnvelope())).isEmpty();
        assertThat(type.wireName()).matches("org\\.shiplog(\\.[a-z]+){2,3}\\.v[1-9]");
        assertThat(type.description()).endsWith(".");
    }

    @Test
    void refusesWhatIsNotAsTheSchemaSays() {
        ObjectNode data = (ObjectNode) json(
                        told(new Recorded<>(
                                        new RepositoryEvent.TagDeleted(
                                                new org.shiplog.domain.oci.Tag("v1"), EventSamples.DIGEST),
                                        EventSamples.PROVENANCE))
                                .orElseThrow(),
                        false)
                .get("data");
        ObjectNode schema = EventSchemas.ofData(SOURCE, EventType.TAG_DELETED);
        assertThat(faults(schema, data)).isEmpty();
        assertThat(faults(schema, data.deepCopy().put("digest", "sha256:none"))).hasSize(1);
        assertThat(faults(schema, data.deepCopy().put("tag", 5))).hasSize(1);
        assertThat(faults(schema, data.deepCopy().without("tag"))).hasSize(1);
    }

    @Test
    void theDocumentRefersToWhatThereIs() {
        ObjectNode document = AsyncApi.document(SOURCE);
        Set<String> schemas = Stream.of(EventType.values())
                .map(type -> EventSchemas.ofData(SOURCE, type).get("$id").asText())
                .collect(Collectors.toSet());
        List<String> references = document.findValuesAsText("$ref");
        assertThat(references).hasSizeGreaterThan(3 * EventType.values().length);
        assertThat(references).allSatisfy(reference -> {
            if (reference.startsWith("#")) {
                assertThat(document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse();
            } else {
                assertThat(schemas).contains(reference);
            }
        });
        assertThat(references).containsAll(schemas);
    }
}
