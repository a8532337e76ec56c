/**
 * Effects: an approved proposal becomes at most one call to the outside world.
 *
 * <pre>
 * INTENDED --commit, then call--> SENDING --answer--> CONFIRMED
 *    ^                               |--refused------> FAILED
 *    +---refused, with a time--------+--no answer----> UNKNOWN --looked up--> CONFIRMED
 *                                                         +---not found-----> a person decides
 * </pre>
 *
 * <p>SENDING is committed before the call and there is one attempt: a timeout, a lost answer or a crash in SENDING is
 * UNKNOWN, which is looked up and never sent again. The effect's id travels as the idempotency key, with the moment
 * after which the call is too late, so that a process that slept past its lease can't send any more.
 *
 * <p>What costs money is reserved in the transaction that commits SENDING, and settled or released in the one that
 * settles the effect; while nobody knows what happened it stays reserved. A campaign without money for it leaves its
 * effect INTENDED until the next UTC day, or until an OPERATOR raises the budget, and the effect says so. What costs
 * nothing never asks the ledger.
 */
@ApplicationModule(
        allowedDependencies = {"failure", "tenant", "persona", "campaign", "task", "broker", "tool", "budget", "wallet"
        })
@NullMarked
package dev.chimera.effect;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
