-- The ledger: what campaigns reserve before something costs money, and what it did cost (architecture, section 9).

-- Where an agent posts. X has a price for every post, our own timeline has none.
ALTER TABLE agents ADD COLUMN twitter text NOT NULL DEFAULT 'timeline' CHECK (twitter IN ('timeline', 'x'));

-- One row per campaign and UTC day: a reservation is one conditional UPDATE of it, so that of many at once only those
-- pass that fit. What is spent may exceed the budget by what a call really cost; what is reserved never does.
CREATE TABLE budget_days (
    tenant_id    uuid NOT NULL,
    campaign_id  uuid NOT NULL,
    day          date NOT NULL,
    reserved_usd numeric(18, 6) NOT NULL CHECK (reserved_usd >= 0),
    spent_usd    numeric(18, 6) NOT NULL CHECK (spent_usd >= 0),
    PRIMARY KEY (tenant_id, campaign_id, day),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns
);

-- What the sums of a day are made of. Nothing here is deleted with a task or a campaign: what cost money stays on record.
-- Only rehearsals are ever deleted, and they cost nothing.
CREATE TABLE ledger_entries (
    tenant_id      uuid NOT NULL,
    id             uuid NOT NULL,
    -- The effect, or the call of a model, that all entries with this id are for.
    reservation_id uuid NOT NULL,
    campaign_id    uuid NOT NULL,
    task_id        uuid NOT NULL,
    effect_id      uuid,
    kind           text NOT NULL CHECK (kind IN ('MODEL', 'POST', 'GAS', 'TRANSFER')),
    state          text NOT NULL CHECK (state IN ('RESERVED', 'SETTLED', 'RELEASED')),
    -- The day of the reservation, in which it counts whenever it ends.
    day            date NOT NULL,
    reserved_usd   numeric(18, 6) NOT NULL CHECK (reserved_usd >= 0),
    settled_usd    numeric(18, 6) CHECK (settled_usd >= 0),
    -- What one unit of the asset was worth; the fee of a transaction is settled at the price that it was reserved at.
    unit_price_usd numeric CHECK (unit_price_usd >= 0),
    what           text NOT NULL CHECK (length(what) BETWEEN 1 AND 200),
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, campaign_id, day) REFERENCES budget_days,
    FOREIGN KEY (tenant_id, task_id) REFERENCES tasks,
    FOREIGN KEY (tenant_id, effect_id) REFERENCES effects,
    CHECK ((state = 'SETTLED') = (settled_usd IS NOT NULL)),
    CHECK ((kind = 'MODEL') = (effect_id IS NULL)),
    CHECK (effect_id IS NULL OR effect_id = reservation_id)
);
-- One thing is paid for once.
CREATE UNIQUE INDEX ledger_once ON ledger_entries (tenant_id, reservation_id, kind) WHERE state <> 'RELEASED';
CREATE INDEX ledger_by_task ON ledger_entries (tenant_id, task_id);
CREATE INDEX ledger_by_day ON ledger_entries (tenant_id, campaign_id, day);

-- What is reserved for an effect while its call is under way, or of unknown outcome. 0 says that there is nothing to
-- settle, so an effect without a price never asks the ledger.
ALTER TABLE effects ADD COLUMN reserved_usd numeric(18, 6) NOT NULL DEFAULT 0 CHECK (reserved_usd >= 0);
ALTER TABLE effects ADD CONSTRAINT effects_reserved_while_sent
    CHECK (reserved_usd = 0 OR state IN ('SENDING', 'UNKNOWN'));
