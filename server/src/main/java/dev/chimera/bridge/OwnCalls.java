package dev.chimera.bridge;

import dev.chimera.campaign.XSettingsGiven;
import dev.chimera.tenant.Caller;
import java.util.Optional;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Whether an agent may act by itself, with its own key: {@code agents.own_calls}, which its campaign file sets. */
@Repository
public class OwnCalls {

    private static final String SET = """
            WITH changed AS (
                UPDATE agents SET own_calls = :on
                WHERE tenant_id = :tenant AND id = :agent AND own_calls <> :on
                RETURNING tenant_id, id, name
            )
            INSERT INTO audit_log (tenant_id, actor, event, evidence)
            SELECT tenant_id, :actor, 'OwnCallsSet',
                   jsonb_build_object('agent_id', id, 'agent', name, 'own_calls', CASE WHEN :on THEN 'on' ELSE 'off' END)
            FROM changed
            """;

    private final JdbcClient jdbc;

    OwnCalls(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** In the transaction that takes the file. */
    @EventListener
    void take(XSettingsGiven given) {
        Boolean on = given.settings().ownCalls();
        if (on != null) {
            Caller.Person caller = given.caller();
            jdbc.sql(SET)
                    .param("on", on)
                    .param("tenant", caller.tenant().value())
                    .param("agent", given.agent().value())
                    .param("actor", caller.actor())
                    .update();
        }
    }

    /** OWN_CALLS_OFF for an agent's own call where an OPERATOR wants none; an effect's call is nobody's own. */
    public Optional<Refusal> refusal(Author author) {
        if (author.effect() != null || isOn(author)) {
            return Optional.empty();
        }
        return Optional.of(Refusal.of(
                RefusalCode.OWN_CALLS_OFF,
                "an OPERATOR wants no own calls of this agent (agent.own_calls: off): it acts through its campaigns"));
    }

    /** An agent that does not exist is refused by whoever asks next. */
    private boolean isOn(Author author) {
        return jdbc.sql("SELECT own_calls FROM agents WHERE tenant_id = :tenant AND id = :agent")
                .param("tenant", author.tenant().value())
                .param("agent", author.agent().value())
                .query(Boolean.class)
                .optional()
                .orElse(true);
    }
}
