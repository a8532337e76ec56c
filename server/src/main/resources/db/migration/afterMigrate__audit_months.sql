-- Runs at every start, before anything is written: a server that was off for months finds its month open.
SELECT audit_open_months(3);
