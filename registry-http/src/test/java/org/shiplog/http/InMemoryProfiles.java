package org.shiplog.http;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.shiplog.storage.identity.UserProfile;
import org.shiplog.storage.identity.UserProfiles;

/** Profiles without a database. */
final class InMemoryProfiles implements UserProfiles {
    private final Map<Long, UserProfile> profiles = new ConcurrentHashMap<>();

    @Override
    public synchronized CompletionStage<Boolean> put(long userId, UserProfile profile) {
        boolean taken = profiles.entrySet().stream()
                .anyMatch(entry -> entry.getKey() != userId && has(entry.getValue(), profile.email()));
        if (!taken) {
            profiles.put(userId, profile);
        }
        return CompletableFuture.completedFuture(!taken);
    }

    private static boolean has(UserProfile profile, String email) {
        return !email.isEmpty() && profile.email().equalsIgnoreCase(email);
    }

    @Override
    public CompletionStage<UserProfile> find(long userId) {
        return CompletableFuture.completedFuture(of(userId));
    }

    UserProfile of(long userId) {
        return profiles.getOrDefault(userId, UserProfile.NONE);
    }

    @Override
    public CompletionStage<Void> erase(long userId) {
        profiles.remove(userId);
        return CompletableFuture.allOf();
    }

    @Override
    public CompletionStage<Boolean> isTaken(String email) {
        return CompletableFuture.completedFuture(profiles.values().stream().anyMatch(profile -> has(profile, email)));
    }
}
