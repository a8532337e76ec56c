package dev.chimera.bench.faults;

import java.io.IOException;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks for an effect on X and on the chain. */
final class EffectWitness implements Witness {

    private final JdbcClient jdbc;
    private final Outside outside;
    private final Payers payers;

    EffectWitness(JdbcClient jdbc, Outside outside, Payers payers) {
        this.jdbc = jdbc;
        this.outside = outside;
        this.payers = payers;
    }

    private record Intended(String tool, UUID agent, String what) {}

    @Override
    public boolean happened(UUID effect) throws IOException {
        Intended intended = jdbc.sql("""
                        SELECT tool, agent_id, coalesce(arguments->>'text', arguments->>'amount') AS what
                        FROM effects WHERE id = ?
                        """)
                .param(effect)
                .query((row, number) -> new Intended(
                        row.getString("tool"), row.getObject("agent_id", UUID.class), row.getString("what")))
                .single();
        if (intended.tool().equals("post_tweet")) {
            return outside.posted().containsKey(intended.what());
        }
        Payers.Payer payer = payers.all().stream()
                .filter(each -> each.agent().equals(intended.agent()))
                .findFirst()
                .orElseThrow();
        return outside.paidBy(payer.address()).contains(EffectFaults.wei(intended.what()));
    }
}
