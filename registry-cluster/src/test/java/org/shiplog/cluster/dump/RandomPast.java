package org.shiplog.cluster.dump;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.shiplog.cluster.entity.EntityKind;
import org.shiplog.cluster.entity.EntityState;
import org.shiplog.domain.aggregate.Aggregate;
import org.shiplog.domain.aggregate.Decision;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.aggregate.Recorded;
import org.shiplog.domain.oci.BlobReference;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.domain.oci.MediaType;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.oci.Tag;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectCommand.CreateProject;
import org.shiplog.domain.project.ProjectCommand.RegisterRepository;
import org.shiplog.domain.project.ProjectCommand.RemoveRepository;
import org.shiplog.domain.project.Visibility;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryCommand.ManifestFacts;

/** What people did at random to one repository of a project of its own, and to another one beside it. */
final class RandomPast {
    private final Random random;
    private final JournalOfTest journal;
    private final RepositoryName name;
    private EntityState<Project> project = EntityState.initial(EntityKind.PROJECT.aggregate());
    private EntityState<Repository> repository = EntityState.initial(EntityKind.REPOSITORY.aggregate());
    private long second;
    private long lastNumber;

    RandomPast(long seed, JournalOfTest journal, RepositoryName name) {
        this.random = new Random(seed);
        this.journal = journal;
        this.name = name;
    }

    /** A project is created and nothing else. */
    void createProject() {
        onProject(new CreateProject(random.nextInt(1, 1_000), "alice", Visibility.PUBLIC));
    }

    void happen(int steps) {
        createProject();
        onProject(new RegisterRepository(new RepositoryName(name.project().orElseThrow() + "/beside")));
        for (int step = 0; step < steps; step++) {
            Long generation = project.state().repositories().get(name);
            if (generation == null) {
                onProject(new RegisterRepository(name));
            } else if (repository.state().retired() && repository.state().generation() == generation) {
                onProject(new RemoveRepository(name, generation));
            } else {
                onRepository(command(generation));
            }
        }
    }

    private RepositoryCommand command(long generation) {
        Digest blob = digest(random.nextInt(5));
        Digest manifest = digest(100 + random.nextInt(5));
        Tag tag = new Tag("v" + random.nextInt(4));
        return switch (random.nextInt(12)) {
            case 0, 1 -> new RepositoryCommand.LinkBlob(generation, blob, 7);
            case 2 -> new RepositoryCommand.MountBlob(generation, blob, 7, new RepositoryName("else/where"));
            case 3 -> new RepositoryCommand.DeleteBlob(generation, blob);
            case 4 -> new RepositoryCommand.DeleteManifest(generation, manifest);
            case 5 -> new RepositoryCommand.DeleteTag(generation, tag);
            case 6 -> new RepositoryCommand.LabelArtifact(generation, manifest, random.nextInt(3));
            case 7 ->
                new RepositoryCommand.DescribeRepository(generation, "\"quoted\"\n\u2028 ünï " + random.nextInt());
            case 8 ->
                random.nextInt(3) == 0
                        ? new RepositoryCommand.RetireRepository(generation)
                        : new RepositoryCommand.TagManifest(generation, manifest, tag);
            default -> new RepositoryCommand.PushManifest(generation, facts(manifest), List.of(tag));
        };
    }

    private ManifestFacts facts(Digest digest) {
        Digest blob = digest(digest.hashCode() & 3);
        return new ManifestFacts(
                digest,
                MediaType.OCI_MANIFEST,
                412,
                random.nextBoolean() ? List.of(new BlobReference(blob, 7)) : List.of(),
                random.nextBoolean() ? Optional.of(digest(100)) : Optional.empty(),
                "application/vnd.example",
                "application/vnd.config",
                random.nextBoolean() ? List.of(digest(101)) : List.of());
    }

    private static Digest digest(int number) {
        return DigestAlgorithm.SHA256.digestOf(new byte[] {(byte) number});
    }

    private void onProject(ProjectCommand command) {
        project = run(EntityKind.PROJECT, name.project().orElseThrow().value(), project, command);
    }

    private void onRepository(RepositoryCommand command) {
        repository = run(EntityKind.REPOSITORY, name.value(), repository, command);
    }

    private <S, C, E, F> EntityState<S> run(EntityKind<S, C, E, F> kind, String id, EntityState<S> state, C command) {
        Aggregate<S, C, E, F> rules = kind.aggregate();
        List<E> events = switch (rules.decide(state.state(), command)) {
            case Decision.Accepted<E, F>(List<E> accepted) -> accepted;
            case Decision.Refused<E, F> _ -> List.of();
        };
        EntityState<S> after = state;
        Provenance provenance = provenance();
        List<Recorded<?>> recorded = new ArrayList<>();
        for (E event : events) {
            Recorded<E> one = new Recorded<>(event, provenance);
            recorded.add(one);
            after = after.with(rules, one);
        }
        if (!recorded.isEmpty()) {
            lastNumber = journal.append(kind.name() + "|" + id, state.position(), recorded);
        }
        return after;
    }

    private Provenance provenance() {
        second += random.nextInt(3);
        Provenance by = new Provenance(
                "robot$team+ci",
                Instant.parse("2026-11-01T00:00:00.000001Z").plusSeconds(second),
                "192.0.2.7",
                "docker/27 \"x\"",
                "request" + random.nextInt(),
                "command" + random.nextLong());
        return lastNumber > 0 && random.nextInt(5) == 0 ? by.undoing(lastNumber) : by;
    }
}
