/**
 * Agents and who they are: one voice, one account, one wallet, as their SOUL.md says.
 *
 * <p>A SOUL.md is YAML front matter (name, voice, values, topics, hashtags, avoid) and a backstory in Markdown. It is
 * an OPERATOR's text, but still data: it shapes what an agent writes, and can never grant a recipient, an amount, an
 * account or a permission.
 *
 * <p>An agent is known by its name within its tenant: handing in a file with the same name keeps the agent and its id,
 * and a changed SOUL.md is in the audit log with both digests. One that only dry runs know is neither listed nor given
 * a key, and goes with the last of them. A key is shown once; issuing another ends the one before.
 */
@ApplicationModule(allowedDependencies = {"failure", "tenant"})
@NullMarked
package dev.chimera.persona;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
