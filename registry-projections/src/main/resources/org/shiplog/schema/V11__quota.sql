-- How much of its storage each project uses. The first three tables are derived from the journal.

-- What each repository holds. One digest can be a blob and a manifest of it; the same bytes then, which count once.
CREATE TABLE project_link (
    repository  text    NOT NULL COLLATE "C",
    digest      text    NOT NULL COLLATE "C",
    is_manifest boolean NOT NULL,
    project     text    NOT NULL COLLATE "C",
    size        bigint  NOT NULL,
    PRIMARY KEY (repository, digest, is_manifest)
);

-- What each project holds, in however many of its repositories.
CREATE TABLE project_blob (
    project    text   NOT NULL COLLATE "C",
    digest     text   NOT NULL COLLATE "C",
    size       bigint NOT NULL,
    link_count bigint NOT NULL,
    PRIMARY KEY (project, digest)
);

CREATE TABLE project_usage (
    project    text   NOT NULL COLLATE "C" PRIMARY KEY,
    bytes      bigint NOT NULL,
    blob_count bigint NOT NULL
);

COMMENT ON TABLE project_usage IS 'the sums over project_blob; no row for a project that holds nothing';

-- What pushes under way will use. Not derived: it is decided before there is an event.
CREATE TABLE quota_reservation (
    project    text        NOT NULL COLLATE "C",
    digest     text        NOT NULL COLLATE "C",
    holder     text        NOT NULL,
    bytes      bigint      NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (project, digest, holder)
);

COMMENT ON COLUMN quota_reservation.holder IS 'the id of the request that pushes';
