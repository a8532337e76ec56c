package dev.chimera.planner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.testing.PayingAgent;
import dev.chimera.testing.TestServer;
import dev.chimera.wallet.EvmAddress;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

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

    /** What somebody mends in a file must never be paid for. */
    @Test
    void ordersNothingAgainWhenOnlyItsWordsWereEdited() {
        agent.order(SHOP.value(), "ETH", "0.1", "thanks for the recipie").handIn();
        agent.awaitTasks("PENDING");
        agent.orderNothing()
                .order(SHOP.value(), "ETH", "0.1", "thanks for the recipe")
                .handIn();
        agent.orderNothing().order(SHOP.value(), "ETH", "0.100", null).handIn();
        agent.orderNothing()
                .order(SHOP.value().toLowerCase(Locale.ROOT), " eth ", "0.1", null)
                .handIn();
        agent.goal("Pay  for tests ").handIn();
        // Whoever plans has seen all of it when it has planned this one.
        agent.order(SHOP, "ETH", "0.2").handIn();
        agent.awaitTasks("PENDING", "PENDING");
    }

    @Test
    void showsWhatWasOrderedAndIsNoLongerInTheFile() {
        agent.order(SHOP, "ETH", "0.1").handIn();
        agent.awaitTasks("PENDING");
        agent.orderNothing().order(SHOP, "ETH", "0.4").handIn();
        JsonNode unlisted = SERVER.get(agent.moderator(), "/v1/report?campaign=" + agent.campaign())
                .json()
                .path("unlisted");
        assertThat(unlisted).hasSize(1);
        assertThat(unlisted.path(0).path("amount").stringValue()).isEqualTo("0.1");
        assertThat(unlisted.path(0).path("status").stringValue()).isEqualTo("PENDING");
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
