-- Everything that repositories and tags ever were. Derived from the journal; rows are added and, but for the ends of projects
-- and repositories, never changed.
--
-- at is when an event took effect: the time that it tells, or that of an earlier event of the repository if that is later, as
-- when clocks differ. So times never go backwards within a repository, and "as it was at" is always a prefix of its events.

CREATE TABLE history_project (
    name           text        NOT NULL COLLATE "C",
    project_id     bigint      NOT NULL,
    first_sequence bigint      NOT NULL,
    created_at     timestamptz NOT NULL,
    deleted_at     timestamptz,
    PRIMARY KEY (name, project_id)
);

COMMENT ON COLUMN history_project.first_sequence IS 'the number of its first event among those of all projects of the name';

-- Which project a repository belonged to: later projects of the same name have no part in it.
CREATE TABLE history_registration (
    repository text   NOT NULL COLLATE "C",
    generation bigint NOT NULL,
    project_id bigint NOT NULL,
    PRIMARY KEY (repository, generation)
);

CREATE INDEX history_registration_project_idx ON history_registration (project_id, repository);

CREATE TABLE history_generation (
    repository       text        NOT NULL COLLATE "C",
    generation       bigint      NOT NULL,
    created_sequence bigint      NOT NULL,
    created_at       timestamptz NOT NULL,
    retired_at       timestamptz,
    latest_at        timestamptz NOT NULL,
    PRIMARY KEY (repository, generation)
);

CREATE TABLE history_tag (
    repository      text        NOT NULL COLLATE "C",
    sequence_number bigint      NOT NULL,
    generation      bigint      NOT NULL,
    tag             text        NOT NULL COLLATE "C",
    digest          text        COLLATE "C",
    at              timestamptz NOT NULL,
    username        text        NOT NULL,
    event_id        bigint      NOT NULL,
    undoes          bigint,
    PRIMARY KEY (repository, sequence_number)
);

COMMENT ON COLUMN history_tag.digest IS 'what the tag stands for from then on; null when it was deleted';
COMMENT ON COLUMN history_tag.event_id IS 'the event''s ordering in the journal, as the audit log has it';

CREATE INDEX history_tag_name_idx ON history_tag (repository, tag, sequence_number);
CREATE INDEX history_tag_time_idx ON history_tag (repository, at);

CREATE TABLE history_manifest (
    repository      text        NOT NULL COLLATE "C",
    sequence_number bigint      NOT NULL,
    generation      bigint      NOT NULL,
    digest          text        NOT NULL COLLATE "C",
    present         boolean     NOT NULL,
    media_type      text        NOT NULL,
    artifact_type   text        NOT NULL,
    size            bigint      NOT NULL,
    at              timestamptz NOT NULL,
    username        text        NOT NULL,
    event_id        bigint      NOT NULL,
    undoes          bigint,
    PRIMARY KEY (repository, sequence_number)
);

COMMENT ON COLUMN history_manifest.present IS 'true for a push, false for a deletion, which tells neither types nor size';

CREATE INDEX history_manifest_digest_idx ON history_manifest (repository, digest, sequence_number);
CREATE INDEX history_manifest_time_idx ON history_manifest (repository, at);

-- What was deleted and is being pulled as it was at a time. Clients ask for a manifest by tag, and then for all else by digest.
-- Not derived: it says that somebody who may pull from the repository asked for its past a moment ago.
CREATE TABLE history_opening (
    repository  text        NOT NULL COLLATE "C",
    project_id  bigint      NOT NULL,
    digest      text        NOT NULL COLLATE "C",
    is_manifest boolean     NOT NULL,
    sequence_number bigint  NOT NULL,
    media_type  text        NOT NULL,
    size        bigint      NOT NULL,
    expires_at  timestamptz NOT NULL,
    PRIMARY KEY (repository, project_id, digest, is_manifest)
);

COMMENT ON COLUMN history_opening.sequence_number IS 'of the event that pushed the manifest';

CREATE INDEX history_opening_expiry_idx ON history_opening (expires_at);
