-- Manifest bytes exactly as pushed, each once however many repositories and tags refer to it.
-- The column's storage stays PostgreSQL's default, which compresses what is longer than 2 kB: manifests of 3 kB on average
-- took half of the room in table and WAL that EXTERNAL took, and no measurable time; reads come from a cache anyway.
CREATE TABLE manifests (
    digest    text        PRIMARY KEY CHECK (length(digest) <= 255),
    bytes     bytea       NOT NULL CHECK (octet_length(bytes) <= 4194304),
    stored_at timestamptz NOT NULL DEFAULT now()
);
