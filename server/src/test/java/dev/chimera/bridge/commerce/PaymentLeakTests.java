package dev.chimera.bridge.commerce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.embedded.SharedServers;
import dev.chimera.fakes.chain.LossyRpc.Mood;
import dev.chimera.testing.PayingAgent;
import dev.chimera.testing.PayingServer;
import dev.chimera.testing.RedisWire;
import dev.chimera.testing.SystemDump;
import dev.chimera.testing.TestAccount;
import dev.chimera.testing.TestChain;
import dev.chimera.testing.TestServer;
import dev.chimera.wallet.EvmAddress;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A run in which a wallet's key is used, lost answers are looked up and things go wrong: the key is nowhere afterwards. */
@ExtendWith(OutputCaptureExtension.class)
class PaymentLeakTests {

    private static final String ROLES = "planner,worker,judge,effect,bridge,api";

    @Test
    void aRunThatPaysLeavesNoKeyAnywhere(CapturedOutput output) throws Exception {
        TestChain chain = TestChain.shared();
        TestAccount account = chain.account(TestChain.ETHER);
        EvmAddress shop = chain.account(BigInteger.ZERO).address();
        SharedServers.Fresh servers = SharedServers.fresh();
        List<String> answers = new ArrayList<>();
        try (RedisWire wire = RedisWire.listen(servers.redisUrl());
                PayingServer paying = PayingServer.start(
                        servers,
                        ROLES,
                        "logging.level.dev.chimera=debug",
                        "logging.level.io.modelcontextprotocol=debug")) {
            PayingAgent agent = paying.agent(account).allow(shop).limit("ETH", "1", "1", 100, "1");
            agent.order(shop, "ETH", "0.001").handIn();
            agent.awaitTasks("COMPLETED");
            paying.rpc().nextBroadcastMeets(Mood.LOSES_THE_ANSWER);
            agent.order(shop, "ETH", "0.002").handIn();
            agent.awaitTasks("COMPLETED", "COMPLETED");

            // Pasted in place of its name.
            agent.wallet().put("key", account.key());
            TestServer.Reply refused = agent.offer();
            assertThat(refused.code()).isEqualTo("INVALID_SECRET_NAME");
            answers.add(refused.raw().body());

            SystemDump dump = SystemDump.of(paying.server().jdbc(), servers.redisUrl())
                    .and("what Redis was told", wire.heard())
                    .and("the log", output.getAll())
                    .and("the answers", String.join("\n", answers));
            assertThat(dump.placesOf(account.key())).isEmpty();
            assertThat(dump.placesOf(account.key().substring(2))).isEmpty();
            // Or nothing above was looked at: the address does stand there.
            assertThat(dump.placesOf(account.address().value())).anyMatch(place -> place.contains("wallets.address"));
        }
    }
}
