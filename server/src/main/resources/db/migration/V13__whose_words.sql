-- Whose words a source holds is declared in the campaign file, and never guessed from the kind of file: another workshop's
-- "we" in a feed would be published as the agent's own. NULL where the file says nothing: then a note is the agent's own,
-- because its operator wrote it, and a feed is not.
ALTER TABLE campaign_sources ADD COLUMN own boolean;
