package org.shiplog.http.api.artifact;

import org.shiplog.domain.oci.RepositoryName;

/**
 * The repository that a request is about.
 *
 * @param generation that is registered with the project
 */
record Target(RepositoryName repository, long generation) {}
