package org.shiplog.cluster.simulation;

import java.time.Instant;
import org.shiplog.cluster.entity.EntityReply;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.project.ProjectCommand.CreateProject;
import org.shiplog.domain.project.Visibility;

/** Creates the project that all repositories of a world are in. */
final class FirstProject {
    private final World world;

    FirstProject(World world) {
        this.world = world;
    }

    /** Tries until it is done, then goes on. */
    void create(Runnable next) {
        SimulatedNode node = world.chance().oneOf(world.nodes());
        if (!node.isUp()) {
            world.in(Chance.SECOND, () -> create(next));
            return;
        }
        Provenance provenance = new Provenance("admin", Instant.EPOCH, "local", "", "r", "first");
        boolean[] over = {false};
        Timeline.Entry retry = world.in(12 * Chance.SECOND, () -> {
            over[0] = true;
            create(next);
        });
        node.run(
                node.incarnation(),
                () -> node.execute(
                                EntityAddress.of(World.PROJECT),
                                new CreateProject(1, "admin", Visibility.PUBLIC),
                                provenance)
                        .whenComplete((answered, failure) -> {
                            if (!over[0] && failure == null && !(answered.reply() instanceof EntityReply.Unavailable)) {
                                retry.callOff();
                                world.invariants()
                                        .of(EntityAddress.of(World.PROJECT))
                                        .observed(answered.position());
                                next.run();
                            }
                        }));
    }
}
