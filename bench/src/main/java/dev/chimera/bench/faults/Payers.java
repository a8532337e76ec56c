package dev.chimera.bench.faults;

import dev.chimera.fakes.chain.LocalChain;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Agents that post to X and pay from wallets of their own, and what they are asked to do. */
final class Payers {

    /** How many payments the window of the thrifty one takes. */
    private static final int THRIFTY = 5;

    private static final int GENEROUS = 10_000;

    /** One finney over many: amounts are unique, so that the chain tells which payment a transaction is. */
    private static final BigInteger SMALLEST = BigInteger.TEN.pow(12);

    private static final String PLENTY = "1000000000000000000000";
    private static final int MOST_AT_ONCE = 24;

    private final JdbcClient jdbc;
    private final Population.Tenant tenant;
    private final List<Payer> payers = new ArrayList<>();
    private final Map<String, String> secrets = new HashMap<>();
    private int orders;

    private Payers(JdbcClient jdbc, Population.Tenant tenant) {
        this.jdbc = jdbc;
        this.tenant = tenant;
    }

    /** An agent, the address of its wallet, and how many payments its window takes. */
    record Payer(UUID agent, String address, int windowCount) {}

    /** Gives the agents of the tenant an account on X and a wallet each; the first one's window is soon used up. */
    static Payers equip(JdbcClient jdbc, Population.Tenant tenant, Outside outside) throws IOException {
        return equip(jdbc, tenant, outside, THRIFTY);
    }

    /** The same, and nobody's window is ever used up. */
    static Payers equipGenerously(JdbcClient jdbc, Population.Tenant tenant, Outside outside) throws IOException {
        return equip(jdbc, tenant, outside, GENEROUS);
    }

    private static Payers equip(JdbcClient jdbc, Population.Tenant tenant, Outside outside, int firstWindow)
            throws IOException {
        Payers payers = new Payers(jdbc, tenant);
        List<LocalChain.Account> accounts = outside.chain().accounts();
        // Its last account is who gets paid.
        LocalChain.Account friend = accounts.getLast();
        for (int i = 0; i < tenant.agents().size(); i++) {
            int count = i == 0 ? firstWindow : GENEROUS;
            payers.equip(i, accounts.get(i), friend, count, outside);
        }
        return payers;
    }

    private void equip(int i, LocalChain.Account account, LocalChain.Account friend, int count, Outside outside)
            throws IOException {
        UUID agent = tenant.agents().get(i);
        Outside.XAccount x = outside.newXAccount("fault" + i);
        secrets.put("FAULT_X_TOKEN_" + i, x.token());
        secrets.put("FAULT_WALLET_KEY_" + i, account.privateKey());
        jdbc.sql("UPDATE agents SET twitter = 'x' WHERE id = ?").param(agent).update();
        jdbc.sql("""
                        INSERT INTO x_accounts (tenant_id, agent_id, auth, access_token, x_user_id, username)
                        VALUES (?, ?, 'ACCESS_TOKEN', ?, ?, ?)
                        """)
                .params(tenant.id(), agent, "env:FAULT_X_TOKEN_" + i, x.userId(), "fault" + i)
                .update();
        UUID wallet = UUID.randomUUID();
        jdbc.sql("""
                        INSERT INTO wallets (tenant_id, id, agent_id, key_secret, network, policy_version, version_id)
                        VALUES (?, ?, ?, ?, 'base-sepolia', 1, gen_random_uuid())
                        """)
                .params(tenant.id(), wallet, agent, "env:FAULT_WALLET_KEY_" + i)
                .update();
        jdbc.sql(
                        "INSERT INTO wallet_policies (tenant_id, wallet_id, version, allow, set_by) VALUES (?, ?, 1, ?, 'faults')")
                .params(tenant.id(), wallet, new String[] {friend.address()})
                .update();
        jdbc.sql("""
                        INSERT INTO wallet_limits (tenant_id, wallet_id, policy_version, asset, decimals, max_payment,
                                                   window_hours, window_total, window_count, auto_approve)
                        VALUES (?, ?, 1, 'ETH', 18, ?::numeric, 24, ?::numeric, ?, ?::numeric)
                        """).params(tenant.id(), wallet, PLENTY, PLENTY, count, PLENTY).update();
        payers.add(new Payer(agent, account.address(), count));
    }

    /** Keys and tokens, by the names of their variables. */
    Map<String, String> secrets() {
        return Map.copyOf(secrets);
    }

    List<Payer> all() {
        return List.copyOf(payers);
    }

    /** A campaign with a post on X and a payment; nothing while there is enough to do. */
    void order(RandomGenerator random, Population population, String friend) {
        if (Drain.open(jdbc) >= MOST_AT_ONCE) {
            return;
        }
        Payer payer = payers.get(random.nextInt(payers.size()));
        UUID campaign = population.handIn(tenant, payer.agent(), 1, "Post and pay, number " + orders);
        orders++;
        BigInteger wei = SMALLEST.multiply(BigInteger.valueOf(orders));
        String amount = new java.math.BigDecimal(wei, 18).stripTrailingZeros().toPlainString();
        jdbc.sql("""
                        INSERT INTO campaign_payments (tenant_id, campaign_id, key, position, payment)
                        VALUES (:tenant, :campaign, encode(sha256(:campaign::text::bytea), 'hex'), 0,
                                jsonb_build_object('to', :to::text, 'asset', 'ETH', 'amount', :amount::text))
                        """)
                .param("tenant", tenant.id())
                .param("campaign", campaign)
                .param("to", friend)
                .param("amount", amount)
                .update();
    }

    /** What its window no longer takes is taken back by an OPERATOR: those wait for a day. */
    List<UUID> overWindow() {
        return jdbc.sql("""
                        SELECT e.task_id FROM effects e
                        WHERE e.tool = 'transfer' AND e.state = 'INTENDED' AND e.error_code = 'WINDOW_EXCEEDED'
                        """)
                .query((row, number) -> row.getObject("task_id", UUID.class))
                .list();
    }
}
