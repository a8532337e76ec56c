package dev.chimera.bridge.commerce;

import static dev.chimera.testing.TestChain.ETHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.tenant.OnBehalfOf;
import dev.chimera.testing.CommerceClient;
import dev.chimera.testing.PayingAgent;
import dev.chimera.testing.PayingServer;
import dev.chimera.testing.TestAccount;
import dev.chimera.testing.TestChain;
import dev.chimera.testing.TestServer;
import dev.chimera.wallet.EvmAddress;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** From a campaign file, a task or an agent's own call to a balance on a real chain. */
class TransfersTests {

    private static final PayingServer PAYING = PayingServer.start();
    private static final TestChain CHAIN = PAYING.chain();
    private static final BigInteger FINNEY = ETHER.divide(BigInteger.valueOf(1000));

    private final TestAccount account = CHAIN.account(ETHER);
    private final EvmAddress shop = CHAIN.account(BigInteger.ZERO).address();
    private final PayingAgent agent = PAYING.agent(account).allow(shop).limit("ETH", "0.01", "0.03", 3, "0.002");

    @AfterAll
    static void stop() {
        PAYING.close();
    }

    @AfterEach
    void checkBooks() {
        PAYING.checkBooks(agent, account.address());
    }

    /** Everything that left the account: what was paid, and its gas. */
    private void paid(BigInteger wei, long transactions) {
        assertThat(CHAIN.balance(shop)).isEqualTo(wei);
        assertThat(CHAIN.transactions(account.address())).isEqualTo(transactions);
        assertThat(CHAIN.balance(account.address()))
                .isEqualTo(ETHER.subtract(wei).subtract(PAYING.fees(agent)));
    }

    @Test
    void paysEtherOfACampaignFileOnceWithoutAPersonBelowTheLimit() {
        agent.order(shop, "ETH", "0.002").handIn();
        agent.awaitTasks("COMPLETED");
        paid(FINNEY.multiply(BigInteger.TWO), 1);
        assertThat(agent.payments()).containsExactly("CONFIRMED");
        assertThat(agent.audited())
                .containsSubsequence(
                        "WalletPolicySet",
                        "EffectIntended",
                        "EffectSending",
                        "PaymentSending",
                        "PaymentConfirmed",
                        "EffectConfirmed");
    }

    @Test
    void paysTokensOnce() {
        CHAIN.give("USDC", account.address(), BigInteger.valueOf(5_000_000));
        agent.limit("USDC", "3", "3", 5, "3").order(shop, "USDC", "1.25").handIn();
        agent.awaitTasks("COMPLETED");
        assertThat(CHAIN.balance("USDC", shop)).isEqualTo(BigInteger.valueOf(1_250_000));
        assertThat(CHAIN.balance("USDC", account.address())).isEqualTo(BigInteger.valueOf(3_750_000));
        paid(BigInteger.ZERO, 1);
    }

    @Test
    void asksAPersonAboveTheLimitAndPaysWhenSheApproves() {
        agent.order(shop, "ETH", "0.0020001").handIn();
        JsonNode review = agent.awaitReview();
        assertThat(review.path("why").stringValue()).contains("0.0020001 ETH to " + shop, "0.002 ETH");
        assertThat(agent.payments()).isEmpty();
        assertThat(agent.approve(agent.tenant().operator(), review).code()).isEqualTo("FORBIDDEN");
        assertThat(agent.approve(agent.moderator(), review).status()).isEqualTo(200);
        agent.awaitTasks("COMPLETED");
        paid(new BigInteger("2000100000000000"), 1);
    }

    @Test
    void paysNothingThatAPersonRejectsAndDoesNotOrderItAgain() {
        agent.order(shop, "ETH", "0.005").handIn();
        assertThat(agent.reject(agent.moderator(), agent.awaitReview()).status())
                .isEqualTo(200);
        agent.awaitTasks("FAILED REJECTED");
        awaitCampaign("COMPLETED");
        agent.handIn();
        awaitCampaign("COMPLETED");
        assertThat(agent.tasks()).containsExactly("FAILED REJECTED");
        paid(BigInteger.ZERO, 0);
    }

    private static void awaitCampaign(PayingAgent agent, String status) {
        Awaitility.await()
                .atMost(dev.chimera.testing.TestCampaign.SOON)
                .until(
                        () -> PAYING.server()
                                .jdbc()
                                .sql("SELECT status FROM campaigns WHERE id = ?")
                                .param(agent.campaign().value())
                                .query(String.class)
                                .single(),
                        status::equals);
    }

    private void awaitCampaign(String status) {
        awaitCampaign(agent, status);
    }

