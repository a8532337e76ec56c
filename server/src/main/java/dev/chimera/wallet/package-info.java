/**
 * Wallets: from which an agent pays, to whom, how much, and how often.
 *
 * <pre>
 * INTENDED --reserved, committed, then sent--> SENDING --mined--> CONFIRMED | REVERTED
 *    |  ^                                        |
 *    |  +-----certainly not broadcast------------+   (the nonce is free again)
 *    +--the effect is given up--> FAILED
 * </pre>
 *
 * <p>An agent's own call is never committed as INTENDED, and FAILED where another would go back. Nobody is asked about it in
 * a review, so a person decides here: {@code /v1/wallets}, which needs the database only.
 *
 * <p>The limits are the OPERATOR's, in integer base units of the asset, so that no price can move them. They come in
 * numbered policies that are never changed: a payment has to keep the policy that it was intended under and the present
 * one, so a wider limit never widens what is in flight, and a narrower one holds at once.
 *
 * <p>A nonce is assigned in the transaction of the intent, is unique for a wallet, and is fixed from SENDING on: sending
 * the same payment again can't pay twice. One payment of a wallet is SENDING at a time. A payment whose outcome is not
 * known stays SENDING, counts in its window, and holds up those behind it: fails closed.
 */
@ApplicationModule(allowedDependencies = {"failure", "tenant", "persona", "secret"})
@NullMarked
package dev.chimera.wallet;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
