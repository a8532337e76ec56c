/**
 * Agents and who they are: one voice, one account, one wallet, as their SOUL.md says.
 *
 * <p>A SOUL.md is YAML front matter (name, voice, values, topics, hashtags, avoid) and a backstory in Markdown. It is
 * an OPERATOR's text, but still data: it shapes what an agent writes, and can never grant a recipient, an amount, an
 * account or a permission.
 */
@ApplicationModule(allowedDependencies = {"failure", "tenant"})
@NullMarked
package dev.chimera.persona;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
