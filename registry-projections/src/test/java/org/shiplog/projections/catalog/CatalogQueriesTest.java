package org.shiplog.projections.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.access.RepositoryGlob;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.Member;
import org.shiplog.domain.project.ProjectEvent.MemberAdded;
import org.shiplog.domain.project.ProjectEvent.ProjectCreated;
import org.shiplog.domain.project.ProjectEvent.ProjectDeleted;
import org.shiplog.domain.project.ProjectEvent.VisibilityChanged;
import org.shiplog.domain.project.Visibility;
import org.shiplog.domain.repository.RepositoryEvent.ManifestDeleted;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryCreated;
import org.shiplog.domain.repository.RepositoryEvent.RepositoryRetired;
import org.shiplog.projections.fixture.Samples;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.SliceRange;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.ListQuery.Parsed;
import org.shiplog.projections.query.Listing;

@ExtendWith(TestDatabase.Provider.class)
class CatalogQueriesTest {
    private static final Visible ALL = new Visible.All();

    private TestDatabase database;
    private TestJournal journal;
    private CatalogQueries queries;

    @BeforeEach
    void fill(TestDatabase fresh) throws Exception {
        database = fresh;
        journal = new TestJournal(database.pool());
        queries = new CatalogQueries(database.pool(), Runnable::run);
        journal.append("Project|library", new ProjectCreated(1, "admin", Visibility.PUBLIC));
        journal.append(
                "Project|secret",
                new ProjectCreated(2, "alice", Visibility.PRIVATE),
                new MemberAdded(Member.of(1, Member.Kind.USER, 10, "alice", Role.GUEST)),
                new MemberAdded(Member.of(2, Member.Kind.GROUP, 20, "builders", Role.GUEST)),
                new MemberAdded(new Member(
                        3, Member.Kind.USER, 11, "bob", Role.GUEST, List.of(new RepositoryGlob("y")), List.of())));
        journal.append(
                "Project|turned",
                new ProjectCreated(3, "bob", Visibility.PUBLIC),
                new VisibilityChanged(Visibility.PUBLIC, Visibility.PRIVATE));
        journal.append("Project|gone", new ProjectCreated(4, "bob", Visibility.PUBLIC), new ProjectDeleted(4));
        for (String name : List.of("library/b", "library/a-b", "library/a/b", "library/a", "secret/x", "turned/y")) {
            journal.append("Repository|" + name, new RepositoryCreated(1), Samples.pushed(1));
        }
        journal.append("Repository|library/blobs-only", new RepositoryCreated(1));
        journal.append(
                "Repository|library/emptied",
                new RepositoryCreated(1),
                Samples.pushed(1),
                new ManifestDeleted(Samples.digest(1)));
        journal.append("Repository|library/retired", new RepositoryCreated(1), new RepositoryRetired(1));
        project();
    }

