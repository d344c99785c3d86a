package org.shiplog.cluster.serialization;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.shiplog.cluster.entity.EntityMessage;
import org.shiplog.cluster.entity.EntityReply;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.aggregate.Query;

/**
 * What nodes say to each other's entities. The manifest is the message's wire name and version; what it carries names its own.
 * Fields that this version does not know are passed over, names that it does not know are refused.
 *
 * <p>An entity's own messages ({@code Recovered}, {@code Committed}, {@code JournalStopped}) have no wire form on purpose.
 */
public final class MessageSerializer extends SerializerWithStringManifest {
    /** Sent with every message; never changes. */
    public static final int IDENTIFIER = 741_003;

    private static final String EXECUTE = "Execute/1";
    private static final String ASK = "Ask/1";
    private static final String LOCATE = "Locate/1";
    private static final String STOP = "Stop/1";
    private static final String ACCEPTED = "Accepted/1";
    private static final String REFUSED = "Refused/1";
    private static final String ANSWER = "Answer/1";
    private static final String LOCATED = "Located/1";
    private static final String UNAVAILABLE = "Unavailable/1";
    private static final String FAILED = "Failed/1";

    private final Cbor cbor = Cbor.ofMessages();
    private final MessageTypes types = new MessageTypes();
    private final ActorRefResolver actors;

    public MessageSerializer(ExtendedActorSystem system) {
        this.actors = ActorRefResolver.get(Adapter.toTyped(system));
    }

    private record ExecuteForm(String type, ByteBuffer command, Provenance provenance, String replyTo) {}

    private record AskForm(String type, ByteBuffer query, String replyTo) {}

    private record LocateForm(List<String> earlier, String replyTo) {}

    private record RefusedForm(String type, ByteBuffer refusal) {}

    private record LocatedForm(String incarnation, boolean holds) {}

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        return switch (message) {
            case EntityMessage.Execute _ -> EXECUTE;
            case EntityMessage.Ask _ -> ASK;
            case EntityMessage.Locate _ -> LOCATE;
            case EntityMessage.Stop _ -> STOP;
            case EntityReply reply -> manifest(reply);
            default -> throw new IllegalArgumentException("not for other nodes: " + message.getClass());
        };
    }

    private static String manifest(EntityReply reply) {
        return switch (reply) {
            case EntityReply.Accepted _ -> ACCEPTED;
            case EntityReply.Refused _ -> REFUSED;
            case EntityReply.Answer _ -> ANSWER;
            case EntityReply.Located _ -> LOCATED;
            case EntityReply.Unavailable _ -> UNAVAILABLE;
            case EntityReply.Failed _ -> FAILED;
        };
    }

    @Override
    public byte[] toBinary(Object message) {
        return switch (message) {
            case EntityMessage.Execute execute -> cbor.write(form(execute));
            case EntityMessage.Ask(var query, var replyTo) ->
                cbor.write(new AskForm(types.nameOf(query), cbor.pack(query), text(replyTo)));
            case EntityMessage.Locate(var earlier, var replyTo) ->
                cbor.write(new LocateForm(earlier.stream().map(this::text).toList(), text(replyTo)));
            case EntityMessage.Stop _ -> new byte[0];
            case EntityReply reply -> toBinary(reply);
            default -> throw new IllegalArgumentException("not for other nodes: " + message.getClass());
        };
    }

    private byte[] toBinary(EntityReply reply) {
        return switch (reply) {
            case EntityReply.Refused(var refusal) ->
                cbor.write(new RefusedForm(types.nameOf(refusal), cbor.pack(refusal)));
            case EntityReply.Answer(var value) -> cbor.write(AnswerForm.of(value, types, cbor));
            case EntityReply.Located(var incarnation, var holds) ->
                cbor.write(new LocatedForm(text(incarnation), holds));
            case EntityReply.Accepted _, EntityReply.Unavailable _, EntityReply.Failed _ -> cbor.write(reply);
        };
    }

    private ExecuteForm form(EntityMessage.Execute execute) {
        Object command = execute.command();
        return new ExecuteForm(
                types.nameOf(command), cbor.pack(command), execute.provenance(), text(execute.replyTo()));
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        return switch (manifest) {
            case EXECUTE -> execute(read(bytes, ExecuteForm.class));
            case ASK -> ask(read(bytes, AskForm.class));
            case LOCATE -> locate(read(bytes, LocateForm.class));
            case STOP -> EntityMessage.Stop.INSTANCE;
            case ACCEPTED -> read(bytes, EntityReply.Accepted.class);
            case REFUSED -> refused(read(bytes, RefusedForm.class));
            case ANSWER -> new EntityReply.Answer(read(bytes, AnswerForm.class).answer(types, cbor));
            case LOCATED -> located(read(bytes, LocatedForm.class));
            case UNAVAILABLE -> read(bytes, EntityReply.Unavailable.class);
            case FAILED -> read(bytes, EntityReply.Failed.class);
            default -> throw new IllegalArgumentException("a message that this version does not know: " + manifest);
        };
    }

    private EntityMessage execute(ExecuteForm form) {
        return new EntityMessage.Execute(part(form.type(), form.command()), form.provenance(), actor(form.replyTo()));
    }

    private EntityMessage ask(AskForm form) {
        return part(form.type(), form.query()) instanceof Query<?, ?> query
                ? new EntityMessage.Ask(query, actor(form.replyTo()))
                : refuse("not a query: " + form.type());
    }

    private EntityMessage locate(LocateForm form) {
        return new EntityMessage.Locate(
                form.earlier().stream().map(this::<EntityReply>actor).toList(), actor(form.replyTo()));
    }

    private EntityReply refused(RefusedForm form) {
        return new EntityReply.Refused(part(form.type(), form.refusal()));
    }

    private EntityReply located(LocatedForm form) {
        return new EntityReply.Located(actor(form.incarnation()), form.holds());
    }

    private Object part(String type, ByteBuffer packed) {
        return cbor.unpack(packed, cbor.type(types.formOf(type)));
    }

    private <T> T read(byte[] bytes, Class<T> form) {
        return cbor.read(bytes, cbor.type(form));
    }

    private String text(ActorRef<?> actor) {
        return actors.toSerializationFormat(actor);
    }

    private <T> ActorRef<T> actor(String text) {
        return actors.resolveActorRef(text);
    }

    private static EntityMessage refuse(String why) {
        throw new IllegalArgumentException(why);
    }
}
