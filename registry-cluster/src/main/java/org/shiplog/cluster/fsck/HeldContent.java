package org.shiplog.cluster.fsck;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.shiplog.domain.repository.Repository;
import org.shiplog.projections.holding.Holding;
import org.shiplog.storage.inspect.Fault;
import org.shiplog.storage.inspect.StoredContent;

/** Looks at what repositories hold, some of it at a time. */
public record HeldContent(StoredContent content) {
    /** How many blobs are read at the same time. */
    private static final int AT_A_TIME = 4;

    record Look(Holding holding, Optional<Fault> fault) {}

    /** Those of them with which something is wrong. Blocks until all were read. */
    List<Look> faulty(List<Holding> holdings) {
        return Source.from(holdings)
                .mapAsync(AT_A_TIME, this::look)
                .filter(look -> look.fault().isPresent())
                .runWith(Sink.seq(), content.system())
                .toCompletableFuture()
                .join();
    }

    private CompletionStage<Look> look(Holding holding) {
        return (holding.manifest()
                        ? content.faultOfManifest(holding.digest(), holding.size())
                        : content.faultOfBlob(holding.digest(), holding.size()))
                .thenApply(fault -> new Look(holding, fault));
    }

    /** Everything that one repository holds. Blocks until it was read. */
    public void check(Repository repository, BiConsumer<Holding, Fault> found) {
        List<Holding> holdings = new ArrayList<>();
        repository.blobs().forEach((digest, blob) -> holdings.add(new Holding(digest, false, blob.size())));
        repository.manifests().forEach((digest, manifest) -> holdings.add(new Holding(digest, true, manifest.size())));
        faulty(holdings)
                .forEach(look -> found.accept(look.holding(), look.fault().orElseThrow()));
    }
}
