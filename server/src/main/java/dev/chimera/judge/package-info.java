/**
 * The Judge: a result becomes a verdict.
 *
 * <p>Deterministic policy comes first, then a score from named parts, which is stored and shown; the Worker's own score
 * alone decides nothing. The verdict is committed under the task's version and the campaign's: a campaign that was paused
 * a moment ago wins. When the commit finds another version, the Judge signals RESYNC to the Planner, reads again and
 * judges again, at most five times.
 *
 * <p>Only what would touch the world goes to a person: a doubtful research or draft is passed on with its score, and the
 * proposal that is made of it carries the question.
 */
@ApplicationModule(
        allowedDependencies = {
            "failure",
            "tenant",
            "persona",
            "campaign",
            "task",
            "model",
            "model :: offline",
            "broker",
            "bridge",
            "effect",
            "review",
            "wallet",
            "audit"
        })
@NullMarked
package dev.chimera.judge;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
