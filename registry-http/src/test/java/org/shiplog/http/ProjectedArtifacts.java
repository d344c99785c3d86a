package org.shiplog.http;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.shiplog.domain.label.LabelScope;
import org.shiplog.domain.label.Labels;
import org.shiplog.domain.label.Labels.LabelCommand;
import org.shiplog.domain.label.Labels.LabelEvent;
import org.shiplog.domain.label.Labels.LabelRefusal;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectEvent;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.domain.pull.PullLog;
import org.shiplog.domain.pull.PullLog.PullCommand;
import org.shiplog.domain.pull.PullLog.PullEvent;
import org.shiplog.domain.pull.PullLog.PullRefusal;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryEvent;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.http.api.port.ArtifactCatalog;
import org.shiplog.http.api.readmodel.ReadModelArtifacts;
import org.shiplog.http.oci.InMemoryEntities;
import org.shiplog.projections.catalog.ArtifactQueries;
import org.shiplog.projections.catalog.CatalogReadModel;
import org.shiplog.projections.catalog.ProjectArtifactQueries;
import org.shiplog.projections.catalog.RepositoryQueries;
import org.shiplog.projections.directory.DirectoryReadModel;
import org.shiplog.projections.journal.Change;
import org.shiplog.projections.journal.JournalOffset;
import org.shiplog.projections.journal.JournalRecord;
import org.shiplog.projections.pulls.PullReadModel;
import org.shiplog.projections.quota.QuotaReadModel;

/**
 * The real tables of the catalogue, in a database of their own, brought up to what happened whenever they are asked. There is no
 * database until then.
 */
final class ProjectedArtifacts {
    private final InMemoryEntities<ProjectName, Project, ProjectCommand, ProjectEvent, ProjectRefusal> projects;
    private final InMemoryEntities<RepositoryName, Repository, RepositoryCommand, RepositoryEvent, RepositoryRefusal>
            repositories;
    private final InMemoryEntities<LabelScope, Labels, LabelCommand, LabelEvent, LabelRefusal> labels;
    private final InMemoryEntities<ProjectName, PullLog, PullCommand, PullEvent, PullRefusal> pulls;
    private final int[] handled = new int[4];
    private DataSource database;

    ProjectedArtifacts(
            InMemoryEntities<ProjectName, Project, ProjectCommand, ProjectEvent, ProjectRefusal> projects,
            InMemoryEntities<RepositoryName, Repository, RepositoryCommand, RepositoryEvent, RepositoryRefusal>
                    repositories,
            InMemoryEntities<LabelScope, Labels, LabelCommand, LabelEvent, LabelRefusal> labels,
            InMemoryEntities<ProjectName, PullLog, PullCommand, PullEvent, PullRefusal> pulls) {
        this.projects = projects;
        this.repositories = repositories;
        this.labels = labels;
        this.pulls = pulls;
    }

    ArtifactCatalog catalog() {
        DataSource lazy = (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (_, method, arguments) -> method.invoke(database(), arguments));
        return new ReadModelArtifacts(
                new RepositoryQueries(lazy, Runnable::run),
                new ArtifactQueries(lazy, Runnable::run),
                new ProjectArtifactQueries(lazy, Runnable::run),
                () -> {
                    catchUp();
                    return completedFuture(true);
                });
    }

    private synchronized DataSource database() {
        if (database == null) {
            database = TestDatabase.fresh();
        }
        return database;
    }

    private synchronized void catchUp() {
        List<JournalRecord> news = new ArrayList<>();
        take(0, projects, Change.ProjectChange::new, news);
        take(1, repositories, Change.RepositoryChange::new, news);
        take(2, labels, Change.LabelChange::new, news);
        take(3, pulls, (_, event) -> new Change.PullChange(event), news);
        try (Connection connection = database().getConnection()) {
            new CatalogReadModel().apply(connection, news);
            new DirectoryReadModel().apply(connection, news);
            new PullReadModel().apply(connection, news);
            new QuotaReadModel().apply(connection, news);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private <I, E> void take(
            int which,
            InMemoryEntities<I, ?, ?, E, ?> entities,
            BiFunction<I, E, Change> change,
            List<JournalRecord> news) {
        var all = entities.happened();
        for (var one : all.subList(handled[which], all.size())) {
            news.add(new JournalRecord(
                    JournalOffset.ORIGIN,
                    one.id().toString(),
                    0,
                    change.apply(one.id(), one.event()),
                    one.provenance()));
        }
        handled[which] = all.size();
    }
}
