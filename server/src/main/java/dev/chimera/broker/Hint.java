package dev.chimera.broker;

import dev.chimera.campaign.VersionId;
import dev.chimera.tenant.TenantId;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says that there is something to do. Losing one costs latency; a second one costs a look.
 *
 * @param version what must still be the version of the thing for the hint to mean anything
 * @param fields what the entry carries: {@code task}, {@code tenant_id}, {@code version_id}, {@code attempt}, and what a
 *     stream needs beyond
 */
public record Hint(TenantId tenant, VersionId version, Map<String, String> fields) {

    public Hint {
        fields = Map.copyOf(fields);
    }

    /** A hint that carries an AgentTask document, with what the swarm needs beside it. */
    public static Hint ofTask(TenantId tenant, VersionId version, int attempt, ObjectNode document) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("tenant_id", tenant.toString());
        fields.put("version_id", version.toString());
        fields.put("attempt", Integer.toString(attempt));
        fields.put("task", document.toString());
        return new Hint(tenant, version, fields);
    }
}
