package org.shiplog.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.stream.Materializer;
import org.shiplog.domain.aggregate.Provenance;
import org.shiplog.domain.group.UserGroupCommand;
import org.shiplog.domain.group.UserGroupEvent;
import org.shiplog.domain.group.UserGroupRefusal;
import org.shiplog.domain.group.UserGroupRules;
import org.shiplog.domain.group.UserGroups;
import org.shiplog.domain.identity.RobotName;
import org.shiplog.domain.identity.User;
import org.shiplog.domain.identity.UserCommand;
import org.shiplog.domain.identity.UserEvent;
import org.shiplog.domain.identity.UserRefusal;
import org.shiplog.domain.identity.UserRules;
import org.shiplog.domain.identity.UserSource;
import org.shiplog.domain.identity.Username;
import org.shiplog.domain.label.LabelScope;
import org.shiplog.domain.label.Labels;
import org.shiplog.domain.label.Labels.LabelCommand;
import org.shiplog.domain.label.Labels.LabelEvent;
import org.shiplog.domain.label.Labels.LabelRefusal;
import org.shiplog.domain.login.LoginLog;
import org.shiplog.domain.login.LoginLog.LoginCommand;
import org.shiplog.domain.login.LoginLog.LoginEvent;
import org.shiplog.domain.login.LoginLog.LoginRefusal;
import org.shiplog.domain.oci.Digest;
import org.shiplog.domain.oci.DigestAlgorithm;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.CveAllowlist;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectCommand.CreateProject;
import org.shiplog.domain.project.ProjectCommand.RegisterRepository;
import org.shiplog.domain.project.ProjectEvent;
import org.shiplog.domain.project.ProjectQuery.ProjectDetails;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.domain.project.ProjectRules;
import org.shiplog.domain.project.Visibility;
import org.shiplog.domain.pull.PullLog;
import org.shiplog.domain.pull.PullLog.PullCommand;
import org.shiplog.domain.pull.PullLog.PullEvent;
import org.shiplog.domain.pull.PullLog.PullRefusal;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryCommand.LinkBlob;
import org.shiplog.domain.repository.RepositoryEvent;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.domain.repository.RepositoryRules;
import org.shiplog.domain.robot.Robot;
import org.shiplog.domain.robot.RobotCommand;
import org.shiplog.domain.robot.RobotEvent;
import org.shiplog.domain.robot.RobotRefusal;
import org.shiplog.domain.robot.RobotRules;
import org.shiplog.domain.settings.SystemSettings;
import org.shiplog.domain.settings.SystemSettings.SettingsCommand;
import org.shiplog.domain.settings.SystemSettings.SettingsEvent;
import org.shiplog.domain.settings.SystemSettings.SettingsRefusal;
import org.shiplog.http.api.ApiRoutes;
import org.shiplog.http.api.history.Horizons;
import org.shiplog.http.api.history.JournaledPast;
import org.shiplog.http.api.port.AccountPorts;
import org.shiplog.http.api.port.ApiPorts;
import org.shiplog.http.api.port.ArtifactPorts;
import org.shiplog.http.api.port.DirectoryPorts;
import org.shiplog.http.api.port.FeedPorts;
import org.shiplog.http.api.port.Health;
import org.shiplog.http.api.port.HistoryPorts;
import org.shiplog.http.api.port.ProjectPorts;
import org.shiplog.http.api.port.RegistryPorts;
import org.shiplog.http.api.port.SettingsPorts;
import org.shiplog.http.api.port.StorageVolume;
import org.shiplog.http.api.port.Visibilities;
import org.shiplog.http.api.port.WebhookPorts;
import org.shiplog.http.audit.AuditSinks;
import org.shiplog.http.auth.Accounts;
import org.shiplog.http.auth.Elsewhere;
import org.shiplog.http.auth.FormBody;
import org.shiplog.http.auth.Identity;
import org.shiplog.http.auth.LoginRecorder;
import org.shiplog.http.auth.Logins;
import org.shiplog.http.auth.Passwords;
import org.shiplog.http.auth.RecordedLogins;
import org.shiplog.http.auth.SecretChecks;
import org.shiplog.http.auth.SessionRoutes;
import org.shiplog.http.auth.Sessions;
import org.shiplog.http.auth.SigningKeys;
import org.shiplog.http.auth.TestPasswords;
import org.shiplog.http.auth.TokenSettings;
import org.shiplog.http.auth.external.Newcomers;
import org.shiplog.http.auth.external.Onboarding;
import org.shiplog.http.oci.ArtifactCopies;
import org.shiplog.http.oci.InMemoryBlobs;
import org.shiplog.http.oci.InMemoryEntities;
import org.shiplog.http.oci.InMemoryManifests;
import org.shiplog.http.oci.InMemoryQuota;
import org.shiplog.http.oci.OciPorts;
import org.shiplog.http.oci.OciRoutes;
import org.shiplog.http.oci.OciSettings;
import org.shiplog.http.oci.PullRecorder;
import org.shiplog.http.oci.QuotaGate;
import org.shiplog.http.oci.RecentBlobLocations;
import org.shiplog.http.route.ExternalUrl;
import org.shiplog.http.route.LiveRights;
import org.shiplog.http.route.Positioning;
import org.shiplog.http.route.ProjectLookup;
import org.shiplog.http.route.RequestWrites;
import org.shiplog.http.route.Route;
import org.shiplog.http.route.Router;
import org.shiplog.http.settings.LiveSettings;
import org.shiplog.http.settings.SecretSettings;
import org.shiplog.http.webhook.TargetSecrets;
import org.shiplog.projections.catalog.CatalogProject;
import org.shiplog.projections.feed.Cursors;
import org.shiplog.projections.feed.Eras;
import org.shiplog.projections.feed.EventFeed;
import org.shiplog.projections.forward.ForwardQueries;
import org.shiplog.projections.journal.JournalBell;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.storage.identity.OperatorRequests;
import org.shiplog.storage.identity.SettingSecrets;

