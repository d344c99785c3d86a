-- How far the audit log was forwarded, and which node does it at the moment. One row while there is somewhere to forward to. It is no
-- read model: a rebuild must not send everything once more.
CREATE TABLE audit_forward (
    one            boolean     NOT NULL DEFAULT true PRIMARY KEY CHECK (one),
    holder         text        NOT NULL COLLATE "C",
    held_until     timestamptz NOT NULL,
    -- Every event up to this place of the journal was delivered, or is no act.
    transaction_id bigint      NOT NULL,
    ordering       bigint      NOT NULL,
    delivered      bigint      NOT NULL DEFAULT 0,
    delivered_at   timestamptz,
    failures       integer     NOT NULL DEFAULT 0,
    failing_since  timestamptz,
    failure        text
);

-- As before, and the place in the journal goes along.
CREATE OR REPLACE PROCEDURE adopt_restored_journal() LANGUAGE plpgsql AS $$
DECLARE
    highest bigint;
BEGIN
    UPDATE audit_forward AS forward SET ordering = coalesce(
        (SELECT event.ordering FROM event_journal AS event
         WHERE (event.transaction_id, event.ordering)
               <= (CAST(CAST(forward.transaction_id AS text) AS xid8), forward.ordering)
         ORDER BY event.transaction_id DESC, event.ordering DESC LIMIT 1), 0);
    UPDATE event_journal AS event
    SET transaction_id = CAST(CAST(numbered.id AS text) AS xid8)
    FROM (
        SELECT persistence_id, sequence_number,
               3 + count(*) FILTER (WHERE ordering < before) OVER (ORDER BY transaction_id, ordering) AS id
        FROM (
            SELECT persistence_id, sequence_number, transaction_id, ordering,
                   lag(ordering) OVER (ORDER BY transaction_id, ordering) AS before
            FROM event_journal
        ) AS placed
    ) AS numbered
    WHERE event.persistence_id = numbered.persistence_id AND event.sequence_number = numbered.sequence_number;
    UPDATE audit_forward AS forward SET transaction_id = coalesce(
        (SELECT CAST(CAST(event.transaction_id AS text) AS bigint) FROM event_journal AS event
         WHERE event.ordering = forward.ordering), 0);
    SELECT coalesce(max(CAST(CAST(transaction_id AS text) AS bigint)), 0) INTO highest FROM event_journal;
    COMMIT;
    -- Every transaction that asks for its id uses one up.
    WHILE CAST(CAST(pg_current_xact_id() AS text) AS bigint) <= highest LOOP
        COMMIT;
    END LOOP;
END
$$;
