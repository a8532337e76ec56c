package dev.chimera.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.SharedServers;
import dev.chimera.fakes.chain.LossyRpc;
import dev.chimera.secret.Variables;
import dev.chimera.wallet.EvmAddress;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** The whole product with a real AgentKit, which reaches a real chain through an RPC that can lose things. */
public final class PayingServer implements AutoCloseable {

    public static final String SERVICE_TOKEN = "the-service-token-of-the-tests";

    /** One environment for all servers of this JVM, which have variables of their own in it. */
    private static final TestKeys KEYS = new TestKeys();

    private final TestChain chain = TestChain.shared();
    private final LossyRpc rpc = LossyRpc.inFrontOf(chain.rpc());
    private final TestServer server;

    private PayingServer(SharedServers.Fresh servers, String roles, List<String> properties) {
        List<String> all = new ArrayList<>(List.of(
                "chimera.base-rpc-url=" + rpc.url(),
                "chimera.wallet.tokens=" + chain.tokens(),
                "chimera.service-token=" + SERVICE_TOKEN,
                // Longer than AgentKit takes to start, even where others need the processors too.
                "chimera.broker.lease=10s",
                "chimera.broker.renew-every=1s",
                // Who waits an hour for a question?
                "chimera.effect.looks=0s"));
        if (properties.stream().noneMatch(property -> property.startsWith("CHIMERA_AGENTKIT_COMMAND="))) {
            all.add("CHIMERA_AGENTKIT_COMMAND=" + TestChain.agentkit());
        }
        all.addAll(properties);
        server = TestServer.start(servers, roles, List.of(Environment.class), all.toArray(String[]::new));
    }

    /** Not annotated, so that no other application finds it when it scans for its components. */
    static class Environment {

        @Bean
        @Primary
        Variables keys() {
            return KEYS;
        }

        @Bean
        @Primary
        TestClock testClock() {
            return new TestClock();
        }
    }

    /** With all roles, on servers of its own. */
    public static PayingServer start(String... properties) {
        return new PayingServer(SharedServers.fresh(), "planner,worker,judge,effect,bridge,api", List.of(properties));
    }

    /** Of some roles, on servers that are there already. */
    public static PayingServer start(SharedServers.Fresh servers, String roles, String... properties) {
        return new PayingServer(servers, roles, List.of(properties));
    }

    public TestServer server() {
        return server;
    }

    public TestChain chain() {
        return chain;
    }

    public LossyRpc rpc() {
        return rpc;
    }

    public TestKeys keys() {
        return KEYS;
    }

    /** By which the server sees how late it is; the database has its own. */
    public TestClock clock() {
        return server.bean(TestClock.class);
    }

    /** An agent that pays from this account, and may pay nobody yet. */
    public PayingAgent agent(TestAccount account) {
        return new PayingAgent(server, server.newTenant(), KEYS.put(account.key()));
    }

    /** As an agent, with its own API key. */
    public CommerceClient as(PayingAgent agent) {
        return new CommerceClient(server, agent.apiKey());
    }

    /** Kills every AgentKit process that this JVM has started, as {@code kill -9} does. */
    public static void killAgentKit() {
        List<ProcessHandle> processes = ProcessHandle.current()
                .children()
                .filter(child -> child.info().arguments().stream()
                        .flatMap(Stream::of)
                        .anyMatch(argument -> argument.endsWith("server.js")))
                .toList();
        assertThat(processes).as("the AgentKit processes of this JVM").isNotEmpty();
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }

    /** What the payments say and what the chain says is the same, no nonce is missing, and the ledger is balanced. */
    public void checkBooks(PayingAgent agent, EvmAddress account) {
        BalancedLedger.check(server.jdbc());
        List<Long> nonces = server.jdbc()
                .sql("""
                        SELECT p.nonce FROM payments p
                        JOIN wallets w ON w.tenant_id = p.tenant_id AND w.id = p.wallet_id
                        WHERE w.agent_id = ? AND p.tx_hash IS NOT NULL ORDER BY p.nonce
                        """)
                .param(agent.id())
                .query((row, number) -> row.getLong(1))
                .list();
        assertThat(nonces)
                .as("nonces of payments that are on the chain")
                .isEqualTo(
                        LongStream.range(0, chain.transactions(account)).boxed().toList());
        assertThat(server.jdbc().sql("""
                                SELECT w.next_nonce - coalesce((
                                    SELECT max(p.nonce) + 1 FROM payments p
                                    WHERE p.tenant_id = w.tenant_id AND p.wallet_id = w.id
                                      AND (p.state IN ('INTENDED', 'SENDING') OR p.tx_hash IS NOT NULL)), 0)
                                FROM wallets w WHERE w.agent_id = ?
                                """).param(agent.id()).query(Long.class).single())
                .as("nonces between the last payment's and the next")
                .isZero();
    }

    /** The gas that the agent's payments have cost, in wei. */
    public BigInteger fees(PayingAgent agent) {
        return server.jdbc()
                .sql("""
                        SELECT coalesce(sum(p.fee_wei), 0) FROM payments p
                        JOIN wallets w ON w.tenant_id = p.tenant_id AND w.id = p.wallet_id WHERE w.agent_id = ?
                        """)
                .param(agent.id())
                .query(java.math.BigDecimal.class)
                .single()
                .toBigIntegerExact();
    }

    @Override
    public void close() {
        try {
            server.close();
        } finally {
            rpc.close();
        }
    }
}
