-- The tables of the specification (3, 3.1) and what the engine needs beside them.
--
-- tenant_id stands first in every primary key, foreign key and unique constraint: a reference across tenants can't be
-- stored, row-level security has its column, and the same schema distributes on Citus. What must never be is a CHECK, so
-- that no program, ours included, can store it.

CREATE TABLE tenants (
    id           uuid PRIMARY KEY,
    name         text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 100),
    api_key_hash text NOT NULL CHECK (api_key_hash ~ '^[0-9a-f]{64}$'),
    created_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX tenants_by_key ON tenants (api_key_hash);

CREATE TABLE users (
    tenant_id  uuid NOT NULL REFERENCES tenants,
    id         uuid NOT NULL,
    email      text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
    role       text NOT NULL CHECK (role IN ('OPERATOR', 'MODERATOR')),
    token_hash text CHECK (token_hash ~ '^[0-9a-f]{64}$'),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, email)
);
CREATE INDEX users_by_token ON users (token_hash);

CREATE TABLE agents (
    tenant_id      uuid NOT NULL REFERENCES tenants,
    id             uuid NOT NULL,
    name           text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    soul_link      text NOT NULL,
    soul           text NOT NULL,
    wallet_address text,
    api_key_hash   text CHECK (api_key_hash ~ '^[0-9a-f]{64}$'),
    paused         boolean NOT NULL DEFAULT false,
    -- An OPERATOR's switch, per agent; an agent's own call can't turn the label off.
    ai_labeled     boolean NOT NULL DEFAULT true,
    -- The cooldown, durable: nothing is posted before this moment, whoever asks.
    next_slot_at   timestamptz NOT NULL DEFAULT '-infinity',
    created_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name)
);
CREATE INDEX agents_by_key ON agents (api_key_hash);

CREATE TABLE campaigns (
    tenant_id        uuid NOT NULL,
    id               uuid NOT NULL,
    owner_id         uuid NOT NULL,
    agent_id         uuid NOT NULL,
    goal_text        text NOT NULL CHECK (length(goal_text) BETWEEN 1 AND 2000),
    status           text NOT NULL CHECK (status IN ('ACTIVE', 'PAUSED', 'COMPLETED')),
    daily_budget_usd numeric(12, 2) NOT NULL CHECK (daily_budget_usd >= 0),
    posts_wanted     integer NOT NULL CHECK (posts_wanted BETWEEN 0 AND 1000),
    -- A rehearsal goes up to the verdict, publishes nothing, writes no audit rows, and is deleted afterwards.
    dry_run          boolean NOT NULL DEFAULT false,
    -- Handed in, and not planned since: kept here, because a hint to the Planner can be lost.
    plan_wanted      boolean NOT NULL DEFAULT true,
    version_id       uuid NOT NULL,
    created_at       timestamptz NOT NULL DEFAULT now(),
    updated_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, owner_id) REFERENCES users,
    FOREIGN KEY (tenant_id, agent_id) REFERENCES agents
);
CREATE INDEX campaigns_by_agent ON campaigns (tenant_id, agent_id);

CREATE TABLE campaign_sources (
    tenant_id   uuid NOT NULL,
    campaign_id uuid NOT NULL,
    position    integer NOT NULL CHECK (position >= 0),
    location    text NOT NULL,
    -- What the file held when it was handed in; NULL for an address, which RESEARCH reads itself.
    content     text,
    failure     text,
    PRIMARY KEY (tenant_id, campaign_id, position),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns ON DELETE CASCADE,
    CHECK (content IS NULL OR failure IS NULL)
);

-- A process that works. Its lease covers every task that it holds, so that renewing is one row, not thousands.
CREATE TABLE workers (
    id          uuid PRIMARY KEY,
    host        text NOT NULL,
    pid         bigint NOT NULL,
    started_at  timestamptz NOT NULL DEFAULT now(),
    lease_until timestamptz NOT NULL
);

