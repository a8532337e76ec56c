/**
 * A person decides what the Judge will not.
 *
 * <p>A review stands in PostgreSQL, so it survives every restart; it is bound to the content hash and to the task's
 * version, so what was approved is what happens and nothing else; it expires; and whoever proposed can't approve. An
 * approval writes the intent of the effect in its own transaction: it runs once, or not at all. What it would cost is shown
 * with the question.
 */
@ApplicationModule(
        allowedDependencies = {"failure", "tenant", "persona", "campaign", "task", "broker", "effect", "budget"})
@NullMarked
package dev.chimera.review;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
