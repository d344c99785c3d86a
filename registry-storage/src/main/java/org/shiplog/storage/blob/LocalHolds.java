package org.shiplog.storage.blob;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The sessions that requests of this process hold in the ledger or are waiting for, one request each. Nothing is kept of a session
 * between requests.
 */
final class LocalHolds {
    private final ConcurrentMap<UploadId, LocalHold> holds = new ConcurrentHashMap<>();

    int count() {
        return holds.size();
    }

    /** Empty when another request has the session. Must be left, whatever happens. */
    Optional<LocalHold> enter(UploadId id) {
        LocalHold hold = new LocalHold(id);
        return holds.putIfAbsent(id, hold) == null ? Optional.of(hold) : Optional.empty();
    }

    /** Breaks off what the request that has the session streams, and completes when it left. */
    CompletionStage<Void> breakOff(UploadId id) {
        LocalHold hold = holds.get(id);
        if (hold == null) {
            return CompletableFuture.completedStage(null);
        }
        hold.breakOff();
        return hold.left;
    }

    /** What was acquired and not left. */
    Set<Segment.Key> acquired() {
        return holds.values().stream()
                .flatMap(LocalHold::acquired)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Breaks off what is streamed under a hold that was lost. */
    void lost(Segment.Key lost) {
        LocalHold hold = holds.get(lost.upload());
        if (hold != null && hold.acquired().anyMatch(lost::equals)) {
            hold.breakOff();
        }
    }

    /** A request's right to use a session in this process. */
    final class LocalHold {
        private final UploadId id;
        private final CompletableFuture<Void> brokenOff = new CompletableFuture<>();
        private final CompletableFuture<Void> left = new CompletableFuture<>();
        private volatile Segment.@Nullable Key acquired;

        private LocalHold(UploadId id) {
            this.id = id;
        }

        void acquired(Segment.Key key) {
            acquired = key;
        }

        private Stream<Segment.Key> acquired() {
            return Stream.ofNullable(acquired);
        }

        /** Completes when what is streamed for the request is not wanted any more. */
        CompletionStage<Void> brokenOff() {
            return brokenOff;
        }

        private void breakOff() {
            brokenOff.complete(null);
        }

        void leave() {
            holds.remove(id, this);
            left.complete(null);
        }
    }
}
