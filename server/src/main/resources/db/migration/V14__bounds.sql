-- What is asked often must not grow with what was ever done.

-- What came of a task: the report follows from tasks to posts and payments, every 200 ms while somebody watches.
CREATE INDEX posts_by_task ON posts (tenant_id, task_id) WHERE task_id IS NOT NULL;
CREATE INDEX payments_by_task ON payments (tenant_id, task_id) WHERE task_id IS NOT NULL;

-- Behind foreign keys: without these, deleting or changing what they point to reads the whole table.
CREATE INDEX campaigns_by_owner ON campaigns (tenant_id, owner_id);
CREATE INDEX tasks_by_agent ON tasks (tenant_id, agent_id);
CREATE INDEX reviews_by_task ON reviews (tenant_id, task_id);
CREATE INDEX reviews_by_agent ON reviews (tenant_id, agent_id);
CREATE INDEX reviews_by_decider ON reviews (tenant_id, decided_by) WHERE decided_by IS NOT NULL;
CREATE INDEX payments_by_policy ON payments (tenant_id, wallet_id, policy_version);
CREATE INDEX ledger_by_effect ON ledger_entries (tenant_id, effect_id) WHERE effect_id IS NOT NULL;

-- How many tasks and effects have ended, so that nobody has to count them: a row for each batch that ended some, written by
-- the very statement, so that no two batches wait for each other; the sweeper adds them up. An effect that is found after all
-- leaves the state that it had ended in, and so does its task: each takes one away there. Only rehearsals are ever deleted,
-- which are not counted. What is still open is few, and counted as it is.
CREATE TABLE tallies (
    tenant_id uuid NOT NULL,
    id        bigint GENERATED ALWAYS AS IDENTITY,
    kind      text NOT NULL CHECK (kind IN ('TASK', 'EFFECT')),
    state     text NOT NULL CHECK (state IN ('COMPLETED', 'CONFIRMED', 'FAILED')),
    ended     bigint NOT NULL CHECK (ended <> 0),
    PRIMARY KEY (tenant_id, id),
    CHECK (state = 'FAILED' OR (state = 'COMPLETED') = (kind = 'TASK'))
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
INSERT INTO tallies (tenant_id, kind, state, ended)
SELECT tenant_id, 'TASK', status, count(*) FROM tasks
WHERE status IN ('COMPLETED', 'FAILED') AND NOT dry_run GROUP BY tenant_id, status
UNION ALL
SELECT tenant_id, 'EFFECT', state, count(*) FROM effects
WHERE state IN ('CONFIRMED', 'FAILED') GROUP BY tenant_id, state;

CREATE INDEX tasks_open ON tasks (tenant_id, status)
    WHERE status IN ('PENDING', 'IN_PROGRESS', 'REVIEW') AND NOT dry_run;
CREATE INDEX effects_open_of_tenant ON effects (tenant_id, state) WHERE state IN ('INTENDED', 'SENDING', 'UNKNOWN');
