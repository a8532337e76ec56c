/**
 * Faults, and what must hold after them.
 *
 * <pre>
 *   harness --kill -9, FLUSHALL--> PostgreSQL, Redis, N x FaultServer --HTTP--> Recorder --fsync--> ledger
 *      |                                                                                              |
 *      +------------------------------- Invariants: I1 to I7 from both -------------------------------+
 * </pre>
 *
 * <p>Every server is the real product in a process of its own; only thinking is replaced, so that the engine is what is
 * tested. The outside world is a process of its own, too, and its append-only ledger is the judge: what stands there
 * happened, whatever the database believes. A person is played, and decides what is unknown by looking into the ledger.
 */
@NullMarked
package dev.chimera.bench.faults;

import org.jspecify.annotations.NullMarked;
