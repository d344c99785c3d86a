package org.shiplog.storage.blob;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions that this process has used, found again in the files when it has not. All methods block.
 *
 * <p>A session is known here before its files are made and until after they are removed. So whoever finds files of a
 * session that is not known has found an idle one, and a session that ends is not found in the files a second time.
 */
final class LiveSessions {
    private static final Logger LOG = LoggerFactory.getLogger(LiveSessions.class);

    private final BlobDirectory directory;
    private final ConcurrentMap<UploadId, LiveSession> sessions = new ConcurrentHashMap<>();

    LiveSessions(BlobDirectory directory) {
        this.directory = directory;
    }

    /** Whether a session can be changed now. */
    sealed interface Taken {
        record Unknown() implements Taken {}

        record Busy(long offset) implements Taken {}

        /** Held, with {@code offset} bytes in its file, until the hold is released. */
        record Held(LiveSession session, LiveSession.Hold hold, long offset) implements Taken {}
    }

    int count() {
        return sessions.size();
    }

    UploadId begin(SessionFolder.Facts facts) throws IOException {
        SessionFolder folder = directory.session(new UploadId(UUID.randomUUID()));
        LiveSession session = new LiveSession(folder, facts);
        LiveSession.Hold hold = session.hold().orElseThrow();
        sessions.put(folder.id(), session);
        try {
            folder.create(facts);
            hold.release();
            return folder.id();
        } catch (IOException e) {
            end(session, hold);
            throw e;
        }
    }

    Optional<LiveSession> find(UploadId id, String owner) throws IOException {
        return find(id).filter(session -> session.belongsTo(owner) && !session.hasEnded());
    }

    private Optional<LiveSession> find(UploadId id) throws IOException {
        LiveSession known = sessions.get(id);
        if (known != null) {
            return Optional.of(known);
        }
        SessionFolder folder = directory.session(id);
        return folder.facts().map(facts -> sessions.computeIfAbsent(id, _ -> new LiveSession(folder, facts)));
    }

    Taken take(UploadId id, String owner) throws IOException {
        Optional<LiveSession> found = find(id, owner);
        return found.isPresent() ? take(found.get()) : new Taken.Unknown();
    }

    private Taken take(LiveSession session) throws IOException {
        Optional<LiveSession.Hold> hold = session.hold();
        try {
            OptionalLong offset =
                    session.hasEnded() ? OptionalLong.empty() : session.folder().length();
            if (hold.isEmpty()) {
                return offset.isPresent() ? new Taken.Busy(offset.getAsLong()) : new Taken.Unknown();
            }
            if (offset.isEmpty()) {
                end(session, hold.get());
                return new Taken.Unknown();
            }
            return new Taken.Held(session, hold.get(), offset.getAsLong());
        } catch (IOException e) {
            hold.ifPresent(LiveSession.Hold::release);
            throw e;
        }
    }

    /**
     * Ends a session that the caller holds. When its files cannot be removed the session stays known, as ended, so that
     * it is not found in them again; expiry will try once more.
     */
    void end(LiveSession session, LiveSession.Hold hold) {
        hold.end();
        SessionFolder folder = session.folder();
        try {
            folder.remove();
            sessions.remove(folder.id(), session);
        } catch (IOException e) {
            LOG.warn("Could not remove {}; expiry will try again", folder.path(), e);
        } finally {
            hold.release();
        }
    }

    /**
     * Removes the folder if nothing was sent to it since, and no one holds the session; tells whether it was removed.
     */
    boolean expire(SessionFolder folder, Instant before) throws IOException {
        if (!isIdle(folder, before)) {
            return false;
        }
        Optional<LiveSession> session = find(folder.id());
        if (session.isEmpty()) {
            folder.remove();
            return true;
        }
        Optional<LiveSession.Hold> hold = session.get().hold();
        if (hold.isEmpty()) {
            return false;
        }
        // Looked at again: bytes may have come between the first look and the hold.
        if (isIdle(folder, before)) {
            end(session.get(), hold.get());
            return true;
        }
        hold.get().release();
        return false;
    }

    private static boolean isIdle(SessionFolder folder, Instant before) throws IOException {
        return folder.lastUsed().filter(used -> used.isBefore(before)).isPresent();
    }
}
