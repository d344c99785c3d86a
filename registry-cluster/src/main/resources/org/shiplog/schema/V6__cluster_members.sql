-- Where nodes find each other. All times are those of this database's clock, so that no two nodes' clocks are ever compared.

-- Counts how often a cluster was begun. A node belongs to one incarnation; when it finds a later one here, it must stop.
CREATE TABLE cluster_incarnation (
    only_row boolean NOT NULL PRIMARY KEY DEFAULT true CHECK (only_row),
    number   bigint  NOT NULL
);

INSERT INTO cluster_incarnation (number) VALUES (0);

CREATE TABLE cluster_member (
    node_id            uuid        NOT NULL PRIMARY KEY,
    run_id             uuid        NOT NULL,
    incarnation        bigint      NOT NULL,
    state              text        NOT NULL CHECK (state IN ('joining', 'up', 'leaving')),
    cluster_host       text        NOT NULL,
    cluster_port       integer     NOT NULL,
    http_address       text,
    management_address text,
    machine            text        NOT NULL,
    process_id         bigint      NOT NULL,
    release            text        NOT NULL,
    started_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    heartbeat_at       timestamptz NOT NULL DEFAULT clock_timestamp()
);

COMMENT ON COLUMN cluster_member.node_id IS 'kept in the data directory: a node that was started again takes the place of what it was';
COMMENT ON COLUMN cluster_member.run_id IS 'one for each start';
COMMENT ON COLUMN cluster_member.cluster_host IS 'where other nodes reach it, with cluster_port';
COMMENT ON COLUMN cluster_member.http_address IS 'for people and tools, as are the four that follow';
