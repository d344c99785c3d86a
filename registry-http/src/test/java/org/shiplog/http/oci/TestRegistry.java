package org.shiplog.http.oci;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.stream.Materializer;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectEvent;
import org.shiplog.domain.project.ProjectQuery.FindProject;
import org.shiplog.domain.project.ProjectQuery.ListRepositories;
import org.shiplog.domain.project.ProjectQuery.ProjectFacts;
import org.shiplog.domain.project.ProjectQuery.RegisteredRepository;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.domain.project.ProjectRules;
import org.shiplog.domain.project.Visibility;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryEvent;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.domain.repository.RepositoryRules;

/** The distribution API over real HTTP, on the real rules, with everything below them in memory. */
final class TestRegistry implements AutoCloseable {
    static final ProjectName PROJECT = new ProjectName("team");

    final InMemoryEntities<RepositoryName, Repository, RepositoryCommand, RepositoryEvent, RepositoryRefusal>
            repositories = new InMemoryEntities<>(new RepositoryRules());
    final InMemoryEntities<ProjectName, Project, ProjectCommand, ProjectEvent, ProjectRefusal> projects =
            new InMemoryEntities<>(new ProjectRules());
    final InMemoryBlobs blobs;
    final InMemoryManifests manifests = new InMemoryManifests();

    /** Repositories that nobody may pull from. */
    final Set<RepositoryName> hidden = ConcurrentHashMap.newKeySet();

    private final ActorSystem<Void> system;
    private final ServerBinding binding;

    TestRegistry() {
        this(new OciSettings(Duration.ofSeconds(30), 1024, true), 0);
    }

    TestRegistry(OciSettings settings, int port) {
        system = ActorSystem.create(
                Behaviors.empty(),
                "oci",
                ConfigFactory.parseString(
                                """
                                pekko.http.server.parsing.max-uri-length = 16k
                                pekko.http.server.parsing.max-chunk-size = 8m
                                pekko.http.server.parsing.illegal-header-warnings = off
                                pekko.http.server.request-timeout = infinite
                                """)
                        .withFallback(ConfigFactory.load()));
        Materializer materializer = Materializer.createMaterializer(system);
        blobs = new InMemoryBlobs(materializer);
        OciPorts ports = new OciPorts(
                repositories,
                projects,
                blobs,
                blobs,
                manifests,
                (_, repository) -> CompletableFuture.completedStage(visibleGeneration(repository)),
                new RecentBlobLocations(1_000),
                (_, last, limit) -> CompletableFuture.completedStage(projects
                        .query(PROJECT, new ListRepositories(last.flatMap(RepositoryName::parse), limit))
                        .toCompletableFuture()
                        .join()
                        .stream()
                        .map(RegisteredRepository::name)
                        .toList()));
        createProject(PROJECT, 1);
        binding = new OpenDoor(new OciRoutes(ports, settings, materializer).routes(), projects).bind(system, port);
    }

    String address() {
        return OpenDoor.address(binding);
    }

    void createProject(ProjectName name, long id) {
        projects.execute(name, new ProjectCommand.CreateProject(id, "alice", Visibility.PUBLIC), provenance("create-" + id))
                .toCompletableFuture()
                .join();
    }

    Optional<Long> generation(RepositoryName repository) {
        return repository
                .project()
                .flatMap(project -> projects.query(project, new FindProject(Optional.of(repository)))
                        .toCompletableFuture()
                        .join())
                .flatMap(ProjectFacts::generation);
    }

    static Provenance provenance(String commandId) {
        return new Provenance("alice", Instant.EPOCH, "local", "test", commandId, commandId);
    }

    private Optional<Long> visibleGeneration(RepositoryName repository) {
        return hidden.contains(repository) ? Optional.empty() : generation(repository);
    }

    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }
}
