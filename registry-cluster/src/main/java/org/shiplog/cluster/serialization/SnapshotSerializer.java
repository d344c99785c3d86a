package org.shiplog.cluster.serialization;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JavaType;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.shiplog.cluster.entity.EntityState;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.repository.Repository;

/** Entity states, as the snapshot table holds them. */
public final class SnapshotSerializer extends SerializerWithStringManifest {
    /** Stored with every snapshot; never changes. */
    public static final int IDENTIFIER = 741_002;

    private static final String PROJECT = "ProjectState/1";
    private static final String REPOSITORY = "RepositoryState/1";
    private static final String USER = "UserState/1";

    private final Cbor cbor = Cbor.ofRecords();

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object state) {
        Object aggregate = ((EntityState<?>) state).state();
        return switch (aggregate) {
            case Project _ -> PROJECT;
            case Repository _ -> REPOSITORY;
            case User _ -> USER;
            default -> throw new IllegalArgumentException("a state without a wire name: " + aggregate.getClass());
        };
    }

    @Override
    public byte[] toBinary(Object state) {
        return cbor.write(state);
    }

    @Override
    public EntityState<?> fromBinary(byte[] bytes, String manifest) {
        return cbor.read(bytes, typeOf(manifest));
    }

    private JavaType typeOf(String manifest) {
        return switch (manifest) {
            case PROJECT -> cbor.type(new TypeReference<EntityState<Project>>() {});
            case REPOSITORY -> cbor.type(new TypeReference<EntityState<Repository>>() {});
            case USER -> cbor.type(new TypeReference<EntityState<User>>() {});
            default -> throw new IllegalArgumentException("a snapshot that this version does not know: " + manifest);
        };
    }
}
