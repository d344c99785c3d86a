package org.shiplog.projections.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.shiplog.domain.access.Role;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.project.CveAllowlist;
import org.shiplog.domain.project.Member;
import org.shiplog.domain.project.ProjectEvent.CveAllowlistChanged;
import org.shiplog.domain.project.ProjectEvent.MemberAdded;
import org.shiplog.domain.project.ProjectEvent.MemberChanged;
import org.shiplog.domain.project.ProjectEvent.MetadataChanged;
import org.shiplog.domain.project.ProjectEvent.ProjectCreated;
import org.shiplog.domain.project.ProjectEvent.StorageLimitChanged;
import org.shiplog.domain.project.Visibility;
import org.shiplog.projections.fixture.TestDatabase;
import org.shiplog.projections.fixture.TestJournal;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalReader;
import org.shiplog.projections.journal.SliceRange;
import org.shiplog.projections.query.ListQuery;
import org.shiplog.projections.query.Listing;

/** What the catalogue tells of projects besides their repositories. Alice is user 10, bob user 11; builders are group 7. */
@ExtendWith(TestDatabase.Provider.class)
class CatalogTermsTest {
    private static final ProjectName ALPHA = new ProjectName("alpha");
    private static final Instant END = Instant.parse("2030-01-01T00:00:00Z");

    private CatalogQueries queries;

    @BeforeEach
    void fill(TestDatabase database) throws Exception {
        TestJournal journal = new TestJournal(database.pool());
        queries = new CatalogQueries(database.pool(), Runnable::run);
        Member bob = Member.of(3, Member.Kind.USER, 11, "bob", Role.GUEST);
        journal.append(
                "Project|alpha",
                new ProjectCreated(1, "alice", Visibility.PRIVATE),
                new MetadataChanged("severity", Optional.empty(), Optional.of("high")),
                new MetadataChanged("auto_scan", Optional.empty(), Optional.of("true")),
                new MetadataChanged("prevent_vul", Optional.empty(), Optional.of("true")),
                new MetadataChanged("prevent_vul", Optional.of("true"), Optional.empty()),
                new StorageLimitChanged(-1, 5_000),
                new CveAllowlistChanged(
                        CveAllowlist.NONE, new CveAllowlist(List.of("CVE-2", "CVE-1"), Optional.of(END))),
                new MemberAdded(Member.of(1, Member.Kind.USER, 10, "alice", Role.PROJECT_ADMIN)),
                new MemberAdded(Member.of(2, Member.Kind.GROUP, 7, "builders", Role.DEVELOPER)),
                new MemberAdded(bob),
                new MemberChanged(bob, Member.of(3, Member.Kind.USER, 11, "bob", Role.DEVELOPER)));
        journal.append("Project|beta", new ProjectCreated(2, "bob", Visibility.PUBLIC));
        var reading = new JournalReader(database.pool(), journal)
                .read(SliceRange.ALL, JournalOffset.ORIGIN, JournalOffset.END);
        try (Connection connection = database.unpooled().getConnection()) {
            connection.setAutoCommit(false);
            new CatalogReadModel().apply(connection, reading.records());
            connection.commit();
        }
    }

    @Test
    void tellsEverythingThatIsSet() {
        CatalogProject alpha = now(queries.project(ALPHA)).orElseThrow();
        assertThat(alpha.details().metadata())
                .containsExactlyInAnyOrderEntriesOf(Map.of("auto_scan", "true", "severity", "high"));
        assertThat(alpha.details().storageLimit()).isEqualTo(5_000);
        assertThat(alpha.details().cveAllowlist())
                .isEqualTo(new CveAllowlist(List.of("CVE-1", "CVE-2"), Optional.of(END)));
        CatalogProject beta = now(queries.project(new ProjectName("beta"))).orElseThrow();
        assertThat(beta.details().metadata()).isEmpty();
        assertThat(beta.details().cveAllowlist()).isEqualTo(CveAllowlist.NONE);
    }

    @Test
    void tellsWhoeverAsksTheirRoles() {
        assertThat(roles(new Visible.PublicAndMemberships(10, Set.of())))
                .isEqualTo(Map.of("alpha", Set.of(Role.PROJECT_ADMIN), "beta", Set.of()));
        assertThat(roles(new Visible.PublicAndMemberships(10, Set.of(7L))))
                .isEqualTo(Map.of("alpha", Set.of(Role.PROJECT_ADMIN, Role.DEVELOPER), "beta", Set.of()));
        assertThat(roles(new Visible.PublicAndMemberships(12, Set.of()))).isEqualTo(Map.of("beta", Set.of()));
        assertThat(roles(new Visible.All())).isEqualTo(Map.of("alpha", Set.of(), "beta", Set.of()));
    }

    private Map<String, Set<Role>> roles(Visible visible) {
        ProjectSearch search =
                new ProjectSearch(visible, Optional.empty(), Optional.empty(), Optional.empty(), ListQuery.first());
        Listing.Page<CatalogProject> page = (Listing.Page<CatalogProject>) now(queries.projects(search));
        return page.rows().stream().collect(Collectors.toMap(row -> row.name().value(), CatalogProject::roles));
    }

    @Test
    void countsMembersByRole() {
        assertThat(now(queries.memberCounts(ALPHA))).isEqualTo(Map.of(Role.PROJECT_ADMIN, 1L, Role.DEVELOPER, 2L));
        assertThat(now(queries.memberCounts(new ProjectName("nosuch")))).isEmpty();
    }

    @Test
    void tellsWhetherSomebodyAdministersAnything() {
        assertThat(now(queries.administersAny(10, Set.of()))).isTrue();
        assertThat(now(queries.administersAny(11, Set.of(7L)))).isFalse();
        assertThat(now(queries.administersAny(7, Set.of(10L)))).isFalse();
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
