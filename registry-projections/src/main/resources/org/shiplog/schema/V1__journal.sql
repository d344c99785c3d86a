-- The journal and the snapshots of Pekko Persistence JDBC, in its own column names, with two columns of ours. The plugin
-- names the columns that it writes, so ours are filled by their definitions.
--
-- persistence_id is longer than the plugin's 255: an entity type, a bar and a name of up to 255 characters must fit.
CREATE TABLE event_journal (
    ordering           bigserial    NOT NULL,
    persistence_id     varchar(320) NOT NULL,
    sequence_number    bigint       NOT NULL,
    deleted            boolean      NOT NULL DEFAULT false,
    writer             varchar(255) NOT NULL,
    write_timestamp    bigint,
    adapter_manifest   varchar(255),
    event_ser_id       integer      NOT NULL,
    event_ser_manifest varchar(255) NOT NULL,
    event_payload      bytea        NOT NULL,
    meta_ser_id        integer,
    meta_ser_manifest  varchar(255),
    meta_payload       bytea,
    -- Of 1024 slices, by a hash that no version of PostgreSQL or of us will change. Readers share the slices out.
    slice              integer      NOT NULL GENERATED ALWAYS AS
                           (('x' || left(md5(persistence_id), 8))::bit(32)::integer & 1023) STORED,
    -- Readers take only rows of transactions older than every one that still runs: what they have passed cannot change.
    transaction_id     xid8         NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (persistence_id, sequence_number)
);

CREATE UNIQUE INDEX event_journal_ordering_idx ON event_journal (ordering);

-- The order in which readers go. The slice stands in it so that other readers' rows are passed over without being fetched.
CREATE INDEX event_journal_commit_order_idx ON event_journal (transaction_id, ordering, slice);

CREATE TABLE snapshot (
    persistence_id        varchar(320) NOT NULL,
    sequence_number       bigint       NOT NULL,
    created               bigint       NOT NULL,
    snapshot_ser_id       integer      NOT NULL,
    snapshot_ser_manifest varchar(255) NOT NULL,
    snapshot_payload      bytea        NOT NULL,
    meta_ser_id           integer,
    meta_ser_manifest     varchar(255),
    meta_payload          bytea,
    PRIMARY KEY (persistence_id, sequence_number)
);
