-- Acts of a kind that are older than this are not in the log: neither those that were there nor any that come later.
CREATE TABLE audit_purge (
    event_type text        NOT NULL COLLATE "C" PRIMARY KEY,
    before     timestamptz NOT NULL
);
