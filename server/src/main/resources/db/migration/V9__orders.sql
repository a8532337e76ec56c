-- What makes a file the same campaign, a payment the same order, and an account the same purse.

-- A campaign file may name its campaign: then its goal can be reworded, and it is the same campaign all the same.
ALTER TABLE campaigns ADD COLUMN stable_id text CHECK (stable_id ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$');
CREATE UNIQUE INDEX campaigns_by_stable_id ON campaigns (tenant_id, agent_id, stable_id)
    WHERE NOT dry_run AND stable_id IS NOT NULL;
DROP INDEX campaigns_by_identity;
CREATE UNIQUE INDEX campaigns_by_identity ON campaigns (tenant_id, agent_id, md5(goal_text))
    WHERE NOT dry_run AND stable_id IS NULL;

-- Which campaign a file was when it was handed in last, so that a changed goal is noticed. A file is known by a hash of
-- where it lies, which only whoever hands it in can make.
CREATE TABLE campaign_files (
    tenant_id   uuid NOT NULL,
    agent_id    uuid NOT NULL,
    file_ref    text NOT NULL CHECK (file_ref ~ '^[0-9a-f]{64}$'),
    campaign_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, agent_id, file_ref),
    FOREIGN KEY (tenant_id, agent_id) REFERENCES agents ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns ON DELETE CASCADE
);
CREATE INDEX campaign_files_by_campaign ON campaign_files (tenant_id, campaign_id);

-- When a campaign's file was handed in last: what failed before then, and is not missing, is no news any more. Not in
-- campaigns, because a file that changes nothing must not make a commit of the Judge stale.
CREATE TABLE campaign_intakes (
    tenant_id    uuid NOT NULL,
    campaign_id  uuid NOT NULL,
    handed_in_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, campaign_id),
    FOREIGN KEY (tenant_id, campaign_id) REFERENCES campaigns ON DELETE CASCADE
);

-- An order is its recipient, asset, amount, and its number among those that say the same; not how its amount is written,
-- nor its memo, nor its reason. Orders are told apart by this from now on, so those that are there get their new keys.
UPDATE campaign_payments p
SET key = encode(sha256(convert_to(n.says || '#' || n.ordinal, 'UTF8')), 'hex')
FROM (SELECT tenant_id, campaign_id, key, says,
             row_number() OVER (PARTITION BY tenant_id, campaign_id, says ORDER BY position, key) AS ordinal
      FROM (SELECT tenant_id, campaign_id, key, position,
                   concat_ws(' ', payment->>'to', payment->>'asset',
                             trim_scale((payment->>'amount')::numeric)::text) AS says
            FROM campaign_payments) told) n
WHERE n.tenant_id = p.tenant_id AND n.campaign_id = p.campaign_id AND n.key = p.key;

-- Whether the file still names it. What it does not name any more is not begun, and shown where it was.
ALTER TABLE campaign_payments ADD COLUMN listed boolean NOT NULL DEFAULT true;

-- An account is an address on a network, whoever holds its key: its nonces and its windows are the same for all agents
-- and tenants that ever paid from it. Rotated to another key, a wallet is another account, with nonces of its own.
-- Not a tenant's table: it says of an address only that somebody here has used it, and its rows are what is locked.
CREATE TABLE accounts (
    network text NOT NULL CHECK (network IN ('base-sepolia', 'base-mainnet')),
    address text NOT NULL CHECK (address ~ '^0x[0-9a-fA-F]{40}$'),
    PRIMARY KEY (network, address)
);
INSERT INTO accounts (network, address) SELECT DISTINCT network, address FROM wallets WHERE address IS NOT NULL;

-- From which account it is, or was, sent; NULL while it waits, and where nobody knows any more.
ALTER TABLE payments ADD COLUMN network text CHECK (network IN ('base-sepolia', 'base-mainnet'));
ALTER TABLE payments ADD COLUMN from_address text CHECK (from_address ~ '^0x[0-9a-fA-F]{40}$');
ALTER TABLE payments ADD CONSTRAINT payments_account CHECK ((network IS NULL) = (from_address IS NULL));
-- Those that were sent before a key was rotated came from another account, which was not written down then.
UPDATE payments p SET network = w.network, from_address = w.address
FROM wallets w
WHERE w.tenant_id = p.tenant_id AND w.id = p.wallet_id AND w.address IS NOT NULL
  AND p.state IN ('SENDING', 'CONFIRMED', 'REVERTED')
  AND p.policy_version >= coalesce((
          SELECT min((a.evidence->>'policy')::int) FROM audit_log a
          WHERE a.tenant_id = w.tenant_id AND a.event = 'WalletPolicySet' AND a.evidence->>'wallet_id' = w.id::text
            AND a.evidence->>'key' = w.key_secret), 0);

CREATE INDEX payments_of_account ON payments (network, from_address, asset, reserved_at)
    WHERE state IN ('SENDING', 'CONFIRMED');
CREATE INDEX payments_mined_of_account ON payments (network, from_address, nonce)
    WHERE state IN ('CONFIRMED', 'REVERTED') AND tx_hash IS NOT NULL;

-- A nonce belongs to one payment of its account. Those that wait have a place in their wallet's queue instead, until they
-- are sent.
DO $$
DECLARE
    old text := (SELECT conname FROM pg_constraint WHERE conrelid = 'payments'::regclass AND contype = 'x');
BEGIN
    EXECUTE format('ALTER TABLE payments DROP CONSTRAINT %I', old);
END
$$;
ALTER TABLE payments ADD CONSTRAINT payments_place EXCLUDE USING btree (tenant_id WITH =, wallet_id WITH =, nonce WITH =)
    WHERE (state = 'INTENDED') DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE payments ADD CONSTRAINT payments_nonce
    EXCLUDE USING btree (tenant_id WITH =, network WITH =, from_address WITH =, nonce WITH =)
    WHERE (state = 'SENDING' OR tx_hash IS NOT NULL) DEFERRABLE INITIALLY DEFERRED;
