-- Outcomes that nobody knows are looked for over a window, and after a person was asked too: a timeline or a chain may
-- show late what a call did.

-- Since when the outcome is not known, how often it was looked for, and when it is looked for next: at any time while it
-- is UNKNOWN, and for some while after a person has said what became of it.
ALTER TABLE effects ADD COLUMN unknown_at timestamptz;
ALTER TABLE effects ADD COLUMN looks integer NOT NULL DEFAULT 0 CHECK (looks >= 0);
ALTER TABLE effects ADD COLUMN next_look_at timestamptz;
UPDATE effects SET unknown_at = updated_at, next_look_at = now() WHERE state = 'UNKNOWN';
ALTER TABLE effects ADD CONSTRAINT effects_unknown_is_looked_for
    CHECK (state <> 'UNKNOWN' OR (unknown_at IS NOT NULL AND next_look_at IS NOT NULL));
ALTER TABLE effects ADD CONSTRAINT effects_looked_for_since
    CHECK (next_look_at IS NULL OR (unknown_at IS NOT NULL AND state IN ('UNKNOWN', 'CONFIRMED', 'FAILED')));
-- Looking goes account by account, so that one that does not answer holds up no other.
CREATE INDEX effects_to_look ON effects (tenant_id, agent_id, tool, next_look_at) WHERE next_look_at IS NOT NULL;

-- What nobody knows is not decided by time: a question about an outcome has no end.
ALTER TABLE reviews ALTER COLUMN expires_at DROP NOT NULL;
UPDATE reviews SET expires_at = NULL WHERE kind = 'UNKNOWN_OUTCOME' AND state = 'OPEN';
ALTER TABLE reviews ADD CONSTRAINT reviews_expire CHECK (kind = 'UNKNOWN_OUTCOME' OR expires_at IS NOT NULL);
ALTER TABLE reviews ADD CONSTRAINT reviews_of_outcomes_stay
    CHECK (kind <> 'UNKNOWN_OUTCOME' OR state <> 'OPEN' OR expires_at IS NULL);

-- When it was found after all, against a person's word. Its text may have been posted once more meanwhile, and both are
-- out there: the record says so, instead of refusing the truth as a duplicate.
ALTER TABLE effects ADD COLUMN corrected_at timestamptz;
DROP INDEX effects_same_post;
CREATE UNIQUE INDEX effects_same_post ON effects (tenant_id, content_hash)
    WHERE tool = 'post_tweet' AND state <> 'FAILED' AND corrected_at IS NULL;

-- Whether an agent may act by itself, with its own key; an OPERATOR's switch.
ALTER TABLE agents ADD COLUMN own_calls boolean NOT NULL DEFAULT true;

-- An agent's own post on X costs as every other: its entry has neither a task nor an effect.
ALTER TABLE ledger_entries ALTER COLUMN task_id DROP NOT NULL;
ALTER TABLE ledger_entries DROP CONSTRAINT ledger_entries_check1;
ALTER TABLE ledger_entries ADD CONSTRAINT ledger_entries_purpose
    CHECK (CASE kind WHEN 'MODEL' THEN effect_id IS NULL AND task_id IS NOT NULL
                     WHEN 'POST' THEN (effect_id IS NULL) = (task_id IS NULL)
                     ELSE effect_id IS NOT NULL AND task_id IS NOT NULL END);

-- A refresh of the tokens had no answer, or the process died over it: X may have taken the refresh token, and given new
-- ones to nobody. Should X refuse it then, the person who has to connect again is told why.
ALTER TABLE x_accounts ADD COLUMN refresh_unknown boolean NOT NULL DEFAULT false;
