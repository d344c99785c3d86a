-- The artifacts of a repository by their size, which would otherwise all be sorted for each page.
CREATE INDEX catalog_artifact_size_idx ON catalog_artifact (repository, size, digest) WHERE listed;
