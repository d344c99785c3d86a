CREATE SEQUENCE webhook_policy_id AS bigint MINVALUE 1;

-- The read model: whom to tell of what. Derived from the journal, rebuilt to the same rows.
CREATE TABLE webhook_project (
    project    text   NOT NULL COLLATE "C" PRIMARY KEY,
    project_id bigint NOT NULL
);

COMMENT ON TABLE webhook_project IS 'whose the name is at the moment: policies belong to a project, not to its name';

CREATE TABLE webhook_policy (
    policy_id    bigint      NOT NULL PRIMARY KEY,
    project_id   bigint      NOT NULL,
    name         text        NOT NULL,
    enabled      boolean     NOT NULL,
    event_types  text[]      NOT NULL,
    repositories text[]      NOT NULL,
    targets      text[]      NOT NULL,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL
);

COMMENT ON COLUMN webhook_policy.repositories IS 'patterns; none for all repositories';
COMMENT ON COLUMN webhook_policy.targets IS 'the type of jobs for each target';

CREATE INDEX webhook_policy_project_idx ON webhook_policy (project_id);

CREATE TABLE webhook_muted (
    setting text NOT NULL PRIMARY KEY
);

COMMENT ON TABLE webhook_muted IS 'has the setting while it says that nobody is to be told of anything';

-- What is to be delivered: no read model, since what was delivered is not to be delivered again. A delivery is written in the
-- transaction in which the read model handles the event, if the event lies behind the horizon.
CREATE TABLE webhook_horizon (
    only_row       boolean NOT NULL PRIMARY KEY DEFAULT true CHECK (only_row),
    transaction_id bigint  NOT NULL,
    ordering       bigint  NOT NULL
);

INSERT INTO webhook_horizon (transaction_id, ordering) VALUES (0, 0);

CREATE TABLE webhook_delivery (
    delivery_id bigint      NOT NULL PRIMARY KEY DEFAULT nextval('execution_id'),
    task_id     bigint      NOT NULL DEFAULT nextval('task_id'),
    policy_id   bigint      NOT NULL,
    project_id  bigint      NOT NULL,
    target      integer     NOT NULL,
    vendor_type text        NOT NULL COLLATE "C",
    repository  text        NOT NULL COLLATE "C",
    event_type  text        NOT NULL COLLATE "C",
    event       text        NOT NULL,
    occurred_at timestamptz NOT NULL,
    operator    text        NOT NULL,
    request_id  text        NOT NULL,
    digest      text        NOT NULL,
    tag         text        NOT NULL,
    status      text        NOT NULL,
    message     text        NOT NULL DEFAULT '',
    attempts    integer     NOT NULL DEFAULT 0,
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    started_at  timestamptz,
    ended_at    timestamptz
);

COMMENT ON COLUMN webhook_delivery.event IS 'the same whenever and to whomever the event is told';

CREATE INDEX webhook_delivery_next_idx ON webhook_delivery (policy_id, target, repository, delivery_id)
    WHERE ended_at IS NULL;
CREATE INDEX webhook_delivery_policy_idx ON webhook_delivery (policy_id, delivery_id);
CREATE INDEX webhook_delivery_age_idx ON webhook_delivery (ended_at);

-- What waits for one target of a policy from one repository, one behind the other. A lane is there while anything waits in it.
CREATE TABLE webhook_lane (
    policy_id    bigint      NOT NULL,
    target       integer     NOT NULL,
    repository   text        NOT NULL COLLATE "C",
    project_id   bigint      NOT NULL,
    vendor_type  text        NOT NULL COLLATE "C",
    backlog      bigint      NOT NULL,
    waiting_since timestamptz NOT NULL DEFAULT now(),
    available_at timestamptz NOT NULL DEFAULT now(),
    fence        bigint      NOT NULL DEFAULT 0,
    held_until   timestamptz,
    PRIMARY KEY (policy_id, target, repository)
);

COMMENT ON COLUMN webhook_lane.waiting_since IS 'since when nothing of the lane was delivered';

CREATE INDEX webhook_lane_available_idx ON webhook_lane (available_at);
CREATE INDEX webhook_lane_held_idx ON webhook_lane (held_until) WHERE held_until IS NOT NULL;

CREATE TABLE webhook_trigger (
    policy_id  bigint      NOT NULL,
    event_type text        NOT NULL COLLATE "C",
    at         timestamptz NOT NULL,
    PRIMARY KEY (policy_id, event_type)
);

-- An adopted journal has other transaction ids; the horizon is still before the same event.
ALTER PROCEDURE adopt_restored_journal() RENAME TO adopt_restored_events;

CREATE PROCEDURE adopt_restored_journal() LANGUAGE plpgsql AS $$
BEGIN
    CALL adopt_restored_events();
    UPDATE webhook_horizon AS horizon
    SET transaction_id = CAST(CAST(event.transaction_id AS text) AS bigint)
    FROM event_journal AS event
    WHERE event.ordering = horizon.ordering;
END
$$;
