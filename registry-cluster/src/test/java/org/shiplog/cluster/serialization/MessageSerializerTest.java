package org.shiplog.cluster.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.shiplog.cluster.entity.EntityMessage;
import org.shiplog.cluster.entity.EntityReply;
import org.shiplog.domain.aggregate.Query;
import org.shiplog.domain.audit.AuditLog.AuditLogCommand;
import org.shiplog.domain.audit.AuditLog.AuditLogRefusal;
import org.shiplog.domain.group.UserGroupCommand;
import org.shiplog.domain.group.UserGroupRefusal;
import org.shiplog.domain.identity.UserCommand;
import org.shiplog.domain.identity.UserRefusal;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.job.ExecutionCommand;
import org.shiplog.domain.job.ExecutionRefusal;
import org.shiplog.domain.job.JobQueues.QueueCommand;
import org.shiplog.domain.job.JobQueues.QueueRefusal;
import org.shiplog.domain.job.Schedule.ScheduleCommand;
import org.shiplog.domain.job.Schedule.ScheduleRefusal;
import org.shiplog.domain.label.Labels.LabelCommand;
import org.shiplog.domain.label.Labels.LabelRefusal;
import org.shiplog.domain.login.LoginLog.LoginCommand;
import org.shiplog.domain.login.LoginLog.LoginRefusal;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.domain.pull.PullLog.PullCommand;
import org.shiplog.domain.pull.PullLog.PullRefusal;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.domain.robot.RobotCommand;
import org.shiplog.domain.robot.RobotRefusal;
import org.shiplog.domain.settings.SystemSettings.SettingsCommand;
import org.shiplog.domain.settings.SystemSettings.SettingsRefusal;
import org.shiplog.domain.webhook.Webhooks.WebhookCommand;
import org.shiplog.domain.webhook.Webhooks.WebhookRefusal;

/** As a node's own configuration has it, so what has no binding there fails here. */
class MessageSerializerTest {
    private static final ActorTestKit KIT = ActorTestKit.create(
            ConfigFactory.parseString("pekko { extensions = [], actor.provider = local, loglevel = OFF }")
                    .withFallback(ConfigFactory.parseResources("pekko-node.conf"))
                    .withFallback(ConfigFactory.load()));
    private static final ExtendedActorSystem SYSTEM = (ExtendedActorSystem) Adapter.toClassic(KIT.system());
    private static final ObjectMapper CBOR = new CBORMapper();

    private final Serialization serialization = SerializationExtension.get(SYSTEM);
    private final TestProbe<EntityReply> sender = KIT.createTestProbe(EntityReply.class);
    private final TestProbe<EntityMessage> entity = KIT.createTestProbe(EntityMessage.class);

    @AfterAll
    static void stopSystem() {
        KIT.shutdownTestKit();
    }

    @Test
    void carriesEveryMessageToAnotherNodeAndBack() {
        for (Object message : messages()) {
            assertThat(sent(message)).isEqualTo(message);
        }
    }

    @Test
    void everythingThatCanBeAskedHasAWireNameAndASample() {
        Set<Class<?>> asked = Stream.<Class<?>>of(
                        ProjectCommand.class,
                        RepositoryCommand.class,
                        UserCommand.class,
                        RobotCommand.class,
                        UserGroupCommand.class,
                        SettingsCommand.class,
                        LabelCommand.class,
                        WebhookCommand.class,
                        PullCommand.class,
                        LoginCommand.class,
                        AuditLogCommand.class,
                        ExecutionCommand.class,
                        ScheduleCommand.class,
                        QueueCommand.class,
                        ProjectRefusal.class,
                        RepositoryRefusal.class,
                        UserRefusal.class,
                        RobotRefusal.class,
                        UserGroupRefusal.class,
                        SettingsRefusal.class,
                        LabelRefusal.class,
                        WebhookRefusal.class,
                        PullRefusal.class,
                        LoginRefusal.class,
                        AuditLogRefusal.class,
                        ExecutionRefusal.class,
                        ScheduleRefusal.class,
                        QueueRefusal.class)
                .flatMap(MessageSerializerTest::records)
                .collect(Collectors.toSet());
        asked.addAll(queries());

        assertThat(new MessageTypes().forms()).containsAll(asked);
        assertThat(Stream.of(MessageSamples.commands(), MessageSamples.refusals(), MessageSamples.queries())
                        .flatMap(Collection::stream)
                        .<Class<?>>map(Object::getClass)
                        .collect(Collectors.toSet()))
                .isEqualTo(asked);
    }

    @Test
    void everyMessageIsEitherCarriedOrTheEntitysOwn() {
        Set<Class<?>> sent = messages().stream().map(Object::getClass).collect(Collectors.toCollection(HashSet::new));
        sent.addAll(List.of(
                EntityMessage.Recovered.class,
                EntityMessage.Committed.class,
                EntityMessage.Reminder.class,
                EntityMessage.JournalStopped.class));

        assertThat(Stream.of(EntityMessage.class, EntityReply.class).flatMap(MessageSerializerTest::records))
                .allMatch(sent::contains);
    }

