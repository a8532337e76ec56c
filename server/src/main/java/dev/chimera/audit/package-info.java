/**
 * What happened, and the proof that nobody rewrote it: append, seal, verify, list.
 *
 * <pre>
 * INSERT INTO audit_log ... (the statement that does the thing)     hot path: no hash, no lock
 *        |
 *   AuditSealer   every few seconds: rows below the horizon -> block, hash-chained to the last one
 *        |
 *        |                                           signed; only behind a head that it knows and that our keys signed
 *   AuditVerifier recomputes everything, names the first row that was changed, removed or slipped in
 *        |
 *   AuditArchivist  months that are over --> a file each, proven --> heads only are left
 * </pre>
 *
 * <p>Invariants: a row is written in the transaction of what it tells about, so there is neither one without the other.
 * A row is in exactly one block: the one whose range of transaction ids holds its own, which is closed only when every
 * transaction in it has ended. One sealer works at a time, over all processes. The server's own connections can append
 * and read, and nothing else; whoever may write everything can rewrite the chain, but not sign it, and not what this server
 * remembers of it. The head is logged at every seal and can be kept elsewhere as an anchor.
 *
 * <p>Failure: PostgreSQL away means that sealing waits, and catches up. A cluster whose transaction ids run below the
 * chain's, a head that is not the one that was sealed, and a month that does not fit its blocks are refused, loudly, in the
 * log and in the health named {@code audit}; nothing is sealed or archived wrongly. {@code docs/audit.md} has the format.
 */
@ApplicationModule(
        allowedDependencies = {"failure", "tenant", "persona", "campaign", "task", "broker", "secret", "postgres"})
@NullMarked
package dev.chimera.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
