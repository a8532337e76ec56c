/**
 * Workers: a task becomes a proposal.
 *
 * <p>A worker claims tasks in batches, runs a {@link dev.chimera.worker.TaskHandler} per type on a virtual thread, and
 * submits what came out to the Judge. It holds no tool with a side effect: what it wants done to the world it can only
 * propose. A worker that lost its lease cancels its work, and its late write changes nothing.
 */
@ApplicationModule(
        allowedDependencies = {
            "failure",
            "fetch",
            "tenant",
            "persona",
            "campaign",
            "task",
            "model",
            "model :: offline",
            "broker",
            "bridge",
            "wallet",
            "audit"
        })
@NullMarked
package dev.chimera.worker;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
