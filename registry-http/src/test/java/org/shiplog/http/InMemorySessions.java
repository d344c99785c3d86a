package org.shiplog.http;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.shiplog.storage.identity.LoginSession;
import org.shiplog.storage.identity.LoginSessions;
import org.shiplog.storage.identity.SessionKey;

/** Sessions without a database. Other nodes are imitated by changing it behind the server's back. */
final class InMemorySessions implements LoginSessions {
    final Map<SessionKey, LoginSession> sessions = new ConcurrentHashMap<>();

    @Override
    public CompletionStage<Void> create(SessionKey key, LoginSession session) {
        sessions.put(key, session);
        return CompletableFuture.allOf();
    }

    @Override
    public CompletionStage<Optional<LoginSession>> find(SessionKey key) {
        return CompletableFuture.completedFuture(Optional.ofNullable(sessions.get(key)));
    }

    @Override
    public CompletionStage<Void> touch(SessionKey key, Instant usedAt, Instant expiresAt) {
        sessions.computeIfPresent(
                key,
                (_, session) ->
                        new LoginSession(session.userId(), session.username(), session.createdAt(), usedAt, expiresAt));
        return CompletableFuture.allOf();
    }

    @Override
    public CompletionStage<Void> end(SessionKey key) {
        sessions.remove(key);
        return CompletableFuture.allOf();
    }

    @Override
    public CompletionStage<Void> endAll(long userId) {
        sessions.values().removeIf(session -> session.userId() == userId);
        return CompletableFuture.allOf();
    }

    @Override
    public CompletionStage<Integer> clean(Instant expiredBy) {
        int before = sessions.size();
        sessions.values().removeIf(session -> !session.isValidAt(expiredBy));
        return CompletableFuture.completedFuture(before - sessions.size());
    }
}
