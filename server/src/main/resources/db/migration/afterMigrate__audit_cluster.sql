-- Runs at every start, before anything is written: when the database was moved to another cluster of PostgreSQL (a dump
-- was restored, say), whose transaction ids know nothing of the old ones, audit_xid goes on above every number of the log.
DO $$
DECLARE
    here     bigint := (SELECT system_identifier FROM pg_control_system());
    known    bigint;
    old_base bigint;
    sealed   bigint;
    new_base bigint;
BEGIN
    LOCK TABLE audit_clusters IN SHARE ROW EXCLUSIVE MODE;
    SELECT system_identifier, xid_offset INTO known, old_base FROM audit_clusters ORDER BY xid_offset DESC LIMIT 1;
    sealed := coalesce((SELECT to_xid FROM audit_blocks ORDER BY height DESC LIMIT 1), 0);
    -- The second half: a copy of this very cluster may have been set back to before what the dump holds.
    IF known = here AND audit_xid(pg_snapshot_xmax(pg_current_snapshot())) >= sealed THEN
        RETURN;
    END IF;
    LOCK TABLE audit_log IN EXCLUSIVE MODE;
    new_base := greatest(old_base, sealed, (SELECT max(xid) FROM audit_log)) + 1;
    INSERT INTO audit_clusters (xid_offset, system_identifier) VALUES (new_base, here);
    EXECUTE format(
        'CREATE OR REPLACE FUNCTION audit_xid(cluster_xid xid8) RETURNS bigint '
        'LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN cluster_xid::text::bigint + %s', new_base);
END
$$;
