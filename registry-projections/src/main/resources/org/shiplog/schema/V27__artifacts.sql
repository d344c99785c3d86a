-- What a list of artifacts is made of. What was pushed before says nothing about the parts of an index; the rest is filled in.
ALTER TABLE catalog_repository
    ADD COLUMN description  text   NOT NULL DEFAULT '',
    ADD COLUMN listed_count bigint NOT NULL DEFAULT 0;

COMMENT ON COLUMN catalog_repository.listed_count IS 'how many of its artifacts are listed';

ALTER TABLE catalog_artifact
    ADD COLUMN config_type text    NOT NULL DEFAULT '',
    ADD COLUMN kind        text    NOT NULL DEFAULT 'UNKNOWN',
    ADD COLUMN listed      boolean NOT NULL DEFAULT false;

COMMENT ON COLUMN catalog_artifact.kind IS 'IMAGE, CHART and so on';
COMMENT ON COLUMN catalog_artifact.listed IS 'neither an accessory nor an untagged part of an index';

-- What a signature is for that was attached in the way of cosign, by its tag.
ALTER TABLE catalog_tag ADD COLUMN subject text COLLATE "C" GENERATED ALWAYS AS (
    CASE WHEN tag ~ '^sha256-[0-9a-f]{64}[.](sig|att|sbom)$' THEN 'sha256:' || substr(tag, 8, 64) END) STORED;

CREATE TABLE catalog_child (
    repository text NOT NULL COLLATE "C",
    parent     text NOT NULL COLLATE "C",
    child      text NOT NULL COLLATE "C",
    PRIMARY KEY (repository, parent, child)
);

CREATE INDEX catalog_child_idx ON catalog_child (repository, child);

CREATE TABLE catalog_artifact_label (
    repository text   NOT NULL COLLATE "C",
    digest     text   NOT NULL COLLATE "C",
    label_id   bigint NOT NULL,
    PRIMARY KEY (repository, digest, label_id)
);

CREATE INDEX catalog_artifact_listed_idx ON catalog_artifact (repository, pushed_at, digest) WHERE listed;
CREATE INDEX catalog_artifact_subject_idx ON catalog_artifact (repository, subject) WHERE subject IS NOT NULL;
CREATE INDEX catalog_tag_subject_idx ON catalog_tag (repository, subject) WHERE subject IS NOT NULL;
CREATE INDEX catalog_tag_pushed_idx ON catalog_tag (repository, digest, pushed_at, tag);
CREATE INDEX catalog_tag_name_idx ON catalog_tag (repository, digest, tag);
DROP INDEX catalog_tag_digest_idx;

UPDATE catalog_artifact AS artifact
SET config_type = artifact_type,
    kind = CASE
        WHEN artifact_type IN ('application/vnd.oci.image.config.v1+json', 'application/vnd.docker.container.image.v1+json')
          OR media_type IN ('application/vnd.docker.distribution.manifest.v2+json',
                            'application/vnd.docker.distribution.manifest.list.v2+json',
                            'application/vnd.oci.image.index.v1+json') THEN 'IMAGE'
        WHEN artifact_type = 'application/vnd.cncf.helm.config.v1+json' THEN 'CHART'
        WHEN artifact_type = 'application/vnd.wasm.config.v1+json' THEN 'WASM'
        ELSE 'UNKNOWN'
    END,
    listed = NOT EXISTS (SELECT 1 FROM catalog_artifact AS subject
                         WHERE subject.repository = artifact.repository AND subject.digest = artifact.subject)
         AND NOT EXISTS (SELECT 1 FROM catalog_tag AS tag
                         JOIN catalog_artifact AS subject
                           ON subject.repository = tag.repository AND subject.digest = tag.subject
                         WHERE tag.repository = artifact.repository AND tag.digest = artifact.digest
                           AND tag.subject <> tag.digest);

UPDATE catalog_repository AS repository
SET listed_count = (SELECT count(*) FROM catalog_artifact AS artifact
                    WHERE artifact.repository = repository.name AND artifact.listed);

-- Who deleted a repository, and by which event: all that it held went with that one event.
ALTER TABLE history_generation ADD COLUMN retired_by text, ADD COLUMN retired_event bigint;
