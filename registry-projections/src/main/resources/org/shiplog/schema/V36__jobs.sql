-- What runs in the background. Numbers are never used twice; gaps are of no concern.
CREATE SEQUENCE execution_id AS bigint MINVALUE 1;
CREATE SEQUENCE task_id AS bigint MINVALUE 1;
CREATE SEQUENCE schedule_id AS bigint MINVALUE 1;

-- The read model: derived from the journal, rebuilt to the same rows.
CREATE TABLE job_execution (
    execution_id bigint      NOT NULL PRIMARY KEY,
    vendor_type  text        NOT NULL COLLATE "C",
    vendor_id    bigint      NOT NULL,
    trigger      text        NOT NULL,
    attributes   text        NOT NULL,
    status       text        NOT NULL,
    message      text        NOT NULL,
    tasks        integer     NOT NULL,
    pending      integer     NOT NULL,
    scheduled    integer     NOT NULL,
    running      integer     NOT NULL,
    succeeded    integer     NOT NULL,
    failed       integer     NOT NULL,
    stopped      integer     NOT NULL,
    started_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    ended_at     timestamptz
);

CREATE INDEX job_execution_vendor_idx ON job_execution (vendor_type, vendor_id, execution_id);

CREATE TABLE job_task (
    task_id      bigint      NOT NULL PRIMARY KEY,
    execution_id bigint      NOT NULL,
    vendor_type  text        NOT NULL COLLATE "C",
    status       text        NOT NULL,
    message      text        NOT NULL,
    attempts     integer     NOT NULL,
    worker       text        NOT NULL,
    result       text        NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    started_at   timestamptz,
    ended_at     timestamptz
);

CREATE INDEX job_task_execution_idx ON job_task (execution_id, task_id);

-- Tasks that have not ended. Which of them somebody does at the moment is told by job_lease.
CREATE TABLE job_queue (
    task_id      bigint      NOT NULL PRIMARY KEY,
    execution_id bigint      NOT NULL,
    vendor_type  text        NOT NULL COLLATE "C",
    available_at timestamptz NOT NULL,
    failures     integer     NOT NULL,
    parameters   text        NOT NULL,
    queued_at    timestamptz NOT NULL
);

COMMENT ON COLUMN job_queue.available_at IS '-infinity before the first failure';

CREATE INDEX job_queue_available_idx ON job_queue (vendor_type, available_at, task_id);

CREATE TABLE job_schedule (
    schedule       text        NOT NULL COLLATE "C" PRIMARY KEY,
    schedule_id    bigint      NOT NULL,
    vendor_type    text        NOT NULL COLLATE "C",
    vendor_id      bigint      NOT NULL,
    repetition     text        NOT NULL,
    cron           text        NOT NULL,
    parameters     text        NOT NULL,
    next_due       timestamptz NOT NULL,
    last_due       timestamptz,
    last_execution bigint,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL
);

CREATE INDEX job_schedule_due_idx ON job_schedule (next_due);

CREATE TABLE job_paused (
    vendor_type text NOT NULL COLLATE "C" PRIMARY KEY
);

-- Who does what at the moment: no read model, and no part of any event. A number of job_fence is larger than all before.
CREATE SEQUENCE job_fence AS bigint MINVALUE 1;

CREATE TABLE job_lease (
    task_id     bigint      NOT NULL PRIMARY KEY,
    pool_id     text        NOT NULL,
    fence       bigint      NOT NULL,
    acquired_at timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    check_in    text,
    checked_in  timestamptz,
    log_lines   integer     NOT NULL DEFAULT 0,
    log_bytes   bigint      NOT NULL DEFAULT 0
);

CREATE TABLE job_log (
    task_id bigint      NOT NULL,
    line    integer     NOT NULL,
    at      timestamptz NOT NULL,
    text    text        NOT NULL,
    PRIMARY KEY (task_id, line)
);

CREATE INDEX job_log_age_idx ON job_log (at);

CREATE TABLE job_pool (
    pool_id      text        NOT NULL PRIMARY KEY,
    host         text        NOT NULL,
    pid          bigint      NOT NULL,
    concurrency  integer     NOT NULL,
    started_at   timestamptz NOT NULL,
    heartbeat_at timestamptz NOT NULL
);
