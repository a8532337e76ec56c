package dev.chimera.api;

import dev.chimera.tenant.TenantId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Payments that were ordered, and that their campaign file does not name any more. */
@Repository
class UnlistedOrders {

    /** What a task has begun to pay and the file does not order any more: shown, because nobody takes it back. */
    private static final String UNLISTED = """
            SELECT o.task_id, a.name AS agent, t.status, o.payment
            FROM campaign_payments o
            JOIN tasks t ON t.tenant_id = o.tenant_id AND t.id = o.task_id
            JOIN agents a ON a.tenant_id = t.tenant_id AND a.id = t.agent_id
            WHERE o.tenant_id = :tenant AND o.campaign_id = ANY(:ids) AND NOT o.listed
            ORDER BY o.task_id
            """;

    /** An order that the file does not name any more, and what became of it. */
    record Unlisted(
            UUID taskId,
            String agent,
            String status,
            String to,
            String asset,
            String amount,
            @Nullable String memo) {}

    private final JdbcClient jdbc;

    UnlistedOrders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<Unlisted> of(TenantId tenant, UUID[] campaigns) {
        return jdbc.sql(UNLISTED)
                .param("tenant", tenant.value())
                .param("ids", campaigns)
                .query((row, number) -> {
                    JsonNode payment = JsonMapper.shared().readTree(row.getString("payment"));
                    return new Unlisted(
                            row.getObject("task_id", UUID.class),
                            row.getString("agent"),
                            row.getString("status"),
                            payment.path("to").asString(""),
                            payment.path("asset").asString(""),
                            payment.path("amount").asString(""),
                            payment.path("memo").isString()
                                    ? payment.path("memo").asString()
                                    : null);
                })
                .list();
    }
}
