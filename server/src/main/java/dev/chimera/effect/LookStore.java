package dev.chimera.effect;

import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * When effects are looked for, in {@code effects.next_look_at}. Looking changes no state, so it keeps the version: whoever
 * settles meanwhile is not held up.
 */
@Repository
class LookStore {

    /** Those that wait for longest first, so that no account waits for another's turn to come round again. */
    private static final String ACCOUNTS = """
            SELECT tenant_id, agent_id, tool FROM effects WHERE next_look_at <= now()
            GROUP BY tenant_id, agent_id, tool
            ORDER BY min(next_look_at), tenant_id, agent_id, tool
            LIMIT :limit
            """;

    /** Takes a look at each for this process: should it die over it, the next look is due when the time is over. */
    private static final String TAKE = """
            UPDATE effects e
            SET next_look_at = now() + :lease * interval '1 millisecond'
            FROM (SELECT d.tenant_id, d.id, t.status
                  FROM effects d JOIN tasks t ON t.tenant_id = d.tenant_id AND t.id = d.task_id
                  WHERE d.tenant_id = :tenant AND d.agent_id = :agent AND d.tool = :tool AND d.next_look_at <= now()
                  ORDER BY d.next_look_at, d.id LIMIT :limit) due
            WHERE e.tenant_id = due.tenant_id AND e.id = due.id AND e.next_look_at <= now()
            RETURNING e.*, coalesce(e.not_after < now(), true) AS too_late, due.status = 'IN_PROGRESS' AS unasked,
                      extract(epoch FROM now() - e.unknown_at) * 1000 AS age_ms
            """;

    /** As long as the call may still arrive, one more look comes when it no longer may. */
    private static final String AGAIN = """
            UPDATE effects
            SET looks = looks + 1,
                next_look_at = CASE
                    WHEN not_after > now()
                    THEN least(now() + :pause * interval '1 millisecond', not_after + interval '100 milliseconds')
                    ELSE now() + :pause * interval '1 millisecond' END
            WHERE tenant_id = :tenant AND id = :id AND version_id = :version AND next_look_at IS NOT NULL
            """;

    /** Whether there is nothing more to look for: what nobody has decided is looked for as long as it is not known. */
    private static final String ENOUGH = """
            UPDATE effects SET looks = looks + 1, next_look_at = NULL
            WHERE tenant_id = :tenant AND id = :id AND version_id = :version AND state <> 'UNKNOWN'
            """;

    private final JdbcClient jdbc;

    LookStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * An effect that is looked for.
     *
     * @param tooLate whether its call can't arrive any more, so that what is not there did not happen by it
     * @param unasked whether no person has been asked about it yet
     * @param age since its outcome is not known
     */
    record Look(Effect effect, boolean tooLate, boolean unasked, Duration age) {}

    List<Account> accounts(int limit) {
        return jdbc.sql(ACCOUNTS)
                .param("limit", limit)
                .query((row, number) -> new Account(
                        new TenantId(row.getObject("tenant_id", UUID.class)),
                        new AgentId(row.getObject("agent_id", UUID.class)),
                        Destination.of(row.getString("tool"))))
                .list();
    }

    /** @param lease for how long nobody else looks for them */
    List<Look> take(Account account, int limit, Duration lease) {
        return jdbc.sql(TAKE)
                .param("tenant", account.tenant().value())
                .param("agent", account.agent().value())
                .param("tool", account.destination().tool())
                .param("limit", limit)
                .param("lease", lease.toMillis())
                .query((row, number) -> new Look(
                        EffectStore.MAPPER.mapRow(row, number),
                        row.getBoolean("too_late"),
                        row.getBoolean("unasked"),
                        Duration.ofMillis((long) row.getDouble("age_ms"))))
                .list();
    }

    /** @param pause until the next look; null for none, where somebody has decided */
    void again(Effect effect, @Nullable Duration pause) {
        JdbcClient.StatementSpec statement = jdbc.sql(pause == null ? ENOUGH : AGAIN)
                .param("tenant", effect.tenant().value())
                .param("id", effect.id().value())
                .param("version", effect.version().value());
        (pause == null ? statement : statement.param("pause", pause.toMillis())).update();
    }
}
