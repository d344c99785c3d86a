package org.shiplog.http.oci;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.ProjectName;

/** Keeps every reservation that is not given back. */
public final class InMemoryQuota implements StorageQuota {
    private final Map<ProjectName, Map<Digest, Long>> reserved = new HashMap<>();
    private int asked;

    @Override
    public synchronized CompletionStage<Room> reserve(Demand demand, long limit) {
        asked++;
        Map<Digest, Long> held = held(demand.project());
        long taken = sum(held);
        if (!held.containsKey(demand.digest()) && taken + demand.bytes() > limit) {
            return CompletableFuture.completedStage(new Room(false, taken));
        }
        Long before = held.put(demand.digest(), demand.bytes());
        return CompletableFuture.completedStage(new Room(true, before == null ? taken : taken - before));
    }

    @Override
    public synchronized CompletionStage<Void> release(Demand demand) {
        held(demand.project()).remove(demand.digest());
        return CompletableFuture.completedStage(null);
    }

    @Override
    public synchronized CompletionStage<Long> taken(ProjectName project) {
        asked++;
        return CompletableFuture.completedStage(sum(held(project)));
    }

    /** How often anybody asked. */
    synchronized int asked() {
        return asked;
    }

    public synchronized long sum(ProjectName project) {
        return sum(held(project));
    }

    private Map<Digest, Long> held(ProjectName project) {
        return reserved.computeIfAbsent(project, _ -> new HashMap<>());
    }

    private static long sum(Map<Digest, Long> held) {
        return held.values().stream().mapToLong(Long::longValue).sum();
    }
}
