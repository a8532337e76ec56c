/**
 * The ledger: one for everything that costs money.
 *
 * <pre>
 *   reserve --fits--> RESERVED --settle--> SETTLED    it happened, and cost what it cost
 *      |                  |----release---> RELEASED   it did not happen
 *      |                  +                           nobody knows: it stays reserved
 *      +--over the day's budget--> OverBudget: goes on with the next UTC day, or a higher budget
 *      +--over the task's limit--> OverTaskLimit: never
 * </pre>
 *
 * <p>A reservation is made before the call, in the transaction that commits that the call will be made: one conditional
 * upsert per campaign and UTC day, by the database's clock, together with its entries and its audit row. However many
 * ask at once, what is reserved and spent never exceeds the budget by a reservation. It can by the truth: what a call
 * really cost is recorded, also when it is more than was reserved. What is spent belongs to the day of the reservation.
 *
 * <p>Locks are taken in the order campaign, day, entries, effect, task. A reservation holds its campaign, so a budget
 * that is raised in the same moment is either seen by it or waits for it.
 *
 * <p>Money is {@link dev.chimera.budget.Usd}, never a floating-point number. Prices come from configuration or from an MCP
 * tool, never from a text that a model has read, and a price that is missing or too old stops whatever needs it. The
 * limits of a wallet are kept in units of the asset, elsewhere: no price can move them.
 *
 * <p>A rehearsal costs nothing and leaves nothing here.
 */
@ApplicationModule(allowedDependencies = {"failure", "tenant", "persona", "campaign", "task", "tool"})
@NullMarked
package dev.chimera.budget;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