    @Test
    void refusesToSendAnEntitysMessagesToItself() {
        List<EntityMessage> own = List.of(
                EntityMessage.JournalStopped.INSTANCE,
                EntityMessage.Reminder.INSTANCE,
                new EntityMessage.Recovered(null),
                new EntityMessage.Committed(null, List.of(new EntityReply.Accepted(1))));

        assertThat(own).allMatch(message -> serialization.serialize(message).isFailure());
    }

    @Test
    void passesOverFieldsOfALaterRelease() throws IOException {
        EntityReply.Accepted reply = new EntityReply.Accepted(42);
        ObjectNode later = (ObjectNode) CBOR.readTree(serializer().toBinary(reply));
        later.put("addedLater", "x");

        assertThat(serializer()
                        .fromBinary(CBOR.writeValueAsBytes(later), serializer().manifest(reply)))
                .isEqualTo(reply);
    }

    @Test
    void refusesNamesOfALaterRelease() throws IOException {
        EntityReply.Refused refused = new EntityReply.Refused(new ProjectRefusal.ProjectUnknown());
        ObjectNode later = (ObjectNode) CBOR.readTree(serializer().toBinary(refused));
        later.put("type", "ProjectAsleep/1");

        assertThatThrownBy(() -> serializer().fromBinary(new byte[0], "Rename/1"))
                .hasMessageContaining("Rename/1");
        assertThatThrownBy(() -> serializer()
                        .fromBinary(CBOR.writeValueAsBytes(later), serializer().manifest(refused)))
                .hasMessageContaining("ProjectAsleep/1");
    }

    @Test
    void theLargestMessageFitsIntoAFrame() {
        long frame = SYSTEM.settings().config().getBytes("pekko.remote.artery.advanced.maximum-frame-size");
        Stream<Object> largest = Stream.concat(
                Stream.of(
                        new EntityMessage.Execute(
                                MessageSamples.largestCommand(), EventSamples.PROVENANCE, sender.ref()),
                        new EntityMessage.Execute(MessageSamples.largestStart(), EventSamples.PROVENANCE, sender.ref()),
                        new EntityReply.Refused(MessageSamples.largestRefusal())),
                MessageSamples.largestAnswers().stream().map(EntityReply.Answer::new));

        // Addresses and the envelope of sharding come on top.
        assertThat(largest).allMatch(message -> serializer().toBinary(message).length < frame - 16_384);
    }

    @Test
    void showsNoPasswordHashInLogs() {
        EntityMessage register = new EntityMessage.Execute(
                new UserCommand.RegisterUser(2, UserSource.DATABASE, "$argon2id$secret", true),
                EventSamples.PROVENANCE,
                sender.ref());

        assertThat(register.toString()).contains("RegisterUser").doesNotContain("argon2id");
        assertThat(new EntityReply.Answer("$argon2id$secret").toString()).doesNotContain("argon2id");
    }

    private List<Object> messages() {
        Function<Object, Object> execute =
                command -> new EntityMessage.Execute(command, EventSamples.PROVENANCE, sender.ref());
        Function<Object, Object> ask = query -> new EntityMessage.Ask((Query<?, ?>) query, sender.ref());
        return Stream.of(
                        MessageSamples.commands().stream().map(execute),
                        MessageSamples.queries().stream().map(ask),
                        MessageSamples.refusals().stream().<Object>map(EntityReply.Refused::new),
                        MessageSamples.answers().stream().<Object>map(EntityReply.Answer::new),
                        Stream.<Object>of(
                                EntityMessage.Stop.INSTANCE,
                                new EntityMessage.Locate(List.of(sender.ref()), sender.ref()),
                                new EntityReply.Located(entity.ref(), true),
                                new EntityReply.Accepted(7),
                                new EntityReply.Answer(null),
                                new EntityReply.Unavailable("why"),
                                new EntityReply.Failed("r-1")))
                .flatMap(Function.identity())
                .toList();
    }

    private Object sent(Object message) {
        var serializer = serialization.findSerializerFor(message);
        byte[] bytes = serialization.serialize(message).get();
        return serialization
                .deserialize(bytes, serializer.identifier(), Serializers.manifestFor(serializer, message))
                .get();
    }

    private static MessageSerializer serializer() {
        return new MessageSerializer(SYSTEM);
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(MessageSerializerTest::records)
                : Stream.of(type);
    }

    private static Set<Class<?>> queries() {
        return new ClassFileImporter()
                .importPackages("org.shiplog.domain").stream()
                        .filter(type -> type.isAssignableTo(Query.class) && !type.isInterface())
                        .map(JavaClass::reflect)
                        .collect(Collectors.toSet());
    }
}
