package org.shiplog.storage.blob;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.stream.SystemMaterializer;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;

/** Upload sessions that any node can carry on: the {@link UploadProtocol} in an actor system, with bytes that come in streams. */
public final class LedgeredUploadSessions implements UploadSessions {
    private final UploadProtocol<Source<ByteString, ?>> protocol;

    private LedgeredUploadSessions(UploadProtocol<Source<ByteString, ?>> protocol) {
        this.protocol = protocol;
    }

    /** Renews what it holds until the system ends. */
    public static LedgeredUploadSessions start(
            UploadLedger ledger, StagingArea staging, ClassicActorSystemProvider provider) {
        ActorSystem system = provider.classicSystem();
        var protocol = new UploadProtocol<>(
                ledger,
                new StreamedBytes(staging, SystemMaterializer.get(provider).materializer()),
                (delay, task) -> system.scheduler().scheduleOnce(delay, task, system.dispatcher()),
                () -> new UploadId(UUID.randomUUID()));
        protocol.startRenewing();
        return new LedgeredUploadSessions(protocol);
    }

    /** How many requests of this process are changing a session, or wait for one. */
    public int running() {
        return protocol.running();
    }

    @Override
    public CompletionStage<UploadId> begin(String owner, DigestAlgorithm algorithm) {
        return protocol.begin(owner, algorithm);
    }

    @Override
    public CompletionStage<Optional<Long>> offset(UploadId id, String owner) {
        return protocol.offset(id, owner);
    }

    @Override
    public CompletionStage<AppendResult> append(UploadId id, String owner, UploadChunk<Source<ByteString, ?>> chunk) {
        return protocol.append(id, owner, chunk);
    }

    @Override
    public CompletionStage<CommitResult> commit(UploadId id, String owner, Digest digest) {
        return protocol.commit(id, owner, digest);
    }

    @Override
    public CompletionStage<CommitResult> complete(
            UploadId id, String owner, UploadChunk<Source<ByteString, ?>> chunk, Digest digest) {
        return protocol.complete(id, owner, chunk, digest);
    }

    @Override
    public CompletionStage<CommitResult> upload(String owner, UploadChunk<Source<ByteString, ?>> chunk, Digest digest) {
        return protocol.upload(owner, chunk, digest);
    }

    @Override
    public CompletionStage<Boolean> cancel(UploadId id, String owner) {
        return protocol.cancel(id, owner);
    }

    @Override
    public CompletionStage<Integer> expire(Duration idle) {
        return protocol.expire(idle);
    }
}
