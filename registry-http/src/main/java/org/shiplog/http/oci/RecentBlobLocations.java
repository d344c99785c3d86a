package org.shiplog.http.oci;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.RepositoryName;

/** Remembers in memory where blobs came in through this node, at most a given number of them. */
public final class RecentBlobLocations implements BlobLocations {
    /** The most repositories remembered for one blob; each is a lookup in the worst case. */
    static final int PER_BLOB = 4;

    private final Cache<Digest, List<RepositoryName>> locations;

    public RecentBlobLocations(long maxBlobs) {
        this.locations = Caffeine.newBuilder().maximumSize(maxBlobs).build();
    }

    @Override
    public CompletionStage<List<RepositoryName>> candidates(Digest digest) {
        List<RepositoryName> known = locations.getIfPresent(digest);
        return CompletableFuture.completedStage(known == null ? List.of() : known);
    }

    @Override
    public void arrived(Digest digest, RepositoryName repository) {
        locations
                .asMap()
                .merge(
                        digest,
                        List.of(repository),
                        (known, latest) -> Stream.concat(latest.stream(), known.stream())
                                .distinct()
                                .limit(PER_BLOB)
                                .toList());
    }
}
