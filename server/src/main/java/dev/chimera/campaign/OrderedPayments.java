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
 * The table {@code campaign_payments}: what campaign files want paid. An order is told by its recipient, asset and
 * amount, and by its number among those that have the same: so handing a file in again orders nothing twice, however its
 * amounts are written and whatever its memos and reasons say now.
 */
@Repository
class OrderedPayments {

    private static final String ADD = """
            INSERT INTO campaign_payments (tenant_id, campaign_id, key, position, payment)
            SELECT :tenant, :campaign, key, n - 1, payment::jsonb
            FROM unnest(:keys::text[], :payments::text[]) WITH ORDINALITY AS p (key, payment, n)
            ON CONFLICT (tenant_id, campaign_id, key)
            DO UPDATE SET payment = excluded.payment, position = excluded.position, listed = true
            """;

    /** What no task has begun is not begun any more; what one has is shown by whoever reports. */
    private static final String UNLIST = """
            UPDATE campaign_payments SET listed = false
            WHERE tenant_id = :tenant AND campaign_id = :campaign AND listed AND key <> ALL(:keys::text[])
            """;

    private static final String KEYS = """
            SELECT key FROM campaign_payments
            WHERE tenant_id = :tenant AND campaign_id = :campaign AND (listed OR task_id IS NOT NULL)
            """;

    private static final String OTHERWISE_NOTED = """
            SELECT o.key FROM campaign_payments o
            JOIN unnest(:keys::text[], :memos::text[]) AS n (key, memo) ON n.key = o.key
            WHERE o.tenant_id = :tenant AND o.campaign_id = :campaign AND o.task_id IS NOT NULL
              AND o.payment->>'memo' IS DISTINCT FROM n.memo
            """;

    private final JdbcClient jdbc;

    OrderedPayments(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Makes these the campaign's orders: adds what was not ordered before, and keeps of the others that the file does not
     * name them any more. Needs the caller's transaction.
     *
     * @return those that were ordered before with another memo, and are not paid again
     */
    List<PaymentOrder> set(TenantId tenant, CampaignId campaign, List<PaymentOrder> orders) {
        String[] keys = keys(orders).toArray(new String[0]);
        of(UNLIST, tenant, campaign).param("keys", keys).update();
        if (orders.isEmpty()) {
            return List.of();
        }
        Set<String> otherwise = new HashSet<>(of(OTHERWISE_NOTED, tenant, campaign)
                .param("keys", keys)
                .param("memos", orders.stream().map(PaymentOrder::memo).toArray(String[]::new))
                .query(String.class)
                .list());
        of(ADD, tenant, campaign)
                .param("keys", keys)
                .param(
                        "payments",
                        orders.stream().map(order -> order.payload().toString()).toArray(String[]::new))
                .update();
        return IntStream.range(0, keys.length)
                .filter(i -> otherwise.contains(keys[i]))
                .mapToObj(orders::get)
                .toList();
    }

    private JdbcClient.StatementSpec of(String sql, TenantId tenant, CampaignId campaign) {
        return jdbc.sql(sql).param("tenant", tenant.value()).param("campaign", campaign.value());
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
        Set<String> known =
                new HashSet<>(of(KEYS, tenant, campaign).query(String.class).list());
        List<String> keys = keys(orders);
        return IntStream.range(0, orders.size())
                .filter(i -> !known.contains(keys.get(i)))
                .mapToObj(orders::get)
                .toList();
    }

    static List<String> keys(List<PaymentOrder> orders) {
        Map<String, Integer> seen = new HashMap<>();
        return IntStream.range(0, orders.size())
                .mapToObj(i -> {
                    String says = orders.get(i).identity();
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
