package dev.chimera.campaign;

import dev.chimera.tenant.TenantId;
import dev.chimera.wallet.PaymentOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * The table {@code campaign_payments}: what campaign files want paid. An order is told by what it says, and by its number
 * among those that say the same, so handing the same file in again orders nothing twice.
 */
@Repository
class OrderedPayments {

    private static final String ADD = """
            INSERT INTO campaign_payments (tenant_id, campaign_id, key, position, payment)
            SELECT :tenant, :campaign, key, n - 1, payment::jsonb
            FROM unnest(:keys::text[], :payments::text[]) WITH ORDINALITY AS p (key, payment, n)
            ON CONFLICT (tenant_id, campaign_id, key) DO NOTHING
            """;

    private static final String KEYS =
            "SELECT key FROM campaign_payments WHERE tenant_id = :tenant AND campaign_id = :campaign";

    private final JdbcClient jdbc;

    OrderedPayments(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds what was not ordered before; needs the caller's transaction. */
    void add(TenantId tenant, CampaignId campaign, List<PaymentOrder> orders) {
        if (orders.isEmpty()) {
            return;
        }
        jdbc.sql(ADD)
                .param("tenant", tenant.value())
                .param("campaign", campaign.value())
                .param("keys", keys(orders).toArray(new String[0]))
                .param(
                        "payments",
                        orders.stream().map(order -> order.payload().toString()).toArray(String[]::new))
                .update();
    }

    /** Whether each of these was ordered before. */
    boolean hasAll(TenantId tenant, CampaignId campaign, List<PaymentOrder> orders) {
        return unordered(tenant, campaign, orders).isEmpty();
    }

    /** Those of these that were not. */
    List<PaymentOrder> unordered(TenantId tenant, CampaignId campaign, List<PaymentOrder> orders) {
        if (orders.isEmpty()) {
            return orders;
        }
        Set<String> known = new HashSet<>(jdbc.sql(KEYS)
                .param("tenant", tenant.value())
                .param("campaign", campaign.value())
                .query(String.class)
                .list());
        List<String> keys = keys(orders);
        return IntStream.range(0, orders.size())
                .filter(i -> !known.contains(keys.get(i)))
                .mapToObj(orders::get)
                .toList();
    }

    private static List<String> keys(List<PaymentOrder> orders) {
        Map<String, Integer> seen = new HashMap<>();
        return IntStream.range(0, orders.size())
                .mapToObj(i -> {
                    String says = orders.get(i).payload().toString();
                    return sha256(says + "#" + seen.merge(says, 1, Integer::sum));
                })
                .toList();
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
