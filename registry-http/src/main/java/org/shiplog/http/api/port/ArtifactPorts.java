package org.shiplog.http.api.port;

import org.shiplog.http.oci.ArtifactCopies;
import org.shiplog.storage.blob.BlobStore;
import org.shiplog.storage.manifest.ManifestStore;

/** What the operations on repositories and artifacts stand on, besides the repositories themselves. */
public record ArtifactPorts(ArtifactCatalog catalog, ManifestStore manifests, BlobStore blobs, ArtifactCopies copies) {}
