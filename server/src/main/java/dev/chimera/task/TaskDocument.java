package dev.chimera.task;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A task as the AgentTask document of the contract (specification 2.1): what travels, and what the API shows. */
public final class TaskDocument {

    private TaskDocument() {}

    /** The document of a task as it stands. */
    public static ObjectNode of(Task task) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("task_id", task.id().toString());
        document.put("parent_goal_id", task.campaign().toString());
        document.put("type", task.type().name());
        document.set("payload", task.payload());
        if (task.constraints() != null) {
            document.set("constraints", task.constraints());
        }
        document.put("status", task.status().name());
        if (task.confidence() != null) {
            document.put("confidence_score", task.confidence());
        }
        if (task.extra() != null) {
            task.extra().properties().forEach(member -> document.set(member.getKey(), member.getValue()));
        }
        return document;
    }
}
