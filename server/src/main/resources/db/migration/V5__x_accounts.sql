-- Agents that post to X. Secrets are named here and never stored.

-- The account on X that an agent posts with: one agent, one account.
CREATE TABLE x_accounts (
    tenant_id           uuid NOT NULL,
    agent_id            uuid NOT NULL,
    auth                text NOT NULL CHECK (auth IN ('OAUTH2', 'ACCESS_TOKEN', 'OAUTH1')),
    -- Names of secrets, such as env:MAYA_X_TOKEN.
    access_token        text NOT NULL CHECK (length(access_token) <= 800),
    refresh_token       text CHECK (length(refresh_token) <= 800),
    consumer_key        text CHECK (length(consumer_key) <= 800),
    consumer_secret     text CHECK (length(consumer_secret) <= 800),
    access_token_secret text CHECK (length(access_token_secret) <= 800),
    -- NULL until X was asked who this is.
    x_user_id           text CHECK (x_user_id ~ '^[0-9]{1,19}$'),
    username            text CHECK (length(username) BETWEEN 1 AND 50),
    -- RECONNECT_NEEDED: X said that the refresh token is worth nothing any more, and only a person can give another.
    state               text NOT NULL DEFAULT 'CONNECTED' CHECK (state IN ('CONNECTED', 'RECONNECT_NEEDED')),
    -- Raised with every new pair of tokens, so that whoever waits for one knows it when it is there.
    token_version       bigint NOT NULL DEFAULT 0,
    access_expires_at   timestamptz,
    refreshed_at        timestamptz,
    -- Who is refreshing the tokens, and until when nobody else may: X takes a refresh token once.
    refresh_owner       uuid,
    refresh_until       timestamptz,
    connected_at        timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, agent_id),
    FOREIGN KEY (tenant_id, agent_id) REFERENCES agents,
    CONSTRAINT x_accounts_names CHECK (CASE auth
        WHEN 'OAUTH2' THEN refresh_token IS NOT NULL
        WHEN 'ACCESS_TOKEN' THEN refresh_token IS NULL
        ELSE refresh_token IS NULL AND consumer_key IS NOT NULL AND consumer_secret IS NOT NULL
             AND access_token_secret IS NOT NULL END)
);
-- Two agents with one account would take each other's posts for their own.
CREATE UNIQUE INDEX x_accounts_by_user ON x_accounts (tenant_id, x_user_id);

-- What X said is left of a limit, shared by every process: a request that would be refused is not made.
CREATE TABLE x_rate_limits (
    tenant_id uuid NOT NULL,
    agent_id  uuid NOT NULL,
    endpoint  text NOT NULL,
    -- The limit of a quarter of an hour, or one of a day.
    span      text NOT NULL,
    remaining integer NOT NULL CHECK (remaining >= 0),
    reset_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, agent_id, endpoint, span),
    FOREIGN KEY (tenant_id, agent_id) REFERENCES agents
);
