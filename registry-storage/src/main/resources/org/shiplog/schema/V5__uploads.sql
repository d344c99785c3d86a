-- Uploads in progress, for all nodes. One row each while it lasts, so the tables stay small: expiry reads all of it.
CREATE TABLE upload_session (
    id         uuid        PRIMARY KEY,
    owner      text        NOT NULL CHECK (length(owner) <= 1024),
    algorithm  text        NOT NULL,
    -- Names the hold; another with every acquisition, and with every release, so that a hold that was let go stays so.
    fence      bigint      NOT NULL DEFAULT 0,
    -- In the future: somebody holds the session. In the past: since then nobody used it. Not indexed, so that updates stay
    -- within the page.
    held_until timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (fillfactor = 70);

-- What the session is made of, in the order of the fences.
CREATE TABLE upload_segment (
    upload uuid   NOT NULL REFERENCES upload_session ON DELETE CASCADE,
    fence  bigint NOT NULL,
    length bigint NOT NULL CHECK (length > 0),
    PRIMARY KEY (upload, fence)
);
