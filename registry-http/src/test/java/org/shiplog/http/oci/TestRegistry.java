package org.shiplog.http.oci;

import com.typesafe.config.ConfigFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
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
import org.shiplog.domain.pull.PullLog;
import org.shiplog.domain.pull.PullLog.PullCommand;
import org.shiplog.domain.pull.PullLog.PullEvent;
import org.shiplog.domain.pull.PullLog.PullRefusal;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryEvent;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.domain.repository.RepositoryRules;
import org.shiplog.http.HttpServer;
import org.shiplog.http.StillPositions;
import org.shiplog.http.route.ExternalUrl;
import org.shiplog.http.route.Positioning;
import org.shiplog.http.route.ProjectLookup;
import org.shiplog.http.route.RequestWrites;
import org.shiplog.http.route.Route;
import org.shiplog.http.route.Router;

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

    final InMemoryQuota quota = new InMemoryQuota();
    final InMemoryEntities<ProjectName, PullLog, PullCommand, PullEvent, PullRefusal> pulls =
            new InMemoryEntities<>(new PullLog.Rules());

    final OciPorts ports;

    private final ActorSystem<Void> system;
    private final HttpServer server;

    TestRegistry() {
        this(new OciSettings(Duration.ofSeconds(30), 1024, true));
    }

    TestRegistry(OciSettings settings) {
        system = ActorSystem.create(
                Behaviors.empty(), "oci", HttpServer.configuration().withFallback(ConfigFactory.load()));
        Materializer materializer = Materializer.createMaterializer(system);
        blobs = new InMemoryBlobs(materializer);
        ports = new OciPorts(
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
                        .toList()),
                new QuotaGate(quota, projects, InstantSource.system()),
                new NoPast(),
                new PullRecorder(pulls, InstantSource.system(), materializer, Duration.ofMillis(1)));
        createProject(PROJECT, 1);
        server = serve(new OciRoutes(ports, settings, materializer).routes());
    }

    /** Another server of the same registry, which ends with it. */
    HttpServer serve(List<Route> routes) {
        OpenDoors doors = new OpenDoors();
        Router router = new Router(
                routes,
                new Router.Parts(
                        doors,
                        doors,
                        new ProjectLookup(projects, doors),
                        OpenDoors::noDirectory,
                        new ExternalUrl(Optional.empty()),
                        "test",
                        new Positioning(new RequestWrites(), new StillPositions())));
        HttpServer.Endpoint anyPort = new HttpServer.Endpoint("127.0.0.1", 0, Optional.empty());
        return HttpServer.start(system, anyPort, router, Clock.systemUTC())
                .toCompletableFuture()
                .join();
    }

    String address() {
        return address(server);
    }

    static String address(HttpServer server) {
        return "http://127.0.0.1:" + server.address().getPort();
    }

    int port() {
        return server.address().getPort();
    }

    void createProject(ProjectName name, long id) {
        projects.execute(
                        name,
                        new ProjectCommand.CreateProject(id, "alice", Visibility.PUBLIC),
                        provenance("create-" + id))
                .toCompletableFuture()
                .join();
    }

    Optional<Long> generation(RepositoryName repository) {
        return repository
                .project()
                .flatMap(project -> projects.query(project, new FindProject(Optional.of(repository), Optional.empty()))
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
