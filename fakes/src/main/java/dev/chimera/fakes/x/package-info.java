/**
 * X, as far as Chimera uses it: posts, timelines, mentions, media, OAuth 2 with PKCE and OAuth 1.0a.
 *
 * <p>{@code openapi.json} beside this package is the part of X's published OpenAPI document (version 2.167) that is
 * needed; requests are held to it. What the document does not say (the wording of refusals, the rotation of refresh
 * tokens, links that are wrapped, signs that are escaped) follows what X does.
 *
 * <p>What was really posted stands in a ledger file, one JSON line each, on the disk before anybody hears of it. Below
 * {@code /control} a test makes accounts, asks for faults, revokes tokens and reads what happened.
 */
@NullMarked
package dev.chimera.fakes.x;

import org.jspecify.annotations.NullMarked;
