-- Wallets and payments. Amounts are integers, in base units of the asset: no price and no rounding can move a limit.

-- An agent's wallet. The key itself is never here: only the name of the secret that holds it.
CREATE TABLE wallets (
    tenant_id      uuid NOT NULL,
    id             uuid NOT NULL,
    agent_id       uuid NOT NULL,
    key_secret     text NOT NULL CHECK (key_secret ~ '^(env|aws-sm|home):' AND length(key_secret) <= 600),
    network        text NOT NULL CHECK (network IN ('base-sepolia', 'base-mainnet')),
    -- Learnt from the key when it is used first. Another key has another address, and so is another wallet.
    address        text CHECK (address ~ '^0x[0-9a-fA-F]{40}$'),
    policy_version integer NOT NULL CHECK (policy_version > 0),
    -- The nonce that the next intent gets.
    next_nonce     bigint NOT NULL DEFAULT 0 CHECK (next_nonce >= 0),
    version_id     uuid NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, agent_id),
    -- Two agents with one key would have two windows for one purse, and fight for its nonces.
    UNIQUE (tenant_id, network, address),
    UNIQUE (tenant_id, network, key_secret),
    FOREIGN KEY (tenant_id, agent_id) REFERENCES agents ON DELETE CASCADE
);

-- Policies are only ever added: a payment in flight keeps the one that it was intended under.
CREATE TABLE wallet_policies (
    tenant_id  uuid NOT NULL,
    wallet_id  uuid NOT NULL,
    version    integer NOT NULL CHECK (version > 0),
    allow      text[] NOT NULL,
    set_by     text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, wallet_id, version),
    FOREIGN KEY (tenant_id, wallet_id) REFERENCES wallets ON DELETE CASCADE
);

CREATE TABLE wallet_limits (
    tenant_id      uuid NOT NULL,
    wallet_id      uuid NOT NULL,
    policy_version integer NOT NULL,
    asset          text NOT NULL CHECK (length(asset) BETWEEN 1 AND 16),
    -- The contract is part of what was allowed: another contract under the same symbol is another asset.
    token          text CHECK (token ~ '^0x[0-9a-fA-F]{40}$'),
    decimals       integer NOT NULL CHECK (decimals BETWEEN 0 AND 36),
    max_payment    numeric(78, 0) NOT NULL CHECK (max_payment >= 0),
    window_hours   integer NOT NULL CHECK (window_hours BETWEEN 1 AND 8784),
    window_total   numeric(78, 0) NOT NULL CHECK (window_total >= 0),
    window_count   integer NOT NULL CHECK (window_count >= 0),
    auto_approve   numeric(78, 0) NOT NULL CHECK (auto_approve >= 0),
    PRIMARY KEY (tenant_id, wallet_id, policy_version, asset),
    FOREIGN KEY (tenant_id, wallet_id, policy_version) REFERENCES wallet_policies ON DELETE CASCADE
);

CREATE TABLE payments (
    tenant_id      uuid NOT NULL,
    id             uuid NOT NULL,
    wallet_id      uuid NOT NULL,
    -- The idempotency key. NULL only for an agent's own call with its API key.
    effect_id      uuid,
    task_id        uuid,
    to_address     text NOT NULL CHECK (to_address ~ '^0x[0-9a-fA-F]{40}$'),
    asset          text NOT NULL,
    amount         numeric(78, 0) NOT NULL CHECK (amount > 0),
    memo           text CHECK (length(memo) <= 280),
    policy_version integer NOT NULL,
    nonce          bigint NOT NULL CHECK (nonce >= 0),
    state          text NOT NULL CHECK (state IN ('INTENDED', 'SENDING', 'CONFIRMED', 'REVERTED', 'FAILED')),
    -- When it was reserved: from then on it counts in its window.
    reserved_at    timestamptz,
    -- The block before which it can't be: where to begin to look for it.
    from_block     bigint CHECK (from_block >= 0),
    tx_hash        text CHECK (tx_hash ~ '^0x[0-9a-f]{64}$'),
    fee_wei        numeric(78, 0) CHECK (fee_wei >= 0),
    error_code     text,
    error_message  text,
    created_at     timestamptz NOT NULL DEFAULT now(),
    updated_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, effect_id),
    FOREIGN KEY (tenant_id, wallet_id) REFERENCES wallets ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, wallet_id, policy_version) REFERENCES wallet_policies ON DELETE CASCADE,
    CHECK (state NOT IN ('SENDING', 'CONFIRMED', 'REVERTED') OR (reserved_at IS NOT NULL AND from_block IS NOT NULL)),
    -- CONFIRMED without a hash: a person found that it had happened.
    CHECK (state <> 'REVERTED' OR tx_hash IS NOT NULL),
    CHECK (state NOT IN ('FAILED', 'REVERTED') OR error_code IS NOT NULL),
    -- A nonce belongs to one payment. Deferred, because those that wait are numbered anew in one statement when one of
    -- them goes first or is given up.
    EXCLUDE USING btree (tenant_id WITH =, wallet_id WITH =, nonce WITH =)
        WHERE (state IN ('INTENDED', 'SENDING') OR tx_hash IS NOT NULL) DEFERRABLE INITIALLY DEFERRED
);
-- One at a time: a payment of unknown outcome holds up those behind it.
CREATE UNIQUE INDEX payments_one_sending ON payments (tenant_id, wallet_id) WHERE state = 'SENDING';
CREATE INDEX payments_in_window ON payments (tenant_id, wallet_id, asset, reserved_at)
    WHERE state IN ('SENDING', 'CONFIRMED');
CREATE INDEX payments_waiting ON payments (tenant_id, wallet_id, nonce) WHERE state = 'INTENDED';

-- What a campaign file wants paid. The key tells payments apart by what they say, so that the same file again orders
-- nothing twice; two that say the same are numbered.
CREATE TABLE campaign_payments (
    tenant_id   uuid NOT NULL,
    campaign_id uuid NOT NULL,
    key         text NOT NULL CHECK (key ~ '^[0-9a-f]{64}$'),
    position    integer NOT NULL CHECK (position >= 0),
    payment     jsonb NOT NULL CHECK (jsonb_typeof(payment) = 'object'),
    -- The TRANSACTION task that was planned for it last.
    task_id     uuid,
    PRIMARY KEY (tenant_id, campaign_id, key),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns ON DELETE CASCADE
);

-- The nonce lives with the payment, in one place.
ALTER TABLE effects DROP COLUMN nonce;
