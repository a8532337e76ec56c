package dev.chimera.bench.faults;

import java.time.Instant;
import java.util.UUID;

/** A line of the ledger: a tweet that the outside world has. */
record LedgerEntry(String id, UUID tenantId, UUID agentId, UUID effectId, String text, Instant at) {}
