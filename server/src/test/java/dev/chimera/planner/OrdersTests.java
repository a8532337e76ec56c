package dev.chimera.planner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.testing.PayingAgent;
import dev.chimera.testing.TestServer;
import dev.chimera.wallet.EvmAddress;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Which tasks a campaign file's payments become, however often it is handed in. Nobody carries them out here. */
class OrdersTests {

    private static final TestServer SERVER = TestServer.start("planner,api");
    private static final EvmAddress SHOP = EvmAddress.parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");

    private final PayingAgent agent = new PayingAgent(SERVER, SERVER.newTenant(), "KEY_OF_THE_TEST")
            .allow(SHOP)
            .limit("ETH", "1", "1", 9, "1");

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void ordersNothingTwiceWhenTheSameFileComesAgain() {
        agent.order(SHOP, "ETH", "0.1").order(SHOP, "ETH", "0.2").handIn();
        agent.awaitTasks("PENDING", "PENDING");
        agent.handIn().handIn();
        agent.order(SHOP, "ETH", "0.3").handIn();
        agent.awaitTasks("PENDING", "PENDING", "PENDING");
    }

    @Test
    void takesTwoThatSayTheSameForTwoPayments() {
        agent.order(SHOP, "ETH", "0.1").order(SHOP, "ETH", "0.1").handIn();
        agent.awaitTasks("PENDING", "PENDING");
        agent.order(SHOP, "ETH", "0.1").handIn();
        agent.awaitTasks("PENDING", "PENDING", "PENDING");
    }

    @Test
    void takesBackNothingThatAFileNoLongerNames() {
        agent.order(SHOP, "ETH", "0.1").order(SHOP, "ETH", "0.2").handIn();
        agent.awaitTasks("PENDING", "PENDING");
        agent.orderNothing().order(SHOP, "ETH", "0.4").handIn();
        agent.awaitTasks("PENDING", "PENDING", "PENDING");
    }

    @Test
    void keepsTheLimitsOfAFileThatOrdersNothingNew() {
        agent.order(SHOP, "ETH", "0.1").handIn();
        agent.limit("ETH", "0.5", "1", 9, "0").handIn();
        assertThat(agent.audited()).filteredOn("WalletPolicySet"::equals).hasSize(2);
    }
}
