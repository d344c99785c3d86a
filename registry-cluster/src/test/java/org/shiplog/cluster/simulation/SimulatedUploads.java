package org.shiplog.cluster.simulation;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.UUID;
import org.shiplog.storage.blob.UploadId;
import org.shiplog.storage.blob.UploadProtocol;

/** What all nodes share of uploads, and what is promised of them. */
final class SimulatedUploads {
    /** Shorter than in truth, so that sessions expire while a world lasts. */
    static final Duration IDLE = Duration.ofSeconds(40);

    private final World world;
    private final UploadTable table;
    private final StagedFiles files = new StagedFiles();
    private final UploadPromises promises;

    SimulatedUploads(World world) {
        this.world = world;
        this.table = new UploadTable(world);
        this.promises = new UploadPromises(world);
    }

    /** The project's own logic for one process, over the simulated database and store. */
    UploadProtocol<SimulatedBody> start(SimulatedNode node) {
        UploadProtocol<SimulatedBody> protocol = new UploadProtocol<>(
                new SimulatedLedger(world, node),
                new SimulatedStaging(world, node),
                (delay, task) -> {
                    if (!world.isAtRest()) {
                        node.in(delay.toNanos() / 1_000, task);
                    }
                },
                this::newName);
        protocol.startRenewing();
        return protocol;
    }

    private UploadId newName() {
        ByteBuffer bits = ByteBuffer.wrap(world.chance().bytes(2 * Long.BYTES));
        return new UploadId(new UUID(bits.getLong(), bits.getLong()));
    }

    UploadTable table() {
        return table;
    }

    StagedFiles files() {
        return files;
    }

    UploadPromises promises() {
        return promises;
    }
}
