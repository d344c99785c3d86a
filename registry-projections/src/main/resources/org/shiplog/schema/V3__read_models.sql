-- How far each projection has come, in the shape that Pekko Projections expects. One row per projection and slice range,
-- changed only in the transaction that changes the projection's tables.
CREATE TABLE projection_offset (
    projection_name varchar(255) NOT NULL,
    projection_key  varchar(255) NOT NULL,
    current_offset  varchar(255) NOT NULL,
    manifest        varchar(4)   NOT NULL,
    mergeable       boolean      NOT NULL,
    last_updated    bigint       NOT NULL,
    -- Where the projection stood before: the library overwrites the offset before the handler can look at it, and the
    -- handler must know that it continues from where its events begin.
    previous_offset varchar(255),
    PRIMARY KEY (projection_name, projection_key)
);

CREATE FUNCTION keep_previous_offset() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.previous_offset := OLD.current_offset;
    RETURN NEW;
END
$$;

CREATE TRIGGER projection_offset_previous BEFORE UPDATE ON projection_offset
    FOR EACH ROW EXECUTE FUNCTION keep_previous_offset();

CREATE TABLE projection_management (
    projection_name varchar(255) NOT NULL,
    projection_key  varchar(255) NOT NULL,
    paused          boolean      NOT NULL,
    last_updated    bigint       NOT NULL,
    PRIMARY KEY (projection_name, projection_key)
);

-- The read models. They are derived: each can be rebuilt from the journal to the same rows. No foreign keys and no unique
-- keys across entities: events of different entities may be handled in any order.

-- A project that was deleted keeps its row, so that its number still leads to its name.
CREATE TABLE catalog_project (
    name       text        NOT NULL COLLATE "C",
    project_id bigint      NOT NULL,
    visibility text        NOT NULL CHECK (visibility IN ('public', 'private')),
    owner      text        NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted    boolean     NOT NULL,
    PRIMARY KEY (name, project_id)
);

CREATE INDEX catalog_project_id_idx ON catalog_project (project_id);

CREATE TABLE catalog_repository (
    name           text        NOT NULL COLLATE "C" PRIMARY KEY,
    project        text        NOT NULL COLLATE "C",
    generation     bigint      NOT NULL,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    artifact_count bigint      NOT NULL
);

CREATE INDEX catalog_repository_listed_idx ON catalog_repository (name) WHERE artifact_count > 0;
CREATE INDEX catalog_repository_project_idx ON catalog_repository (project) WHERE artifact_count > 0;

CREATE TABLE catalog_artifact (
    repository    text        NOT NULL COLLATE "C",
    digest        text        NOT NULL COLLATE "C",
    media_type    text        NOT NULL,
    artifact_type text        NOT NULL,
    size          bigint      NOT NULL,
    subject       text,
    pushed_at     timestamptz NOT NULL,
    PRIMARY KEY (repository, digest)
);

CREATE TABLE catalog_tag (
    repository text        NOT NULL COLLATE "C",
    tag        text        NOT NULL COLLATE "C",
    digest     text        NOT NULL COLLATE "C",
    pushed_at  timestamptz NOT NULL,
    PRIMARY KEY (repository, tag)
);

CREATE INDEX catalog_tag_digest_idx ON catalog_tag (repository, digest);

-- id is the event's ordering in the journal, so that a rebuilt log numbers its rows alike.
CREATE TABLE audit_log (
    id             bigint      NOT NULL PRIMARY KEY,
    op_time        timestamptz NOT NULL,
    username       text        NOT NULL,
    resource       text        NOT NULL,
    resource_type  text        NOT NULL,
    operation      text        NOT NULL,
    project        text        COLLATE "C",
    client_address text        NOT NULL,
    user_agent     text        NOT NULL,
    request_id     text        NOT NULL,
    old_value      text,
    new_value      text
);

CREATE INDEX audit_log_time_idx ON audit_log (op_time, id);
CREATE INDEX audit_log_project_idx ON audit_log (project, op_time, id);