CREATE TABLE tasks (
    tenant_id         uuid NOT NULL,
    id                uuid NOT NULL,
    campaign_id       uuid NOT NULL,
    agent_id          uuid NOT NULL,
    type              text NOT NULL CHECK (type IN ('RESEARCH', 'CONTENT_GEN', 'TRANSACTION', 'ENGAGEMENT')),
    category          text NOT NULL GENERATED ALWAYS AS (
                          CASE type WHEN 'RESEARCH' THEN 'RESEARCH' WHEN 'TRANSACTION' THEN 'FINANCE' ELSE 'CONTENT' END
                      ) STORED,
    payload           jsonb NOT NULL CHECK (jsonb_typeof(payload) = 'object'),
    constraints       jsonb CHECK (jsonb_typeof(constraints) = 'object'),
    -- Members of the document that the contract does not name: kept, handed on, never read.
    extra             jsonb CHECK (jsonb_typeof(extra) = 'object'),
    status            text NOT NULL CHECK (status IN ('PENDING', 'IN_PROGRESS', 'REVIEW', 'COMPLETED', 'FAILED')),
    confidence_score  double precision CHECK (confidence_score BETWEEN 0 AND 1),
    current_worker_id uuid,
    attempt           integer NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    crashes           integer NOT NULL DEFAULT 0 CHECK (crashes >= 0),
    waiting_on        integer NOT NULL DEFAULT 0 CHECK (waiting_on >= 0),
    ready_at          timestamptz NOT NULL DEFAULT now(),
    result_data       jsonb,
    feedback          jsonb,
    error_code        text,
    error_message     text,
    audit_log         jsonb,
    submitted_by      uuid,
    dry_run           boolean NOT NULL DEFAULT false,
    version_id        uuid NOT NULL,
    created_at        timestamptz NOT NULL DEFAULT now(),
    updated_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, agent_id) REFERENCES agents,
    -- Only a task in progress is held by a worker; without one it waits for its effect.
    CHECK (current_worker_id IS NULL OR status = 'IN_PROGRESS'),
    CHECK (status = 'PENDING' OR waiting_on = 0 OR status = 'FAILED'),
    CHECK ((status = 'FAILED') = (error_code IS NOT NULL))
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
CREATE INDEX tasks_by_campaign ON tasks (tenant_id, campaign_id, status);
-- What the sweeper looks through, per tenant and stream, oldest first. An escalated task is ready at infinity: it waits
-- for a person, not for a hint.
CREATE INDEX tasks_to_hint ON tasks (tenant_id, type, status, ready_at)
    WHERE (status = 'PENDING' AND waiting_on = 0) OR status = 'REVIEW';
CREATE INDEX tasks_held ON tasks (current_worker_id) WHERE current_worker_id IS NOT NULL;

CREATE TABLE task_dependencies (
    tenant_id     uuid NOT NULL,
    task_id       uuid NOT NULL,
    depends_on_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, task_id, depends_on_id),
    FOREIGN KEY (tenant_id, task_id) REFERENCES tasks ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, depends_on_id) REFERENCES tasks ON DELETE CASCADE,
    CHECK (task_id <> depends_on_id)
);
CREATE INDEX task_dependents ON task_dependencies (tenant_id, depends_on_id);

CREATE TABLE effects (
    tenant_id     uuid NOT NULL,
    id            uuid NOT NULL,
    task_id       uuid NOT NULL,
    agent_id      uuid NOT NULL,
    tool          text NOT NULL,
    arguments     jsonb NOT NULL,
    content_hash  text NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    approved_by   text NOT NULL,
    state         text NOT NULL CHECK (state IN ('INTENDED', 'SENDING', 'CONFIRMED', 'FAILED', 'UNKNOWN')),
    ready_at      timestamptz NOT NULL,
    nonce         bigint,
    external_id   text,
    -- Which process is sending, and the moment after which its call may no longer be accepted.
    sender_id     uuid,
    sent_at       timestamptz,
    not_after     timestamptz,
    error_code    text,
    error_message text,
    version_id    uuid NOT NULL,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    -- A task has one effect in its life: what was approved once is never intended twice.
    UNIQUE (tenant_id, task_id),
    FOREIGN KEY (tenant_id, task_id) REFERENCES tasks ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, agent_id) REFERENCES agents,
    CHECK (state <> 'SENDING' OR (sender_id IS NOT NULL AND sent_at IS NOT NULL AND not_after IS NOT NULL)),
    CHECK (state <> 'CONFIRMED' OR external_id IS NOT NULL),
    CHECK (state <> 'FAILED' OR error_code IS NOT NULL)
);
CREATE INDEX effects_open ON effects (state, ready_at) WHERE state IN ('INTENDED', 'SENDING', 'UNKNOWN');
-- No agent ever says the same thing twice: not after a restart, not by two judges at once.
CREATE UNIQUE INDEX effects_same_post ON effects (tenant_id, content_hash) WHERE tool = 'post_tweet' AND state <> 'FAILED';
CREATE INDEX effects_by_agent ON effects (tenant_id, agent_id, ready_at);

