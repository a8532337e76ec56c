/**
 * A campaign: the goal that an OPERATOR gave an agent, with a daily budget, a number of posts, and sources.
 *
 * <p>Every UPDATE of {@code campaigns} carries the version that was read and sets a new one, so a campaign that was
 * paused a moment ago wins against every commit that was judged before. The same agent with the same goal is the same
 * campaign: handing in the file again continues it, however many do so at once, because registering the agent locks it
 * until the commit; a unique index stands behind that.
 *
 * <pre>
 * file, soul, sources --> IntakeRequest --> CampaignDesk --one transaction--> agents, campaigns, sources, audit
 *                         (refused: 400)         |
 *                                                +--after the commit--> CampaignChanged
 * </pre>
 *
 * <p>Nothing is stored of a file that is refused, and a refusal names the path and the value. A rehearsal (dry run) is a
 * campaign of its own with its own copy of SOUL.md: it changes no agent, is neither listed nor audited, and is deleted
 * by whoever asked for it, or by the next start of a server.
 */
@ApplicationModule(allowedDependencies = {"failure", "tenant", "persona", "secret", "wallet", "model :: offline"})
@NullMarked
package dev.chimera.campaign;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
