-- The audit log in months, so that an old one goes at once. A month's table is made when the first of its acts comes.
ALTER TABLE audit_log RENAME TO audit_log_whole;
ALTER TABLE audit_log_whole DROP CONSTRAINT audit_log_pkey;
DROP INDEX audit_log_time_idx, audit_log_project_idx, audit_log_digest_idx, audit_log_username_idx, audit_log_resource_idx,
    audit_log_request_idx, audit_log_address_idx;

CREATE TABLE audit_log (LIKE audit_log_whole INCLUDING DEFAULTS, PRIMARY KEY (id, op_time))
    PARTITION BY RANGE (op_time);
CREATE INDEX audit_log_time_idx ON audit_log (op_time, id);
CREATE INDEX audit_log_project_idx ON audit_log (project, op_time, id);
CREATE INDEX audit_log_digest_idx ON audit_log (digest, op_time, id) WHERE digest IS NOT NULL;
CREATE INDEX audit_log_username_idx ON audit_log (username, op_time, id);
CREATE INDEX audit_log_resource_idx ON audit_log (resource, op_time, id);
CREATE INDEX audit_log_request_idx ON audit_log (request_id);
CREATE INDEX audit_log_address_idx ON audit_log (client_address, op_time, id);

DO $$
DECLARE
    month timestamp;
BEGIN
    FOR month IN SELECT DISTINCT date_trunc('month', op_time AT TIME ZONE 'UTC') FROM audit_log_whole LOOP
        EXECUTE format('CREATE TABLE %I PARTITION OF audit_log FOR VALUES FROM (%L) TO (%L)',
                       'audit_log_' || to_char(month, 'YYYYMM'),
                       month AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC');
    END LOOP;
END
$$;
INSERT INTO audit_log SELECT * FROM audit_log_whole;
DROP TABLE audit_log_whole;
