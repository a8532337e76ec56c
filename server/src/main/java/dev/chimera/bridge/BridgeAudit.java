package dev.chimera.bridge;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.OnBehalfOf;
import dev.chimera.tenant.TenantId;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/** What the bridges write into the audit log. Belongs into the transaction of the change that it tells about. */
@Repository
public class BridgeAudit {

    /** Whatever agent is claimed: that there is none of that name is the very thing to remember. */
    private static final String WRITE = """
            INSERT INTO audit_log (tenant_id, actor, event, task_id, campaign_id, evidence)
            SELECT n.id, :actor, :event, :task, t.campaign_id, CAST(:evidence AS jsonb)
            FROM tenants n
            LEFT JOIN tasks t ON t.tenant_id = n.id AND t.id = :task
            WHERE n.id = :tenant
            """;

    /** What a waiting effect is told again and again is written once, until it is told something else. */
    private static final String WRITE_CHANGE = WRITE + """
              AND NOT EXISTS (
                  SELECT FROM (SELECT a.event, a.evidence->>'code' AS code, a.evidence->>'effect_id' AS effect
                               FROM audit_log a
                               WHERE a.tenant_id = :tenant AND a.task_id = :task AND a.evidence->>'agent_id' IS NOT NULL
                               ORDER BY a.seq DESC LIMIT 1) last
                  WHERE last.event = :event AND last.code = :code AND last.effect = :effect)
            """;

    /** NUL as JSON writes it, which {@code jsonb} can't hold; a refusal may quote what a stranger sent. */
    private static final Pattern NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

    private static final Logger LOG = LoggerFactory.getLogger(BridgeAudit.class);

    private final JdbcClient jdbc;
    private final JsonMapper json;

    BridgeAudit(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** @param agent null for a person, who has no account here */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record TurnedAway(
            @JsonProperty("agent_id") @Nullable UUID agent, RefusalCode code, String message) {}

    /**
     * Writes a row of the log.
     *
     * @param evidence becomes JSON
     * @return false when there is no such tenant, and so no log to write into
     */
    public boolean write(TenantId tenant, String actor, String event, @Nullable UUID task, Object evidence) {
        return jdbc.sql(WRITE)
                        .param("actor", actor)
                        .param("event", event)
                        .param("task", task)
                        .param("evidence", text(evidence))
                        .param("tenant", tenant.value())
                        .update()
                == 1;
    }

    /**
     * A refusal of an effect, unless the bridge's last word about that effect was the same.
     *
     * @param evidence becomes JSON, with {@code agent_id}, {@code effect_id} and {@code code}
     */
    public void writeRefusal(
            TenantId tenant, String actor, String event, UUID task, UUID effect, String code, Object evidence) {
        jdbc.sql(WRITE_CHANGE)
                .param("actor", actor)
                .param("event", event)
                .param("task", task)
                .param("evidence", text(evidence))
                .param("tenant", tenant.value())
                .param("code", code)
                .param("effect", effect.toString())
                .update();
    }

    private String text(Object evidence) {
        return NUL.matcher(json.writeValueAsString(evidence)).replaceAll("$1\\\\ufffd");
    }

    /**
     * Somebody who may not act here at all. It stands in the log of the caller's tenant; what comes from the service and
     * names nobody to act for is remembered in the log of the process only.
     *
     * @param meta of the call
     */
    public void turnedAway(String event, Caller caller, @Nullable Map<String, Object> meta, Refusal refusal) {
        boolean written = switch (caller) {
            case Caller.Agent own -> write(own.tenant(), own, event, own.agent(), refusal);
            case Caller.Person person -> write(person.tenant(), person, event, null, refusal);
            case Caller.Service service ->
                claimed(meta)
                        .map(whom -> write(whom.tenant(), service, event, whom.agent(), refusal))
                        .orElse(false);
        };
        if (!written) {
            LOG.warn("{} was turned away: {} {}", caller.actor(), refusal.code(), refusal.message());
        }
    }

    private boolean write(TenantId tenant, Caller caller, String event, @Nullable UUID agent, Refusal refusal) {
        return write(tenant, caller.actor(), event, null, new TurnedAway(agent, refusal.code(), refusal.message()));
    }

    private static Optional<OnBehalfOf> claimed(@Nullable Map<String, Object> meta) {
        try {
            return OnBehalfOf.from(meta);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
