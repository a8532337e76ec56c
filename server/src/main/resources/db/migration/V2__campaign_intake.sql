-- What intake promises, kept by the database.

-- The same agent with the same goal is the same campaign, whoever hands the file in and however many at once. md5 keeps
-- a goal of 2,000 characters inside an index entry; it tells goals apart, it protects nothing.
CREATE UNIQUE INDEX campaigns_by_identity ON campaigns (tenant_id, agent_id, md5(goal_text)) WHERE NOT dry_run;

-- An agent that only rehearsals know: it is not listed, has no key, and goes with the last rehearsal that used it.
ALTER TABLE agents ADD COLUMN rehearsal boolean NOT NULL DEFAULT false;
ALTER TABLE agents ADD CONSTRAINT agents_rehearsal_has_no_key CHECK (NOT rehearsal OR api_key_hash IS NULL);

-- The SOUL.md of a rehearsal. It must not change the agent that it rehearses for, so it stands here.
ALTER TABLE campaigns ADD COLUMN rehearsal_soul text;
ALTER TABLE campaigns ADD CONSTRAINT campaigns_soul_of_rehearsal CHECK (rehearsal_soul IS NULL OR dry_run);