/**
 * The whole front of the registry over real HTTP: every route, with the entities in memory and the signing keys in PostgreSQL.
 *
 * <p>There are the users {@code admin}, a system administrator, and {@code alice}, who is nothing; everybody's password is
 * {@value #PASSWORD}. There are the projects {@code open} and {@code secret}, each with the repository {@code app}.
 */
public final class TestServer implements AutoCloseable {
    public static final String PASSWORD = "correct horse";

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Of users from elsewhere: what is known of their standing is in the database that all servers of a process share. */
    private static final AtomicLong NEWCOMERS = new AtomicLong(1_000_000);

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Passwords PASSWORDS = TestPasswords.cheap();
    private static final String PASSWORD_HASH = PASSWORDS.hash(PASSWORD);

    public final InMemoryEntities<ProjectName, Project, ProjectCommand, ProjectEvent, ProjectRefusal> projects =
            new InMemoryEntities<>(new ProjectRules());
    public final InMemoryEntities<RepositoryName, Repository, RepositoryCommand, RepositoryEvent, RepositoryRefusal>
            repositories = new InMemoryEntities<>(new RepositoryRules());
    public final InMemoryEntities<Username, User, UserCommand, UserEvent, UserRefusal> users =
            new InMemoryEntities<>(new UserRules());
    public final InMemoryEntities<RobotName, Robot, RobotCommand, RobotEvent, RobotRefusal> robots =
            new InMemoryEntities<>(new RobotRules());
    public final InMemoryEntities<String, UserGroups, UserGroupCommand, UserGroupEvent, UserGroupRefusal> groups =
            new InMemoryEntities<>(new UserGroupRules());
    public final InMemoryEntities<String, SystemSettings, SettingsCommand, SettingsEvent, SettingsRefusal>
            systemSettings = new InMemoryEntities<>(new SystemSettings.Rules());
    public final InMemoryEntities<LabelScope, Labels, LabelCommand, LabelEvent, LabelRefusal> labels =
            new InMemoryEntities<>(new Labels.Rules());
    final InMemoryEntities<ProjectName, PullLog, PullCommand, PullEvent, PullRefusal> pulls =
            new InMemoryEntities<>(new PullLog.Rules());
    final InMemoryEntities<String, LoginLog, LoginCommand, LoginEvent, LoginRefusal> loginLog =
            new InMemoryEntities<>(new LoginLog.Rules());
    final InMemoryCatalog catalog = new InMemoryCatalog(projects);
    private final ProjectedArtifacts artifacts = new ProjectedArtifacts(projects, repositories, labels, pulls);
    public final TestClock clock = new TestClock();
    final SettingSecrets secrets = new SettingSecrets(TestDatabase.get(), Runnable::run, RANDOM);
    final LiveSettings settings = new LiveSettings(systemSettings, clock);
    final InMemoryProfiles profiles = new InMemoryProfiles();
    final InMemorySessions storedSessions = new InMemorySessions();
    final InMemoryJobs jobs = new InMemoryJobs();
    final TestWebhooks webhooks = new TestWebhooks(Map.of(
            "Project", projects, "Repository", repositories, "PullLog", pulls, "SystemSettings", systemSettings));
    final TestHistory history = new TestHistory(Map.of(
            "Project", projects,
            "Repository", repositories,
            "User", users,
            "Robot", robots,
            "UserGroups", groups,
            "SystemSettings", systemSettings,
            "Labels", labels,
            "Webhooks", webhooks.policies));
    private final JournalBell bell = new JournalBell();
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    final EventFeed events = new EventFeed(
            JournalReader.ofWhatIsLeft(TestDatabase.get(), history),
            bell,
            question -> blocking.execute(() -> {
                history.await();
                question.run();
            }));
    private final RequestWrites writes = new RequestWrites();
    final InMemoryManifests manifests = new InMemoryManifests();
    final InMemoryQuota storage = new InMemoryQuota();
    public final List<Route> routes = new ArrayList<>();

