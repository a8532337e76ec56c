-- Runs at every start, after the migrations: the role that the server's own connections take on. It owns nothing. It may do
-- with every table what the server does with it, and of the audit log it may read and append, and nothing else: no UPDATE,
-- no DELETE, no TRUNCATE, and no value for the columns by which a row is numbered and timed.
--
-- Roles belong to the whole cluster, so the name is the owner's with _app behind it. Where the owner may not create roles
-- (and no superuser has made this one and granted it), nothing is done here; the server says so, in its log and in its
-- health.
DO $$
DECLARE
    app       text := left(current_user::text, 59) || '_app';
    usable    text := CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END;
    kept      text[] := ARRAY['audit_log', 'audit_blocks', 'audit_clusters', 'audit_archives', 'flyway_schema_history'];
    one       record;
BEGIN
    -- Several servers may start at once, and only one of them at a time may write into the catalog.
    LOCK TABLE audit_clusters IN SHARE ROW EXCLUSIVE MODE;
    BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = app) THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', app);
        END IF;
    EXCEPTION
        WHEN insufficient_privilege THEN
            RETURN;
        WHEN duplicate_object OR unique_violation THEN
            NULL;
    END;
    BEGIN
        IF NOT pg_has_role(current_user, app, usable) THEN
            EXECUTE format('GRANT %I TO %I', app, current_user);
        END IF;
    EXCEPTION
        WHEN insufficient_privilege THEN
            RETURN;
    END;
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', current_schema(), app);
    FOR one IN
        SELECT c.oid::regclass AS name FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v') AND NOT c.relispartition
          AND c.relowner = current_user::regrole AND c.relname <> ALL (kept) AND NOT has_table_privilege(app, c.oid, 'DELETE')
    LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %I', one.name, app);
    END LOOP;
    FOR one IN
        SELECT c.oid::regclass AS name FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relowner = current_user::regrole
          AND CASE c.relkind WHEN 'S' THEN NOT has_sequence_privilege(app, c.oid, 'USAGE') END
    LOOP
        EXECUTE format('GRANT USAGE ON SEQUENCE %s TO %I', one.name, app);
    END LOOP;
    FOR one IN
        SELECT c.oid::regclass AS name FROM pg_class c
        WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY (kept)
          AND c.relowner = current_user::regrole AND NOT has_table_privilege(app, c.oid, 'SELECT')
    LOOP
        EXECUTE format('GRANT SELECT ON %s TO %I', one.name, app);
    END LOOP;
    IF NOT has_table_privilege(app, 'audit_blocks', 'INSERT') THEN
        EXECUTE format('GRANT INSERT ON audit_blocks TO %I', app);
        EXECUTE format('GRANT INSERT (tenant_id, actor, event, task_id, campaign_id, from_version, to_version, evidence) '
                       'ON audit_log TO %I', app);
    END IF;
END
$$;
