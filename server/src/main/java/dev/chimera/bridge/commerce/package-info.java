/**
 * {@code /mcp/commerce}: {@code transfer} and {@code get_wallet}.
 *
 * <pre>
 *   call --check--> what does the chain say? --one transaction: limits, window, nonce--> SENDING --AgentKit, once-->
 *        CONFIRMED | REVERTED | certainly not sent: back to INTENDED | no answer: stays SENDING, and nobody knows
 * </pre>
 *
 * <p>An agent's own call has no effect that somebody would come back for. It is intended and reserved in one transaction, is
 * FAILED where it was certainly not sent, and one without an answer is looked up by the {@link PaymentSweeper}.
 *
 * <p>The limits hold here, against PostgreSQL, whoever asks: an approved effect, an agent with its own key, or another MCP
 * client. AgentKit itself knows no limits; nothing else reaches it.
 */
@NullMarked
package dev.chimera.bridge.commerce;

import org.jspecify.annotations.NullMarked;
