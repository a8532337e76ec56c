/**
 * X behind the port of the bridge: one account per agent, one POST per tweet, and nothing guessed.
 *
 * <pre>
 *   prepare: account known? token fresh? limit left?  --no--> a refusal that says when, or what to do
 *      |                      |
 *      |                 refreshed by whoever has the lease; the others wait for the new one
 *   publish: one POST --201--> published
 *                     --4xx--> refused, nothing was posted (401: the token is refreshed for the next attempt)
 *                     --5xx, timeout, reset--> thrown: nobody knows, and the timeline is looked at
 * </pre>
 *
 * <p>Secrets are named in the database and resolved at the moment of use. X takes a refresh token once: the lease is a
 * conditional UPDATE, no transaction is open across the call, and the new refresh token is stored before anything else
 * happens. Only X's own word that a refresh token is invalid makes an account RECONNECT_NEEDED; a network that fails
 * proves nothing.
 *
 * <p>What X says about its limits is kept in a table by account and endpoint, so that several processes spend it
 * together, and a request that would be refused is not made.
 */
@NullMarked
package dev.chimera.bridge.x;

import org.jspecify.annotations.NullMarked;
