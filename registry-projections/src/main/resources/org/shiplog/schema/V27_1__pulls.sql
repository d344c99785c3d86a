-- How often things were pulled, and when last. Derived from the journal.
CREATE TABLE pull_total (
    repository text        NOT NULL COLLATE "C",
    generation bigint      NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('repository', 'artifact', 'tag')),
    name       text        NOT NULL COLLATE "C",
    pulls      bigint      NOT NULL,
    pulled_at  timestamptz NOT NULL,
    PRIMARY KEY (repository, generation, kind, name)
);

COMMENT ON COLUMN pull_total.name IS 'the artifact''s digest or the tag; empty for the repository';

-- Which content an act was about, whatever name it was called by.
ALTER TABLE audit_log ADD COLUMN digest text COLLATE "C";

UPDATE audit_log SET digest = CASE
    WHEN resource_type IN ('artifact', 'blob') THEN substring(resource FROM '@(.*)$')
    WHEN resource_type = 'tag' THEN coalesce(new_value, old_value)
END
WHERE resource_type IN ('artifact', 'blob', 'tag');

CREATE INDEX audit_log_digest_idx ON audit_log (digest, op_time, id) WHERE digest IS NOT NULL;
CREATE INDEX audit_log_username_idx ON audit_log (username, op_time, id);
CREATE INDEX audit_log_resource_idx ON audit_log (resource, op_time, id);
CREATE INDEX audit_log_request_idx ON audit_log (request_id);
CREATE INDEX audit_log_address_idx ON audit_log (client_address, op_time, id);
