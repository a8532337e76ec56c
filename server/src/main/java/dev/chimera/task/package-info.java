/**
 * The vocabulary of the swarm: tasks, their documents, their lifecycle, and where they are kept.
 *
 * <pre>
 * PENDING --claim--> IN_PROGRESS --submit--> REVIEW --approve--> COMPLETED
 *    ^                  |                      |
 *    +---- release -----+                      +-- approve with an effect --> IN_PROGRESS without a worker
 *    +---- reject, with feedback --------------+
 * </pre>
 *
 * <p>PostgreSQL is the truth. Every UPDATE carries the version that was read and sets a new one; a write with an old
 * version changes nothing and says so. {@link dev.chimera.task.TaskLifecycle} is the one table of what may follow what.
 */
@ApplicationModule(allowedDependencies = {"failure", "tenant", "persona", "campaign"})
@NullMarked
package dev.chimera.task;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
