-- Posts whose answer was lost. Nearly every post is settled within a second, so this holds next to nothing; people ask for
-- those of agents' own calls, which belong to no effect that would be looked for and asked about.
CREATE INDEX posts_unsettled ON posts (tenant_id, posted_at, id) WHERE state = 'SENDING';
