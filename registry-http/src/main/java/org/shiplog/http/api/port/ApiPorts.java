package org.shiplog.http.api.port;

import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.http.route.ProjectLookup;

/** What the management API stands on. */
public record ApiPorts(
        Entities<ProjectName, Project, ProjectCommand, ProjectRefusal> projects,
        Entities<RepositoryName, Repository, RepositoryCommand, RepositoryRefusal> repositories,
        ProjectLookup lookup,
        Visibilities visibility,
        Ids ids,
        ProjectCatalog catalog,
        AuditTrail audit,
        Health health,
        RegistryPorts registry,
        ProjectPorts ofProjects,
        ArtifactPorts ofArtifacts,
        AccountPorts ofAccounts,
        DirectoryPorts directories,
        Past past,
        HistoryPorts history,
        JobPorts jobs,
        WebhookPorts webhooks,
        LedgerPorts ledger,
        FeedPorts feed) {}
