-- Whom agents may address, and whom they must leave alone.
--
-- A handle is an account's name on X, without its @ and in small letters: X does not tell capitals apart.

-- Who named an agent, and when last. An agent addresses nobody else: a self-served account may not, and nobody wants it.
CREATE TABLE x_mentions (
    tenant_id    uuid NOT NULL,
    agent_id     uuid NOT NULL,
    handle       text NOT NULL CHECK (handle ~ '^[a-z0-9_]{1,20}$'),
    mentioned_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, agent_id, handle),
    FOREIGN KEY (tenant_id, agent_id) REFERENCES agents ON DELETE CASCADE
);

-- Accounts that asked to be left alone: by every agent of the tenant, for good, whatever they say later.
CREATE TABLE opt_outs (
    tenant_id uuid NOT NULL REFERENCES tenants,
    handle    text NOT NULL CHECK (handle ~ '^[a-z0-9_]{1,20}$'),
    asked_at  timestamptz NOT NULL DEFAULT now(),
    note      text NOT NULL DEFAULT '' CHECK (length(note) <= 500),
    PRIMARY KEY (tenant_id, handle)
);

-- What all agents of a tenant said lately, the newest first: no two of them may say the same.
CREATE INDEX posts_by_time ON posts (tenant_id, posted_at);
CREATE INDEX effects_about_to_post ON effects (tenant_id, created_at)
    WHERE tool = 'post_tweet' AND state IN ('INTENDED', 'SENDING', 'UNKNOWN');
