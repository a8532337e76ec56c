-- What keeps the audit log and its neighbours from growing while nothing happens.

-- An effect that is put off again and again for the same reason tells it once. waits_for is the code of that reason, kept
-- also while it is tried again; put_off is how many times in a row.
ALTER TABLE effects ADD COLUMN waits_for text CHECK (length(waits_for) BETWEEN 1 AND 100);
ALTER TABLE effects ADD COLUMN put_off integer NOT NULL DEFAULT 0 CHECK (put_off >= 0);

-- What was reserved and given back is kept once for a reservation, however often that happened.
CREATE INDEX ledger_released ON ledger_entries (tenant_id, reservation_id) WHERE state = 'RELEASED';

-- The audit log in months, so that old ones can be archived and dropped whole.
--
-- There is no partition for what fits nowhere: a month is opened long before it begins, at every start and every hour
-- (audit_open_months), and rows that had no month would have to be looked for afterwards. The numbers come from a sequence
-- and not from an identity column, which PostgreSQL 15 does not have in partitioned tables.
ALTER TABLE audit_log RENAME TO audit_log_begun;
ALTER TABLE audit_log_begun RENAME CONSTRAINT audit_log_pkey TO audit_log_begun_pkey;
ALTER INDEX audit_log_by_task RENAME TO audit_log_begun_by_task;
ALTER INDEX audit_log_by_xid RENAME TO audit_log_begun_by_xid;
ALTER TABLE audit_log_begun ALTER COLUMN seq DROP IDENTITY;

CREATE SEQUENCE audit_log_seq;
SELECT setval('audit_log_seq', coalesce((SELECT max(seq) FROM audit_log_begun), 0) + 1, false);

CREATE TABLE audit_log (
    tenant_id    uuid NOT NULL,
    seq          bigint NOT NULL DEFAULT nextval('audit_log_seq'),
    -- The bound leaves room for the next cluster's numbers, whatever somebody writes here.
    xid          bigint NOT NULL DEFAULT audit_xid(pg_current_xact_id())
                     CONSTRAINT audit_log_xid_check CHECK (xid BETWEEN 0 AND 1::bigint << 61),
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor        text NOT NULL,
    event        text NOT NULL,
    task_id      uuid,
    campaign_id  uuid,
    from_version uuid,
    to_version   uuid,
    evidence     jsonb,
    PRIMARY KEY (tenant_id, seq, at)
) PARTITION BY RANGE (at);
ALTER SEQUENCE audit_log_seq OWNED BY audit_log.seq;
CREATE INDEX audit_log_by_task ON audit_log (tenant_id, task_id) WHERE task_id IS NOT NULL;
CREATE INDEX audit_log_by_xid ON audit_log (xid);

