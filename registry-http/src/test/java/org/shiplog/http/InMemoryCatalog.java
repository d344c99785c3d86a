package org.shiplog.http;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.identity.Principal;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.Member;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectEvent;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.domain.project.Visibility;
import org.shiplog.http.api.port.AuditTrail;
import org.shiplog.http.api.port.CatalogSearch;
import org.shiplog.http.api.port.ProjectCatalog;
import org.shiplog.http.oci.InMemoryEntities;
import org.shiplog.http.route.ProjectDirectory;
import org.shiplog.projections.audit.AuditPage;
import org.shiplog.projections.audit.AuditRow;
import org.shiplog.projections.audit.AuditScope;
import org.shiplog.projections.catalog.CatalogCounts;
import org.shiplog.projections.catalog.CatalogProject;
import org.shiplog.projections.catalog.CatalogRepository;
import org.shiplog.projections.catalog.ProjectSearch;
import org.shiplog.projections.catalog.Visible;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;

/** Read models of what the entities know, with rows for lists that a test fills by hand. Filters by visibility and cuts pages; the rest is the real read models' own test. */
final class InMemoryCatalog implements ProjectCatalog, ProjectDirectory, AuditTrail, CatalogSearch {
    private final InMemoryEntities<ProjectName, Project, ProjectCommand, ProjectEvent, ProjectRefusal> entities;
    final List<CatalogProject> projects = new CopyOnWriteArrayList<>();
    final List<CatalogRepository> repositories = new CopyOnWriteArrayList<>();
    final List<AuditRow> acts = new CopyOnWriteArrayList<>();

    InMemoryCatalog(InMemoryEntities<ProjectName, Project, ProjectCommand, ProjectEvent, ProjectRefusal> entities) {
        this.entities = entities;
    }
    /** What was asked of the log. */
    final List<AuditScope> scopes = new CopyOnWriteArrayList<>();

    @Override
    public CompletionStage<Listing<CatalogProject>> projects(ProjectSearch search) {
        return CompletableFuture.completedFuture(cut(
                projects.stream()
                        .filter(project ->
                                search.visible() instanceof Visible.All || project.visibility() == Visibility.PUBLIC)
                        .filter(project -> search.name().isEmpty()
                                || project.name().value().contains(search.name().get()))
                        .filter(project -> search.visibility().isEmpty()
                                || search.visibility().get() == project.visibility())
                        .toList(),
                search.list()));
    }

    @Override
    public CompletionStage<Optional<CatalogProject>> project(ProjectName name) {
        return CompletableFuture.completedFuture(
                projects.stream().filter(project -> project.name().equals(name)).findFirst());
    }

    /** By the rows, or else by the entities. */
    @Override
    public CompletionStage<Optional<ProjectName>> nameOf(long projectId) {
        return CompletableFuture.completedFuture(projects.stream()
                .filter(project -> project.projectId() == projectId)
                .map(CatalogProject::name)
                .findFirst()
                .or(() -> entities.known().stream()
                        .filter(name -> state(name).projectId() == projectId)
                        .findFirst()));
    }

    @Override
    public CompletionStage<Map<Role, Long>> memberCounts(ProjectName project) {
        Map<Role, Long> counts = new EnumMap<>(Role.class);
        state(project).members().forEach((_, member) -> counts.merge(member.role(), 1L, Long::sum));
        return CompletableFuture.completedFuture(counts);
    }

    /** In person only. */
    @Override
    public CompletionStage<Boolean> administersAny(Principal.Person person) {
        boolean[] found = new boolean[1];
        entities.known()
                .forEach(name -> state(name)
                        .members()
                        .forEach((_, member) -> found[0] |= member.kind() == Member.Kind.USER
                                && member.subjectId() == person.userId()
                                && member.role() == Role.PROJECT_ADMIN));
        return CompletableFuture.completedFuture(found[0]);
    }

    private Project state(ProjectName name) {
        return entities.query(name, project -> project).toCompletableFuture().join();
    }

    @Override
    public CompletionStage<Listing<AuditRow>> page(AuditScope scope, ListQuery query) {
        scopes.add(scope);
        return CompletableFuture.completedFuture(cut(
                acts.stream()
                        .filter(act -> scope instanceof AuditScope.Everything
                                || scope instanceof AuditScope.Within(ProjectName project)
                                        && act.project().equals(Optional.of(project.value())))
                        .toList(),
                query));
    }

    @Override
    public CompletionStage<AuditPage.Found> records(AuditScope scope, AuditPage page) {
        scopes.add(scope);
        Comparator<AuditRow> order = Comparator.comparing(AuditRow::at).thenComparing(AuditRow::id);
        Comparator<AuditRow> asked = page.newestFirst() ? order.reversed() : order;
        return CompletableFuture.completedFuture(page.cut(acts.stream()
                .filter(_ -> scope instanceof AuditScope.Everything)
                .sorted(asked)
                .dropWhile(act -> page.after()
                        .filter(after -> page.newestFirst()
                                ? !act.at().isBefore(after.at()) && act.id() >= after.id()
                                : !act.at().isAfter(after.at()) && act.id() <= after.id())
                        .isPresent())
                .limit(page.limit() + 1L)
                .toList()));
    }

    @Override
    public CompletionStage<List<CatalogRepository>> repositories(Visible visible, String part, int limit) {
        return CompletableFuture.completedFuture(repositories.stream()
                .filter(repository -> visible instanceof Visible.All || repository.isPublic())
                .filter(repository -> repository.name().value().contains(part))
                .limit(limit)
                .toList());
    }

    @Override
    public CompletionStage<CatalogCounts> counts(Visible visible) {
        boolean all = visible instanceof Visible.All;
        long publicProjects = projects.stream()
                .filter(project -> project.visibility() == Visibility.PUBLIC)
                .count();
        long publicRepositories =
                repositories.stream().filter(CatalogRepository::isPublic).count();
        return CompletableFuture.completedFuture(new CatalogCounts(
                publicProjects,
                all ? projects.size() - publicProjects : 0,
                publicRepositories,
                all ? repositories.size() - publicRepositories : 0,
                12_345));
    }

    private static <T> Listing<T> cut(List<T> rows, ListQuery query) {
        return new Listing.Page<>(
                rows.stream().skip(query.offset()).limit(query.pageSize()).toList(), rows.size());
    }
}
