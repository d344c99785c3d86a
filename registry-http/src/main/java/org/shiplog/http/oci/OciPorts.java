package org.shiplog.http.oci;

import org.shiplog.domain.aggregate.Entities;
import org.shiplog.domain.oci.ProjectName;
import org.shiplog.domain.oci.RepositoryName;
import org.shiplog.domain.project.Project;
import org.shiplog.domain.project.ProjectCommand;
import org.shiplog.domain.project.ProjectRefusal;
import org.shiplog.domain.repository.Repository;
import org.shiplog.domain.repository.RepositoryCommand;
import org.shiplog.domain.repository.RepositoryRefusal;
import org.shiplog.http.route.RepositoryAccess;
import org.shiplog.storage.blob.BlobStore;
import org.shiplog.storage.blob.UploadSessions;
import org.shiplog.storage.manifest.ManifestStore;

/** What the distribution API stands on. */
public record OciPorts(
        Entities<RepositoryName, Repository, RepositoryCommand, RepositoryRefusal> repositories,
        Entities<ProjectName, Project, ProjectCommand, ProjectRefusal> projects,
        BlobStore blobs,
        UploadSessions uploads,
        ManifestStore manifests,
        RepositoryAccess access,
        BlobLocations locations,
        CatalogQuery catalog,
        QuotaGate quota,
        PastContent past,
        PullRecorder pulls) {}
