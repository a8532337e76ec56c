package dev.chimera.bridge.commerce;

import dev.chimera.bridge.Author;
import dev.chimera.wallet.PaymentRefusal;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Whether the agent may act at all, and whether its call comes in time. */
@Repository
class AgentGate {

    private static final String GATE = """
            SELECT paused, coalesce(clock_timestamp() >= CAST(:notAfter AS timestamptz), false) AS expired
            FROM agents WHERE tenant_id = :tenant AND id = :agent
            """;

    private static final Duration PAUSED = Duration.ofSeconds(30);

    private final JdbcClient jdbc;

    AgentGate(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<PaymentRefusal> refusal(Author author) {
        return jdbc.sql(GATE)
                .param("tenant", author.tenant().value())
                .param("agent", author.agent().value())
                .param(
                        "notAfter",
                        author.notAfter() == null ? null : author.notAfter().atOffset(ZoneOffset.UTC))
                .query((row, number) -> refusal(row.getBoolean("paused"), row.getBoolean("expired")))
                .optional()
                .orElseGet(() -> Optional.of(PaymentRefusal.of("UNAUTHORIZED", "there is no such agent to act for")));
    }

    private static Optional<PaymentRefusal> refusal(boolean paused, boolean expired) {
        if (expired) {
            return Optional.of(PaymentRefusal.of("EXPIRED", "the call came after the moment it named as its last"));
        }
        return paused
                ? Optional.of(new PaymentRefusal("AGENT_PAUSED", "an OPERATOR paused this agent", null, PAUSED))
                : Optional.empty();
    }
}