    @Test
    void letsNobodyApproveTheirOwnTask() {
        agent.order(shop, "ETH", "0.001").handIn();
        agent.awaitTasks("COMPLETED");
        TestServer.Reply submitted = agent.submit(agent.tenant().operator(), shop, "ETH", "0.003");
        assertThat(submitted.status()).as(submitted.raw().body()).isLessThan(300);
        JsonNode review = agent.awaitReview();
        // The same person, who is a MODERATOR by now.
        PAYING.server()
                .jdbc()
                .sql("UPDATE users SET role = 'MODERATOR' WHERE id = ?")
                .param(agent.tenant().operator().user().value())
                .update();
        assertThat(agent.approve(agent.tenant().operator(), review).code()).isEqualTo("SELF_APPROVAL");
        assertThat(agent.approve(agent.moderator(), review).status()).isEqualTo(200);
        agent.awaitTasks("COMPLETED", "COMPLETED");
        paid(FINNEY.multiply(BigInteger.valueOf(4)), 2);
    }

    @Test
    void takesTasksFromOperatorsOnlyAndRefusesWhatIsNoPayment() {
        agent.order(shop, "ETH", "0.001").handIn();
        agent.awaitTasks("COMPLETED");
        assertThat(agent.submit(agent.moderator(), shop, "ETH", "0.001").status())
                .isEqualTo(403);
        assertThat(agent.submit(agent.tenant().operator(), shop, "ETH", "0").code())
                .isEqualTo("INVALID_AMOUNT");
        assertThat(agent.submit(agent.tenant().operator(), shop, "ETH", "-1").code())
                .isEqualTo("INVALID_AMOUNT");
        agent.submit(agent.tenant().operator(), account.address(), "ETH", "0.001");
        agent.awaitTasks("COMPLETED", "FAILED RECIPIENT_NOT_ALLOWED");
        paid(FINNEY, 1);
    }

    @Test
    void paysNobodyWhenTheListOfRecipientsIsEmpty() {
        agent.order(shop, "ETH", "0.001").handIn();
        agent.awaitTasks("COMPLETED");
        agent.allow().orderNothing().order(shop, "ETH", "0.0001");
        assertThat(agent.offer().code()).isEqualTo("RECIPIENT_NOT_ALLOWED");
        agent.allow(account.address())
                .orderNothing()
                .order(account.address(), "ETH", "0.0001")
                .handIn();
        agent.submit(agent.tenant().operator(), shop, "ETH", "0.001");
        // The payment to itself, which the list allows, goes on meanwhile.
        Awaitility.await()
                .atMost(dev.chimera.testing.TestCampaign.SOON)
                .until(
                        () -> agent.tasks().stream().sorted().toList(),
                        List.of("COMPLETED", "COMPLETED", "FAILED RECIPIENT_NOT_ALLOWED")::equals);
    }

    @Test
    void paysOneAfterTheOther() {
        agent.order(shop, "ETH", "0.001")
                .order(shop, "ETH", "0.001")
                .order(shop, "ETH", "0.002")
                .handIn();
        agent.awaitTasks("COMPLETED", "COMPLETED", "COMPLETED");
        paid(FINNEY.multiply(BigInteger.valueOf(4)), 3);
        agent.handIn();
        assertThat(agent.tasks()).hasSize(3);
    }

    @Test
    void waitsForNoPaymentOfACampaignThatIsPaused() {
        agent.order(shop, "ETH", "0.003").handIn();
        JsonNode review = agent.awaitReview();
        String paused = agent.campaign().toString();
        PAYING.server().post(agent.tenant().operator(), "/v1/campaigns/" + paused + "/pause");
        assertThat(agent.approve(agent.moderator(), review).status()).isEqualTo(200);
        assertThat(agent.effects()).containsExactly("INTENDED");
        agent.goal("Pay for other tests")
                .orderNothing()
                .order(shop, "ETH", "0.001")
                .handIn();
        agent.awaitTasks("COMPLETED");
        paid(FINNEY, 1);
        PAYING.server().post(agent.tenant().operator(), "/v1/campaigns/" + paused + "/resume");
        Awaitility.await()
                .atMost(dev.chimera.testing.TestCampaign.SOON)
                .until(agent::payments, java.util.List.of("CONFIRMED", "CONFIRMED")::equals);
        paid(FINNEY.multiply(BigInteger.valueOf(4)), 2);
    }

    @Test
    void schedulesWhatTheWindowHasNoRoomForByCount() {
        agent.limit("ETH", "0.01", "0.03", 1, "0.002")
                .order(shop, "ETH", "0.001")
                .order(shop, "ETH", "0.0015")
                .handIn();
        agent.awaitEffects("CONFIRMED", "INTENDED WINDOW_EXCEEDED");
        // What has just changed is not settled yet: more may follow at once.
        JsonNode report = Awaitility.await()
                .atMost(dev.chimera.testing.TestCampaign.SOON)
                .until(
                        () -> PAYING.server()
                                .get(agent.tenant().operator(), "/v1/report?campaign=" + agent.campaign())
                                .json(),
                        latest -> latest.path("settled").booleanValue());
        assertThat(report.path("scheduled")).as(report.toString()).hasSize(1);
        letADayPass(agent);
        agent.awaitTasks("COMPLETED", "COMPLETED");
    }

