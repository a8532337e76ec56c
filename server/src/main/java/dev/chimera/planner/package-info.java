/**
 * The Planner: a campaign's goal becomes a graph of tasks.
 *
 * <pre>
 *             +-> CONTENT_GEN 0 --> ENGAGEMENT 0
 * RESEARCH ---+-> CONTENT_GEN 1 --> ENGAGEMENT 1
 *             +-> ...
 * TRANSACTION     one for every payment of the campaign file
 * </pre>
 *
 * <p>The Planner has no memory of its own. Whatever happens (a file is handed in, a task ends, the Judge signals RESYNC)
 * leads to the same look at the whole campaign, and the look to what is missing: the first plan, a replacement for a post
 * that was rejected, the end of what can't go on, or the completed campaign. A look that another planner took at the same
 * time changes the campaign's version, and the second one changes nothing.
 */
@ApplicationModule(allowedDependencies = {"failure", "tenant", "persona", "campaign", "task", "broker"})
@NullMarked
package dev.chimera.planner;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