-- From when (NULL: from the beginning) until before when the rows of a partition are.
CREATE VIEW audit_months AS
    SELECT month.relname::text AS name,
           (regexp_match(pg_get_expr(month.relpartbound, month.oid), $$FROM \('([^']+)'\)$$))[1]::timestamptz AS begins,
           (regexp_match(pg_get_expr(month.relpartbound, month.oid), $$TO \('([^']+)'\)$$))[1]::timestamptz AS ends
    FROM pg_inherits part JOIN pg_class month ON month.oid = part.inhrelid
    WHERE part.inhparent = 'audit_log'::regclass;

-- Whoever may do everything can still change a row, but not by mistake.
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% keeps what was written: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER audit_log_stays BEFORE UPDATE OR DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_log_stays_whole BEFORE TRUNCATE ON audit_log EXECUTE FUNCTION audit_refuse();

-- Opens the present month (UTC) and so many more, where they are not open; the number of those that it opened. A partition
-- that is made first and attached then keeps nobody from writing meanwhile.
CREATE FUNCTION audit_open_months(ahead integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    first  timestamptz;
    after  timestamptz;
    month  text;
    opened integer := 0;
BEGIN
    -- "chimaudu" in ASCII: one server at a time.
    PERFORM pg_advisory_xact_lock(7163091125840209013);
    FOR i IN 0 .. ahead LOOP
        first := (date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => i)) AT TIME ZONE 'UTC';
        after := ((first AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC';
        month := 'audit_log_' || to_char(first AT TIME ZONE 'UTC', 'YYYY_MM');
        CONTINUE WHEN EXISTS (SELECT FROM audit_months m WHERE m.ends > first);
        EXECUTE format('CREATE TABLE %I (LIKE audit_log INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)', month);
        EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON %I EXECUTE FUNCTION audit_refuse()', month || '_stays', month);
        EXECUTE format('ALTER TABLE audit_log ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', month, first, after);
        opened := opened + 1;
    END LOOP;
    RETURN opened;
END
$$;

-- Rows that there are already stay where they are, in one partition up to the end of the month; nothing is copied.
DO $$
DECLARE
    until timestamptz := ((SELECT date_trunc('month', greatest(now(), max(at)) AT TIME ZONE 'UTC') FROM audit_log_begun)
                          + interval '1 month') AT TIME ZONE 'UTC';
BEGIN
    IF EXISTS (SELECT FROM audit_log_begun) THEN
        ALTER TABLE audit_log_begun DROP CONSTRAINT audit_log_begun_pkey;
        ALTER TABLE audit_log_begun ALTER COLUMN seq SET DEFAULT nextval('audit_log_seq');
        EXECUTE format('ALTER TABLE audit_log ATTACH PARTITION audit_log_begun FOR VALUES FROM (MINVALUE) TO (%L)', until);
    ELSE
        DROP TABLE audit_log_begun;
    END IF;
    PERFORM audit_open_months(3);
END
$$;

-- A month that was written into a file and dropped. Its blocks keep their heads; the rows of a block that goes on in a
-- later month stay sealed there, and their numbers stand here, because they are missing rightly.
CREATE TABLE audit_archives (
    name         text PRIMARY KEY CHECK (name ~ '^audit_log_[a-z0-9_]+$'),
    begins       timestamptz,
    ends         timestamptz NOT NULL,
    row_count    bigint NOT NULL CHECK (row_count >= 0),
    first_height bigint NOT NULL CHECK (first_height >= 0),
    last_height  bigint NOT NULL CHECK (last_height >= first_height - 1),
    -- Of the file, as it was written.
    sha256       bytea NOT NULL CHECK (length(sha256) = 32),
    left_behind  bigint[] NOT NULL,
    archived_at  timestamptz NOT NULL DEFAULT now(),
    signature    bytea CHECK (length(signature) = 64),
    signer       text CHECK (signer ~ '^[0-9a-f]{16}$'),
    CHECK ((signature IS NULL) = (signer IS NULL))
);

-- A signature of the block's head, by a key that is not in the database, and which key it was.
ALTER TABLE audit_blocks ADD COLUMN signature bytea CHECK (length(signature) = 64);
ALTER TABLE audit_blocks ADD COLUMN signer text CHECK (signer ~ '^[0-9a-f]{16}$');
ALTER TABLE audit_blocks ADD CONSTRAINT audit_blocks_signed CHECK ((signature IS NULL) = (signer IS NULL));

-- A block whose rows are all archived keeps their number only.
ALTER TABLE audit_blocks ADD COLUMN row_count integer;
UPDATE audit_blocks SET row_count = cardinality(seqs);
ALTER TABLE audit_blocks ALTER COLUMN row_count SET NOT NULL;
ALTER TABLE audit_blocks ADD CONSTRAINT audit_blocks_row_count CHECK (row_count > 0);
ALTER TABLE audit_blocks ALTER COLUMN seqs DROP NOT NULL;
ALTER TABLE audit_blocks ALTER COLUMN digests DROP NOT NULL;
ALTER TABLE audit_blocks ADD CONSTRAINT audit_blocks_archived CHECK ((seqs IS NULL) = (digests IS NULL));

CREATE TRIGGER audit_blocks_stay BEFORE DELETE ON audit_blocks FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_blocks_stay_whole BEFORE TRUNCATE ON audit_blocks EXECUTE FUNCTION audit_refuse();
-- All that may become of a block is that its rows are archived.
CREATE TRIGGER audit_blocks_stay_as_they_are BEFORE UPDATE ON audit_blocks FOR EACH ROW
    WHEN (NEW.seqs IS NOT NULL
          OR (NEW.height, NEW.from_xid, NEW.to_xid, NEW.previous, NEW.hash, NEW.sealed_at, NEW.row_count, NEW.signature,
              NEW.signer)
             IS DISTINCT FROM
             (OLD.height, OLD.from_xid, OLD.to_xid, OLD.previous, OLD.hash, OLD.sealed_at, OLD.row_count, OLD.signature,
              OLD.signer))
    EXECUTE FUNCTION audit_refuse();
