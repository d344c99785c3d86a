-- For a journal that was restored from a logical dump into another database cluster: gives it transaction ids that this cluster has
-- passed already, so that what is written next sorts behind them, and keeps the order of all events, on which the ledger stands. An
-- id goes up only where it must: where a later event has a lower number. To be called before any write, outside a transaction.
CREATE PROCEDURE adopt_restored_journal() LANGUAGE plpgsql AS $$
DECLARE
    highest bigint;
BEGIN
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
    SELECT coalesce(max(CAST(CAST(transaction_id AS text) AS bigint)), 0) INTO highest FROM event_journal;
    COMMIT;
    -- Every transaction that asks for its id uses one up.
    WHILE CAST(CAST(pg_current_xact_id() AS text) AS bigint) <= highest LOOP
        COMMIT;
    END LOOP;
END
$$;
