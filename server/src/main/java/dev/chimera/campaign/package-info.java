/**
 * A campaign: the goal that an OPERATOR gave an agent, with a daily budget, a number of posts, and sources.
 *
 * <p>Every UPDATE of {@code campaigns} carries the version that was read and sets a new one, so a campaign that was
 * paused a moment ago wins against every commit that was judged before. The same agent with the same goal is the same
 * campaign: handing in the file again continues it.
 */
@ApplicationModule(allowedDependencies = {"failure", "tenant", "persona"})
@NullMarked
package dev.chimera.campaign;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
