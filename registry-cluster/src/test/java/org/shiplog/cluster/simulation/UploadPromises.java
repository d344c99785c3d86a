package org.shiplog.cluster.simulation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.shiplog.cluster.simulation.UploadTable.Session;
import org.shiplog.domain.oci.Digest;
import org.shiplog.storage.blob.UploadId;

/**
 * What is promised of upload sessions. An owner names what is being uploaded, so it is known which bytes a session may have. A session
 * whose end has taken effect may be brought back by a crash of the database; nothing is promised of it then.
 */
final class UploadPromises {
    private final World world;
    private final Map<String, byte[]> contents = new HashMap<>();
    private final Map<UploadId, Long> acknowledged = new LinkedHashMap<>();
    private final Map<UploadId, Session> looked = new HashMap<>();
    private final Set<UploadId> ended = new HashSet<>();

    UploadPromises(World world) {
        this.world = world;
    }

    /** Sessions of the owner are for these bytes, or a part from their start. */
    void intended(String owner, byte[] content) {
        contents.put(owner, content);
    }

    /** A client has heard how far its session is. */
    void acknowledged(UploadId id, long offset) {
        long before = acknowledged.getOrDefault(id, 0L);
        Violation.unless(
                offset >= before || ended.contains(id),
                "upload " + id + " is at " + offset + " after " + before + " was acknowledged");
        acknowledged.merge(id, offset, Math::max);
    }

    /** The end of the session has taken effect, whoever hears of it. */
    void ended(UploadId id) {
        ended.add(id);
    }

    /** A client was told that there is no such session. */
    void unknown(UploadId id) {
        Violation.unless(ended.contains(id), "upload " + id + " is unknown though it never ended");
    }

    /** A client was told how far a session is whose end it had heard of, asked for when the database had crashed so often. */
    void cameBack(UploadId id, long crashesBefore) {
        Violation.unless(
                crashesBefore < world.database().crashes(), "upload " + id + " is there again though it has ended");
    }

    /** A client was told that the blob is there. */
    void committed(Digest digest, byte[] content, long size) {
        byte @Nullable [] stored = world.blobs().get(digest);
        Violation.unless(
                stored != null && size == content.length && Arrays.equals(stored, content),
                "the blob " + digest + " was acknowledged and is not in the store");
    }

    /** Every session has its acknowledged bytes, in order, and in the store. */
    void check() {
        Map<UploadId, Session> sessions = world.uploads().table().sessions();
        for (UploadId id : acknowledged.keySet()) {
            Violation.unless(
                    ended.contains(id) || sessions.containsKey(id),
                    "upload " + id + " is gone with " + acknowledged.get(id) + " acknowledged bytes");
        }
        sessions.forEach((id, session) -> {
            if (!ended.contains(id) && looked.put(id, session) != session) {
                check(id, session);
            }
        });
    }

    private void check(UploadId id, Session session) {
        Violation.unless(
                session.offset() >= acknowledged.getOrDefault(id, 0L),
                "upload " + id + " has " + session.offset() + " bytes and " + acknowledged.get(id)
                        + " were acknowledged");
        Optional<byte[]> bytes = world.uploads().files().read(session.segments());
        Violation.unless(bytes.isPresent(), "bytes of upload " + id + " are recorded and not in the store");
        byte[] content = contents.get(session.owner());
        byte[] have = bytes.get();
        Violation.unless(
                have.length <= content.length && Arrays.equals(have, Arrays.copyOf(content, have.length)),
                "upload " + id + " has other bytes than were sent, or in another order");
    }
}