    private void project() throws Exception {
        var reading = new JournalReader(database.pool(), journal)
                .read(SliceRange.ALL, JournalOffset.ORIGIN, JournalOffset.END);
        try (Connection connection = database.unpooled().getConnection()) {
            connection.setAutoCommit(false);
            new CatalogReadModel().apply(connection, reading.records());
            connection.commit();
        }
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    private List<String> repositories(Visible visible, String after, int limit) {
        return now(queries.repositories(visible, after, limit)).stream()
                .map(RepositoryName::value)
                .toList();
    }

    private static Visible publicAnd(Long... projects) {
        return new Visible.PublicAnd(Set.of(projects));
    }

    @Test
    void membersFindTheirProjectsInPersonAndByTheirGroups() {
        Visible alice = new Visible.PublicAndMemberships(10, Set.of());
        Visible builder = new Visible.PublicAndMemberships(12, Set.of(20L));
        Visible bob = new Visible.PublicAndMemberships(11, Set.of(10L));
        assertThat(names(search(alice, "", ""))).contains("secret");
        assertThat(names(search(builder, "", ""))).contains("secret");
        assertThat(names(search(bob, "", ""))).contains("secret");
        assertThat(names(search(new Visible.PublicAndMemberships(20, Set.of(10L)), "", "")))
                .doesNotContain("secret");
        assertThat(names(search(new Visible.PublicOnly(), "", "")))
                .doesNotContain("secret")
                .contains("library");
        assertThat(names(search(new Visible.Nothing(), "", ""))).isEmpty();
        assertThat(repositories(alice, "", 100)).contains("secret/x");
        assertThat(repositories(builder, "", 100)).contains("secret/x");
        // Who is limited to some repositories must not learn of the others.
        assertThat(repositories(bob, "", 100)).doesNotContain("secret/x");
        assertThat(repositories(new Visible.Nothing(), "", 100)).isEmpty();
    }

    @Test
    void listsRepositoriesWithArtifactsInByteOrder() {
        assertThat(repositories(ALL, "", 100))
                .containsExactly("library/a", "library/a-b", "library/a/b", "library/b", "secret/x", "turned/y");
    }

    @Test
    void pagesThroughRepositories() {
        assertThat(repositories(ALL, "", 2)).containsExactly("library/a", "library/a-b");
        assertThat(repositories(ALL, "library/a-b", 2)).containsExactly("library/a/b", "library/b");
        assertThat(repositories(ALL, "no such repository", 2)).containsExactly("secret/x", "turned/y");
        assertThat(repositories(ALL, "z", 2)).isEmpty();
        assertThatThrownBy(() -> queries.repositories(ALL, "", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void listsOnlyRepositoriesThatTheCallerMaySee() {
        assertThat(repositories(publicAnd(), "", 100))
                .containsExactly("library/a", "library/a-b", "library/a/b", "library/b");
        assertThat(repositories(publicAnd(2L), "library/b", 100)).containsExactly("secret/x");
    }

    private Listing.Page<CatalogProject> projects(ProjectSearch search) {
        return (Listing.Page<CatalogProject>) now(queries.projects(search));
    }

    private static ProjectSearch search(Visible visible, String q, String sort) {
        var parsed = ListQuery.parse(Optional.of(q), Optional.of(sort), Optional.empty(), Optional.empty());
        return new ProjectSearch(
                visible, Optional.empty(), Optional.empty(), Optional.empty(), ((Parsed.Valid) parsed).query());
    }

    private List<String> names(ProjectSearch search) {
        return projects(search).rows().stream()
                .map(project -> project.name().value())
                .toList();
    }

    @Test
    void listsProjectsThatExistAndTheCallerMaySee() {
        assertThat(names(search(ALL, "", ""))).containsExactly("library", "secret", "turned");
        assertThat(names(search(publicAnd(), "", ""))).containsExactly("library");
        assertThat(names(search(publicAnd(3L), "", ""))).containsExactly("library", "turned");
    }

    @Test
    void filtersAndSortsProjects() {
        assertThat(names(search(ALL, "name=~RAR", ""))).containsExactly("library");
        assertThat(names(search(ALL, "public=false", "-project_id"))).containsExactly("turned", "secret");
        assertThat(names(search(ALL, "owner={alice bob}", "-name"))).containsExactly("turned", "secret");
        ListQuery second = new ListQuery(List.of(), List.of(), 2, 2);
        ProjectSearch paged = new ProjectSearch(ALL, Optional.empty(), Optional.empty(), Optional.empty(), second);
        assertThat(projects(paged).total()).isEqualTo(3);
        assertThat(names(paged)).containsExactly("turned");
        ProjectSearch named = new ProjectSearch(
                ALL, Optional.of("r"), Optional.of(Visibility.PRIVATE), Optional.of("bob"), ListQuery.first());
        assertThat(names(named)).containsExactly("turned");
    }

    @Test
    void tellsWhenAFilterDoesNotFit() {
        assertThat(now(queries.projects(search(ALL, "project_id=x", "")))).isInstanceOf(Listing.Misfit.class);
    }

    @Test
    void countsTheRepositoriesOfAProject() {
        assertThat(now(queries.project(new ProjectName("library"))))
                .hasValueSatisfying(
                        project -> assertThat(project.repositories()).isEqualTo(4));
        assertThat(now(queries.project(new ProjectName("gone")))).isEmpty();
    }

    @Test
    void namesAProjectByItsNumberEvenWhenItIsGone() {
        assertThat(now(queries.projectName(2))).contains(new ProjectName("secret"));
        assertThat(now(queries.projectName(4))).contains(new ProjectName("gone"));
        assertThat(now(queries.projectName(9))).isEmpty();
    }

    @Test
    void sizesAnArtifactByItsManifestAndItsBlobs() throws Exception {
        database.run("TRUNCATE event_journal");
        journal.append("Repository|library/sized", new RepositoryCreated(1), Samples.pushed(7, 30, 40));
        project();
        assertThat(database.column("SELECT size FROM catalog_artifact WHERE repository = 'library/sized'"))
                .containsExactly("170");
    }

    @Test
    void usesItsIndexForACataloguePage() {
        database.run("INSERT INTO catalog_repository SELECT 'bulk/r' || n, 'bulk', 1, now(), now(), n % 2 "
                + "FROM generate_series(1, 20000) AS n; ANALYZE catalog_repository");
        assertThat(String.join(
                        "\n",
                        database.column("EXPLAIN SELECT name FROM catalog_repository AS repository "
                                + "WHERE artifact_count > 0 AND name > 'bulk/r5' ORDER BY name LIMIT 100")))
                .contains("catalog_repository_listed_idx");
        assertThat(Set.copyOf(repositories(ALL, "bulk/r5", 1_000))).hasSize(1_000);
    }
}
