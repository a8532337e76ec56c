-- Which parts of the product a process runs, and which of its loops are in trouble: so that whoever asks one process why
-- nothing moves is told of all of them.
ALTER TABLE workers
    ADD COLUMN roles    text[] NOT NULL DEFAULT '{}' CHECK (cardinality(roles) <= 20),
    ADD COLUMN troubles text[] NOT NULL DEFAULT '{}' CHECK (cardinality(troubles) <= 20);