    /** The ids of the operations that are not there yet. */
    final Set<String> coming = new HashSet<>();

    /** How many users the settings are told of besides the first. */
    final AtomicLong otherUsers = new AtomicLong(1);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ActorSystem<Void> system;
    private final SecretChecks checks = new SecretChecks(PASSWORDS, RANDOM, clock);
    private final Sessions sessions;
    private final LoginRecorder recorder;
    private final HttpServer server;
    final InMemoryBlobs blobs;
    private final OciPorts oci;

    public TestServer(Route... more) {
        this(FeedPorts.Limits.STANDARD, more);
    }

    TestServer(FeedPorts.Limits limits, Route... more) {
        system = ActorSystem.create(
                Behaviors.empty(), "http", HttpServer.configuration().withFallback(ConfigFactory.load()));
        Accounts accounts = new Accounts(users, robots);
        AtomicLong ids = new AtomicLong(100);
        Onboarding onboarding = onboarding(ids);
        LoginsElsewhere others = new LoginsElsewhere(
                new LoginsElsewhere.Parts(accounts, storedSessions, settings, secrets, onboarding, clock), system);
        Elsewhere elsewhere = others.elsewhere();
        sessions = new Sessions(storedSessions, accounts, elsewhere.standings(), settings, RANDOM, clock);
        recorder = new LoginRecorder(loginLog, settings, clock, Materializer.createMaterializer(system));
        RecordedLogins logins = new RecordedLogins(new Logins(accounts, elsewhere, checks, settings, clock), recorder);
        ExternalUrl externalUrl = new ExternalUrl(Optional.empty());
        ProjectLookup lookup = new ProjectLookup(projects, settings);
        LiveRights rights = new LiveRights(lookup);
        Identity identity = new Identity(
                logins,
                accounts,
                sessions,
                keys(),
                new Identity.Tokens(TokenSettings.STANDARD, settings, rights, elsewhere, clock),
                new OperatorRequests(TestDatabase.get(), Runnable::run));
        Materializer materializer = Materializer.createMaterializer(system);
        routes.addAll(identity.routes());
        blobs = new InMemoryBlobs(materializer);
        FormBody forms = new FormBody(materializer);
        SessionRoutes pages = new SessionRoutes(logins, sessions, externalUrl, forms, settings, recorder);
        routes.addAll(pages.routes());
        routes.addAll(others.routes(pages, forms, externalUrl));
        HistoryPorts past = history.ports(manifests, blobs);
        oci = ociPorts(rights, past);
        routes.addAll(new OciRoutes(oci, OCI, materializer).routes());
        ApiRoutes api = new ApiRoutes(
                apiPorts(lookup, accounts, ids, others.ports(), past, feed(identity, limits)),
                externalUrl,
                clock,
                materializer);
        routes.addAll(api.routes());
        coming.addAll(api.coming());
        routes.addAll(List.of(more));
        Router router = new Router(
                routes,
                new Router.Parts(
                        identity.authentication(),
                        settings,
                        lookup,
                        catalog,
                        externalUrl,
                        "shiplog",
                        new Positioning(writes, new StillPositions())));
        server = await(
                HttpServer.start(system, new HttpServer.Endpoint("127.0.0.1", 0, Optional.empty()), router, clock));
        register("admin", true);
        register("alice", false);
        create("open", 1, Visibility.PUBLIC);
        create("secret", 2, Visibility.PRIVATE);
    }

