package org.shiplog.http.api.event;

import static java.util.concurrent.CompletableFuture.completedFuture;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.CompletionStage;
import org.shiplog.domain.aggregate.EntityUnavailableException;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.http.api.port.HistoryPorts;
import org.shiplog.projections.feed.Eras;
import org.shiplog.projections.journal.JournalOffset;

/** Remembers where projects begin, which never changes. */
final class ProjectEras {
    private static final int REMEMBERED = 10_000;

    private final Eras eras;
    private final HistoryPorts.Fresh fresh;
    private final AsyncCache<Key, JournalOffset> known =
            Caffeine.newBuilder().maximumSize(REMEMBERED).buildAsync();

    ProjectEras(Eras eras, HistoryPorts.Fresh fresh) {
        this.eras = eras;
        this.fresh = fresh;
    }

    private record Key(ProjectName name, long projectId) {}

    /** Fails when the history does not come to know of the project soon. */
    CompletionStage<JournalOffset> begin(ProjectName name, long projectId) {
        return known.get(new Key(name, projectId), (key, _) -> find(key).toCompletableFuture());
    }

    private CompletionStage<JournalOffset> find(Key key) {
        return eras.begin(key.name(), key.projectId())
                .thenCompose(begin -> begin.isPresent()
                        ? completedFuture(begin)
                        : fresh.await().thenCompose(_ -> eras.begin(key.name(), key.projectId())))
                .thenApply(begin -> begin.orElseThrow(
                        () -> new EntityUnavailableException("the history does not know of a project yet")));
    }
}
