package dev.chimera.bridge;

import dev.chimera.tenant.Caller;
import dev.chimera.tenant.TenantId;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The table {@code opt_outs}. Every change writes its audit row in the same statement. */
@Repository
class OptOutStore {

    /** A list is bounded; whether one account is on it does not depend on the list. */
    static final int LIST_LIMIT = 10_000;

    private static final String LIST = """
            SELECT handle, asked_at, note FROM opt_outs WHERE tenant_id = :tenant ORDER BY handle LIMIT :limit
            """;

    private static final String ADD = """
            WITH added AS (
                INSERT INTO opt_outs (tenant_id, handle, note) VALUES (:tenant, :handle, :note)
                ON CONFLICT (tenant_id, handle) DO NOTHING
                RETURNING tenant_id, handle, asked_at, note
            ), logged AS (
                INSERT INTO audit_log (tenant_id, actor, event, evidence)
                SELECT tenant_id, :actor, 'OptOutAdded', jsonb_build_object('handle', handle, 'note', note) FROM added
            )
            SELECT handle, asked_at, note FROM added
            UNION ALL
            SELECT handle, asked_at, note FROM opt_outs WHERE tenant_id = :tenant AND handle = :handle
            """;

    private static final String REMOVE = """
            WITH removed AS (
                DELETE FROM opt_outs WHERE tenant_id = :tenant AND handle = :handle RETURNING tenant_id, handle
            )
            INSERT INTO audit_log (tenant_id, actor, event, evidence)
            SELECT tenant_id, :actor, 'OptOutRemoved', jsonb_build_object('handle', handle) FROM removed
            """;

    private final JdbcClient jdbc;

    OptOutStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** By handle, at most {@value #LIST_LIMIT}. */
    List<OptOut> list(TenantId tenant) {
        return jdbc.sql(LIST)
                .param("tenant", tenant.value())
                .param("limit", LIST_LIMIT)
                .query((row, _) -> new OptOut(
                        PostStore.text(row, "handle"), PostStore.instant(row, "asked_at"), PostStore.text(row, "note")))
                .list();
    }

    /** As it now stands; one that is there already stays as it was, and writes no audit row. */
    OptOut add(Caller.Person caller, Handle handle, String note) {
        return jdbc.sql(ADD)
                .param("tenant", caller.tenant().value())
                .param("actor", caller.actor())
                .param("handle", handle.value())
                .param("note", note)
                .query((row, _) -> new OptOut(
                        PostStore.text(row, "handle"), PostStore.instant(row, "asked_at"), PostStore.text(row, "note")))
                .list()
                .getFirst();
    }

    /** False when it was not there. */
    boolean remove(Caller.Person caller, Handle handle) {
        return jdbc.sql(REMOVE)
                        .param("tenant", caller.tenant().value())
                        .param("actor", caller.actor())
                        .param("handle", handle.value())
                        .update()
                == 1;
    }
}
