package dev.chimera.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.SharedServers;
import dev.chimera.wallet.EvmAddress;
import dev.chimera.wallet.PaymentOrder;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What was ordered before orders were told by what they are, not by how they are written, is not ordered again. */
class OrdersMigrationTests {

    private static final UUID ONE = UUID.randomUUID();
    private static final EvmAddress SHOP = EvmAddress.parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");

    private final String url = SharedServers.fresh().jdbcUrl();
    private final JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(url));

    private void migrate(String target) {
        // What runs after every migration may need the tables of the last one.
        Flyway.configure()
                .dataSource(url, null, null)
                .skipDefaultCallbacks(true)
                .target(target)
                .load()
                .migrate();
    }

    private void run(String sql) {
        jdbc.sql(sql).param("one", ONE).update();
    }

    private void ordered(int position, String amount, String reason) {
        jdbc.sql("""
                        INSERT INTO campaign_payments (tenant_id, campaign_id, key, position, payment)
                        VALUES (:one, :one, encode(sha256(convert_to(:reason, 'UTF8')), 'hex'), :position,
                                jsonb_build_object('to', :to::text, 'asset', 'ETH', 'amount', :amount::text,
                                                   'reason', :reason::text))
                        """)
                .param("one", ONE)
                .param("reason", reason)
                .param("position", position)
                .param("to", SHOP.value())
                .param("amount", amount)
                .update();
    }

    @Test
    void givesOldOrdersTheKeysOfToday() {
        // A fresh database may be a copy of one that is migrated already, which would test nothing.
        Flyway.configure()
                .dataSource(url, null, null)
                .cleanDisabled(false)
                .load()
                .clean();
        migrate("6");
        run("INSERT INTO tenants (id, name, api_key_hash) VALUES (:one, 'one', repeat('0', 64))");
        run("INSERT INTO users (tenant_id, id, email, role) VALUES (:one, :one, 'a@localhost', 'OPERATOR')");
        run("INSERT INTO agents (tenant_id, id, name, soul_link, soul) VALUES (:one, :one, 'A', 'SOUL.md', 'x')");
        run("""
                INSERT INTO campaigns (tenant_id, id, owner_id, agent_id, goal_text, status, daily_budget_usd,
                                       posts_wanted, version_id)
                VALUES (:one, :one, :one, :one, 'Goal', 'COMPLETED', 1, 0, :one)
                """);
        ordered(0, "0.10", "a typo");
        ordered(0, "0.1", "no typo");
        ordered(1, "200", "another amount");
        migrate("latest");

        List<PaymentOrder> orders = List.of(
                new PaymentOrder(SHOP, "ETH", "0.100", null, null),
                new PaymentOrder(SHOP, "ETH", "0.1", null, null),
                new PaymentOrder(SHOP, "ETH", "200.0", null, null));
        assertThat(jdbc.sql("SELECT key FROM campaign_payments")
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrderElementsOf(OrderedPayments.keys(orders));
    }
}
