package dev.chimera.worker;

import dev.chimera.task.Task;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Where a Worker says which attempts it met in what it read, whatever becomes of the task. */
@FunctionalInterface
interface HostileTextLog {

    /** @param found the evidence, a member each; nothing is written for none, and nothing of a rehearsal */
    void write(Task task, List<ObjectNode> found);
}