CREATE TABLE reviews (
    tenant_id    uuid NOT NULL,
    id           uuid NOT NULL,
    task_id      uuid NOT NULL,
    -- The version that the question was asked about: a task that went on in the meantime is not decided any more.
    task_version uuid NOT NULL,
    agent_id     uuid NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('PROPOSAL', 'UNKNOWN_OUTCOME')),
    tool         text NOT NULL,
    arguments    jsonb NOT NULL,
    content_hash text NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    score        double precision CHECK (score BETWEEN 0 AND 1),
    why          text NOT NULL,
    -- Whoever proposed it, when a person did: that person can't approve it.
    proposed_by  uuid,
    expires_at   timestamptz NOT NULL,
    state        text NOT NULL CHECK (state IN ('OPEN', 'APPROVED', 'REJECTED', 'EXPIRED', 'WITHDRAWN')),
    decided_by   uuid,
    decided_at   timestamptz,
    reason       text,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, task_id) REFERENCES tasks ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, agent_id) REFERENCES agents,
    FOREIGN KEY (tenant_id, decided_by) REFERENCES users,
    CHECK (state NOT IN ('APPROVED', 'REJECTED') OR decided_by IS NOT NULL),
    CHECK (state <> 'APPROVED' OR decided_by IS DISTINCT FROM proposed_by)
);
CREATE UNIQUE INDEX reviews_one_open ON reviews (tenant_id, task_id) WHERE state = 'OPEN';

-- The timeline backend of the twitter bridge, and for every other backend the record of what was handed over.
CREATE TABLE posts (
    tenant_id     uuid NOT NULL,
    id            uuid NOT NULL,
    agent_id      uuid NOT NULL,
    -- The idempotency key. NULL only for an agent's own call with its API key.
    effect_id     uuid,
    task_id       uuid,
    text          text NOT NULL CHECK (length(text) BETWEEN 1 AND 4000),
    media_ids     text[] NOT NULL DEFAULT '{}' CHECK (cardinality(media_ids) <= 4),
    is_ai_labeled boolean NOT NULL,
    state         text NOT NULL CHECK (state IN ('SENDING', 'PUBLISHED')),
    external_id   text,
    posted_at     timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, effect_id),
    FOREIGN KEY (tenant_id, agent_id) REFERENCES agents
);
CREATE INDEX posts_by_agent ON posts (tenant_id, agent_id, posted_at);

-- What happened, append-only. Sealed in blocks off the hot path: a row belongs to the block whose range of transaction
-- ids holds its xid, because a sequence number can become visible late, and a transaction below the horizon can't.
--
-- Transaction ids start anew in every cluster of PostgreSQL. So that a dump can move to another one, audit_xid numbers
-- them on from where the last cluster ended; afterMigrate__audit_cluster.sql moves its offset. It is inlined: for an
-- INSERT it costs one addition.
CREATE FUNCTION audit_xid(cluster_xid xid8) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN cluster_xid::text::bigint + 0;

-- The clusters that this log has lived in; the one with the highest offset is the present one.
CREATE TABLE audit_clusters (
    xid_offset        bigint PRIMARY KEY CHECK (xid_offset >= 0),
    system_identifier bigint NOT NULL,
    since             timestamptz NOT NULL DEFAULT now()
);
INSERT INTO audit_clusters (xid_offset, system_identifier) SELECT 0, system_identifier FROM pg_control_system();

CREATE TABLE audit_log (
    tenant_id    uuid NOT NULL,
    seq          bigint GENERATED ALWAYS AS IDENTITY,
    -- The bound leaves room for the next cluster's numbers, whatever somebody writes here.
    xid          bigint NOT NULL DEFAULT audit_xid(pg_current_xact_id()) CHECK (xid BETWEEN 0 AND 1::bigint << 61),
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor        text NOT NULL,
    event        text NOT NULL,
    task_id      uuid,
    campaign_id  uuid,
    from_version uuid,
    to_version   uuid,
    evidence     jsonb,
    PRIMARY KEY (tenant_id, seq)
);
CREATE INDEX audit_log_by_task ON audit_log (tenant_id, task_id) WHERE task_id IS NOT NULL;
-- What sealing and verifying walk along, a block at a time. A B-tree, not BRIN: page ranges that autovacuum has not
-- summarized yet are read whole, again for every block, just when rows come fastest. Rows of one batch share one xid,
-- so deduplication keeps it small.
CREATE INDEX audit_log_by_xid ON audit_log (xid);

CREATE TABLE audit_blocks (
    height    bigint PRIMARY KEY CHECK (height >= 0),
    -- From this number of audit_xid, inclusive, up to that one, exclusive.
    from_xid  bigint NOT NULL,
    to_xid    bigint NOT NULL CHECK (to_xid > from_xid),
    -- The rows of the block, in order of seq, and the SHA-256 of each row, side by side.
    seqs      bigint[] NOT NULL CHECK (cardinality(seqs) > 0),
    digests   bytea NOT NULL CHECK (length(digests) = 32 * cardinality(seqs)),
    previous  bytea NOT NULL CHECK (length(previous) = 32),
    hash      bytea NOT NULL CHECK (length(hash) = 32),
    sealed_at timestamptz NOT NULL
);
-- Digests don't compress: don't try.
ALTER TABLE audit_blocks ALTER COLUMN digests SET STORAGE EXTERNAL;