    /** The payments of the window are older than it, and what waits for that is due. */
    private static void letADayPass(PayingAgent agent) {
        PAYING.server()
                .jdbc()
                .sql("UPDATE payments SET reserved_at = reserved_at - interval '24 hours' WHERE tenant_id = ?")
                .param(agent.tenant().id().value())
                .update();
        agent.letTheWaitPass();
    }

    @Test
    void refusesAnAgentsOwnCallsWithWhatIsLeftAndWhenThereIsMore() {
        agent.order(shop, "ETH", "0.002").handIn();
        agent.awaitTasks("COMPLETED");
        agent.limit("ETH", "0.01", "0.005", 10, "0.002").handIn();
        try (CommerceClient own = PAYING.as(agent)) {
            JsonNode wallet = own.call("get_wallet", Map.of(), Map.of()).body();
            assertThat(wallet.path("address").stringValue())
                    .isEqualTo(account.address().value());
            assertThat(wallet.path("chain_id").intValue()).isEqualTo(84_532);
            JsonNode ether = wallet.path("assets").path(0);
            assertThat(ether.path("left").stringValue()).isEqualTo("0.003");
            assertThat(new java.math.BigDecimal(ether.path("balance").stringValue())
                            .movePointRight(18)
                            .toBigIntegerExact())
                    .isEqualTo(CHAIN.balance(account.address()));

            assertThat(own.transfer(order("0.0025")).code()).isEqualTo("APPROVAL_REQUIRED");
            assertThat(own.transfer(order("0.0105")).code()).isEqualTo("OVER_MAX_PAYMENT");
            CommerceClient.Answer paid = own.transfer(order("0.002"));
            assertThat(paid.isError()).as(paid.body().toString()).isFalse();
            assertThat(paid.body().path("id").stringValue()).matches("0x[0-9a-f]{64}");
            assertThat(paid.body().path("nonce").intValue()).isEqualTo(1);

            CommerceClient.Answer full = own.transfer(order("0.0011"));
            assertThat(full.code()).isEqualTo("WINDOW_EXCEEDED");
            assertThat(full.body().path("error").path("left").stringValue()).isEqualTo("0.001 ETH");
            assertThat(full.body().path("error").path("retry_after_seconds").longValue())
                    .isBetween(23 * 3600L, 24 * 3600L);
            assertThat(own.transfer(order("0.001")).isError()).isFalse();
            assertThat(own.transfer(Map.of("to", account.address().value(), "asset", "ETH", "amount", "0.001"))
                            .code())
                    .isEqualTo("RECIPIENT_NOT_ALLOWED");
            assertThat(own.transfer(Map.of("to", shop.value(), "asset", "USDC", "amount", "1"))
                            .code())
                    .isEqualTo("ASSET_NOT_ALLOWED");
        }
        paid(FINNEY.multiply(BigInteger.valueOf(5)), 3);
    }

    private Map<String, Object> order(String amount) {
        return Map.of("to", shop.value(), "asset", "ETH", "amount", amount);
    }

    @Test
    void carriesAnEffectOutOnceHoweverOftenItIsCalled() {
        agent.order(shop, "ETH", "0.001").handIn();
        agent.awaitTasks("COMPLETED");
        UUID effect = PAYING.server()
                .jdbc()
                .sql("SELECT id FROM effects WHERE tenant_id = ?")
                .param(agent.tenant().id().value())
                .query(UUID.class)
                .single();
        try (CommerceClient service = new CommerceClient(PAYING.server(), PayingServer.SERVICE_TOKEN)) {
            Map<String, Object> meta = new OnBehalfOf(agent.tenant().id(), agent.id(), effect, null, null).toMeta();
            assertThat(service.call("transfer", order("0.001"), meta).code()).isEqualTo("DUPLICATE_EFFECT");
            assertThat(service.call("transfer", order("0.002"), meta).code()).isEqualTo("UNAUTHORIZED");
            Map<String, Object> nobodys =
                    new OnBehalfOf(agent.tenant().id(), agent.id(), UUID.randomUUID(), null, null).toMeta();
            assertThat(service.call("transfer", order("0.001"), nobodys).code()).isEqualTo("UNAUTHORIZED");
            assertThat(service.call("transfer", order("0.001"), Map.of()).code())
                    .isEqualTo("UNAUTHORIZED");
        }
        paid(FINNEY, 1);
    }
}