    private static final OciSettings OCI = new OciSettings(Duration.ofSeconds(30), 1024, true);

    private static SigningKeys keys() {
        try {
            return SigningKeys.open(TestDatabase.get(), Instant::now, Runnable::run);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private OciPorts ociPorts(LiveRights rights, HistoryPorts past) {
        return new OciPorts(
                writes.noting("Repository", repositories),
                writes.noting("Project", projects),
                blobs,
                blobs,
                manifests,
                rights,
                new RecentBlobLocations(100),
                (_, _, _) -> CompletableFuture.completedFuture(List.of()),
                new QuotaGate(storage, projects, clock),
                new JournaledPast(past, new Horizons(projects), clock),
                new PullRecorder(pulls, clock, Materializer.createMaterializer(system), Duration.ofMillis(1)));
    }

    private ApiPorts apiPorts(
            ProjectLookup lookup,
            Accounts accounts,
            AtomicLong ids,
            DirectoryPorts directories,
            HistoryPorts past,
            FeedPorts feed) {
        Health health = () -> CompletableFuture.completedFuture(List.of(new Health.Component("database", true)));
        return new ApiPorts(
                writes.noting("Project", projects),
                writes.noting("Repository", repositories),
                lookup,
                new Visibilities(settings),
                _ -> CompletableFuture.completedFuture(ids.incrementAndGet()),
                catalog,
                catalog,
                health,
                new RegistryPorts(
                        settingsPorts(settings),
                        new SmallVolume(),
                        new InMemoryQuotas(projects, catalog),
                        catalog,
                        new ForwardQueries(TestDatabase.get(), Runnable::run, clock)),
                new ProjectPorts(
                        accounts, groups, labels, settings, new InMemoryDirectory(users, robots, labels, profiles)),
                new ArtifactPorts(
                        artifacts.catalog(),
                        manifests,
                        blobs,
                        new ArtifactCopies(oci, artifacts.catalog()::accelerators)),
                new AccountPorts(profiles, sessions, checks, RANDOM, catalog),
                directories,
                new SamePast(projects, users, robots),
                past,
                jobs.ports(),
                new WebhookPorts(webhooks.policies, new TargetSecrets(secrets), webhooks),
                history.ledger(),
                feed);
    }

    private FeedPorts feed(Identity identity, FeedPorts.Limits limits) {
        try {
            return new FeedPorts(
                    events,
                    Cursors.open(TestDatabase.get()),
                    new Eras(TestDatabase.get(), Runnable::run),
                    identity.presence(),
                    limits);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets those who follow events know that there may be some. */
    public void tell() {
        history.await();
        bell.ring();
    }

    private Onboarding onboarding(AtomicLong ids) {
        Supplier<CompletionStage<Long>> user = () -> CompletableFuture.completedFuture(NEWCOMERS.incrementAndGet());
        Supplier<CompletionStage<Long>> group = () -> CompletableFuture.completedFuture(ids.incrementAndGet());
        return new Onboarding(new Newcomers(users, groups, profiles, user, group), clock);
    }

    private SettingsPorts settingsPorts(LiveSettings settings) {
        return new SettingsPorts(
                systemSettings,
                settings,
                new SecretSettings(secrets),
                () -> CompletableFuture.completedFuture(otherUsers.get()),
                new AuditSinks(system, blocking, "test.example.org"));
    }

    private static final class SmallVolume implements StorageVolume {
        @Override
        public String provider() {
            return "filesystem";
        }

        @Override
        public CompletionStage<Space> space() {
            return CompletableFuture.completedFuture(new Space(1_000, 400));
        }
    }

    /** The first one is the administrator whom every registry has. */
    public void register(String name, boolean administrator) {
        await(users.execute(
                new Username(name),
                new UserCommand.RegisterUser(
                        lastUser.incrementAndGet(), UserSource.DATABASE, PASSWORD_HASH, administrator),
                provenance()));
    }

    private final AtomicLong lastUser = new AtomicLong();

    /** Changes a setting, as if that was known everywhere already. */
    public void set(String key, String value) {
        await(systemSettings.execute(
                SystemSettings.ENTITY,
                new SettingsCommand.ChangeSettings(Map.of(key, Optional.of(value))),
                provenance()));
        await(settings.refresh());
    }

    public void create(String name, long id, Visibility visibility) {
        await(projects.execute(new ProjectName(name), new CreateProject(id, "admin", visibility), provenance()));
        RepositoryName repository = new RepositoryName(name + "/app");
        await(projects.execute(new ProjectName(name), new RegisterRepository(repository), provenance()));
        Digest blob = DigestAlgorithm.SHA256.digestOf(new byte[] {1});
        await(repositories.execute(repository, new LinkBlob(1, blob, 1), provenance()));
    }

    /** Puts a project into the catalogue. */
    void list(String name, long id, Visibility visibility) {
        catalog.projects.add(new CatalogProject(
                id,
                new ProjectName(name),
                visibility,
                "admin",
                Instant.EPOCH,
                Instant.EPOCH,
                1,
                new ProjectDetails(Map.of(), Project.UNLIMITED, CveAllowlist.NONE),
                Set.of()));
    }

    public static Provenance provenance() {
        return new Provenance(
                "test", Instant.EPOCH, "local", "", "", UUID.randomUUID().toString());
    }

    public static String basic(String username, String password) {
        return "Basic "
                + Base64.getEncoder().encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    public static String admin() {
        return basic("admin", PASSWORD);
    }

    public static String alice() {
        return basic("alice", PASSWORD);
    }

    /** A token as the service issues it to the user, or to nobody. */
    public String token(Optional<String> authorization, String... scopes) {
        StringBuilder path = new StringBuilder("/service/token?service=shiplog");
        for (String scope : scopes) {
            path.append("&scope=").append(scope);
        }
        HttpResponse<String> response = authorization.isPresent()
                ? get(path.toString(), "Authorization", authorization.get())
                : get(path.toString());
        return "Bearer " + json(response).get("token").asText();
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    public HttpResponse<String> send(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address() + path))
                .timeout(Duration.ofSeconds(30))
                .method(method, body);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> sendJson(String method, String path, String json, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", "application/json"));
        return send(method, path, BodyPublishers.ofString(json), all.toArray(String[]::new));
    }

    public String address() {
        return "http://127.0.0.1:" + server.address().getPort();
    }

    public int port() {
        return server.address().getPort();
    }

    HttpServer server() {
        return server;
    }

    public static JsonNode json(HttpResponse<String> response) {
        return parse(response.body());
    }

    static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The status and the first error's code, {@code 401 UNAUTHORIZED}. */
    public static String error(HttpResponse<String> response) {
        return response.statusCode() + " " + json(response).at("/errors/0/code").asText();
    }

    public static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    public static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        events.close();
        client.close();
        checks.close();
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
        blocking.close();
    }
}
