package org.shiplog.cluster.serialization;

import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.shiplog.domain.aggregate.Recorded;

/** Events with their provenance, as the journal holds them. The manifest is the event's wire name and version. */
public final class EventSerializer extends SerializerWithStringManifest {
    /** Stored with every event; never changes. */
    public static final int IDENTIFIER = 741_001;

    private final Cbor cbor = Cbor.ofRecords();
    private final EventTypes types = new EventTypes();

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object recorded) {
        return types.nameOf(((Recorded<?>) recorded).event());
    }

    @Override
    public byte[] toBinary(Object recorded) {
        return cbor.write(recorded);
    }

    @Override
    public Recorded<?> fromBinary(byte[] bytes, String manifest) {
        Recorded<?> recorded = cbor.read(bytes, cbor.type(Recorded.class, types.formOf(manifest)));
        return FormerEvents.today(recorded);
    }
}
