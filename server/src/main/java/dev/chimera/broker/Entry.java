package dev.chimera.broker;

import dev.chimera.campaign.VersionId;
import dev.chimera.task.AgentTaskContract;
import dev.chimera.task.TaskId;
import dev.chimera.task.TaskRef;
import dev.chimera.tenant.TenantId;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * An entry as it was read from a stream, its envelope parsed.
 *
 * @param id Redis' entry id
 * @param document the AgentTask, valid by the contract; null in the stream of goals, which carries none
 */
public record Entry(
        StreamName stream,
        String id,
        TenantId tenant,
        VersionId version,
        Map<String, String> fields,
        @Nullable ObjectNode document) {

    /** Thrown for an entry that does not follow the contract, with the reason. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String reason) {
            super(reason);
        }
    }

    static Entry parse(StreamName stream, String id, Map<String, String> fields, boolean carriesTask)
            throws MalformedException {
        ObjectNode document = null;
        if (carriesTask) {
            String text = fields.get("task");
            if (text == null) {
                throw new MalformedException("field task is missing");
            }
            try {
                document = AgentTaskContract.parse(text);
            } catch (AgentTaskContract.ViolationException e) {
                throw new MalformedException("task: " + e.getMessage());
            }
        }
        if (!carriesTask) {
            uuid(fields, "campaign_id");
        }
        TenantId tenant = new TenantId(uuid(fields, "tenant_id"));
        return new Entry(stream, id, tenant, new VersionId(uuid(fields, "version_id")), Map.copyOf(fields), document);
    }

    private static UUID uuid(Map<String, String> fields, String name) throws MalformedException {
        String text = fields.get(name);
        if (text == null) {
            throw new MalformedException("field " + name + " is missing");
        }
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("field " + name + " is not a UUID: " + text);
        }
    }

    /** The task and version that the hint names. Only for streams that carry a task. */
    public TaskRef ref() {
        if (document == null) {
            throw new IllegalStateException(stream.key() + " carries no tasks");
        }
        return new TaskRef(tenant, TaskId.parse(document.path("task_id").stringValue()), version);
    }
}
