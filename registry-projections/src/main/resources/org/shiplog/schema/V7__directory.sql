-- What projects carry besides their visibility, and who is a member of which.
ALTER TABLE catalog_project
    ADD COLUMN metadata      jsonb       NOT NULL DEFAULT '{}',
    ADD COLUMN storage_limit bigint      NOT NULL DEFAULT -1,
    ADD COLUMN cve_ids       text[]      NOT NULL DEFAULT '{}',
    ADD COLUMN cve_expires_at timestamptz;

COMMENT ON COLUMN catalog_project.storage_limit IS 'bytes, -1 for no limit';

CREATE TABLE catalog_member (
    project    text    NOT NULL COLLATE "C",
    member_id  bigint  NOT NULL,
    kind       text    NOT NULL CHECK (kind IN ('user', 'group')),
    subject_id bigint  NOT NULL,
    role       integer NOT NULL,
    limited    boolean NOT NULL,
    PRIMARY KEY (project, member_id)
);

COMMENT ON COLUMN catalog_member.limited IS 'to some of the repositories, or of what can be done to them';

CREATE INDEX catalog_member_subject_idx ON catalog_member (kind, subject_id);

-- Who there is. Rows of those that were deleted are gone; their ids are not given again.
CREATE TABLE directory_user (
    user_id         bigint      NOT NULL PRIMARY KEY,
    username        text        NOT NULL COLLATE "C",
    source          text        NOT NULL,
    system_admin    boolean     NOT NULL,
    admin_elsewhere boolean     NOT NULL,
    enabled         boolean     NOT NULL,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL
);

CREATE INDEX directory_user_name_idx ON directory_user (username);

CREATE TABLE directory_robot (
    robot_id    bigint      NOT NULL PRIMARY KEY,
    name        text        NOT NULL COLLATE "C",
    project_id  bigint      NOT NULL,
    description text        NOT NULL,
    enabled     boolean     NOT NULL,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);

COMMENT ON COLUMN directory_robot.name IS 'without the prefix: name, or project+name';
COMMENT ON COLUMN directory_robot.project_id IS '0 for a robot of the whole registry';

CREATE INDEX directory_robot_name_idx ON directory_robot (name);
CREATE INDEX directory_robot_project_idx ON directory_robot (project_id, robot_id);

CREATE TABLE directory_label (
    label_id    bigint      NOT NULL PRIMARY KEY,
    project_id  bigint      NOT NULL,
    name        text        NOT NULL,
    description text        NOT NULL,
    color       text        NOT NULL,
    created_at  timestamptz NOT NULL,
    updated_at  timestamptz NOT NULL
);

COMMENT ON COLUMN directory_label.project_id IS '0 for a label of the whole registry';

CREATE INDEX directory_label_scope_idx ON directory_label (project_id, label_id);
