/**
 * Redis Streams: who hears of work, and who holds it.
 *
 * <pre>
 *   commit in PostgreSQL --hint--> stream --read--> claim in PostgreSQL --acknowledge--> gone from the stream
 *                           ^                         |
 *                        sweeper <-- claimable, unclaimed for 5 s
 * </pre>
 *
 * <p>PostgreSQL is the truth; an entry is a hint that carries the AgentTask document and its version. Losing Redis
 * costs latency, not work: nothing here is needed to know what is to be done. An entry is acknowledged and deleted as
 * soon as the claim commits, so a slow handler never sits in a pending list. A version waits in a stream at most once,
 * and a tenant's hints are bounded, so no tenant can stand in another's way. An entry that does not follow the contract
 * goes to the dead letters of its tenant with the reason, and stops nothing.
 *
 * <p>A process has one lease, in the table {@code workers}, which covers all that it holds. Renewing is one row.
 */
@ApplicationModule(allowedDependencies = {"failure", "postgres", "tenant", "persona", "campaign", "task"})
@NullMarked
package dev.chimera.broker;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
