-- Executions that have ended go when there are so many later ones of their policy; see ExecutionSweep.
CREATE INDEX job_execution_ended_idx ON job_execution (vendor_type, vendor_id, execution_id) WHERE ended_at IS NOT NULL;

-- Which execution has to end before the one that is due is started.
ALTER TABLE job_schedule ADD COLUMN waits_for bigint;

-- What the rule would have removed by now.
WITH ranked AS (
    SELECT execution_id, ended_at,
           row_number() OVER (PARTITION BY vendor_type, vendor_id ORDER BY execution_id DESC) AS place,
           CASE WHEN vendor_type IN ('IMAGE_SCAN', 'SBOM', 'SCAN_ALL') THEN 1
                WHEN vendor_type = 'PURGE_AUDIT_LOG' THEN 10
                ELSE 50 END AS kept,
           trigger = 'SCHEDULE'
               AND execution_id = max(execution_id) FILTER (WHERE trigger = 'SCHEDULE')
                                      OVER (PARTITION BY vendor_type, vendor_id) AS last_scheduled
    FROM job_execution),
swept AS (
    DELETE FROM job_execution AS execution USING ranked
    WHERE execution.execution_id = ranked.execution_id
      AND ranked.place > ranked.kept AND ranked.ended_at IS NOT NULL AND ranked.last_scheduled IS NOT TRUE
    RETURNING execution.execution_id)
DELETE FROM job_task AS task USING swept WHERE task.execution_id = swept.execution_id;
