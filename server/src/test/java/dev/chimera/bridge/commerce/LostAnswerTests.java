package dev.chimera.bridge.commerce;

import static dev.chimera.testing.TestChain.ETHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chimera.fakes.chain.LossyRpc.Mood;
import dev.chimera.testing.CommerceClient;
import dev.chimera.testing.PayingAgent;
import dev.chimera.testing.PayingServer;
import dev.chimera.testing.TestAccount;
import dev.chimera.testing.TestChain;
import dev.chimera.wallet.EvmAddress;
import java.math.BigInteger;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Fault 16: a broadcast whose answer is lost is found again, or a person is asked; it is never sent again. */
class LostAnswerTests {

    private static final PayingServer PAYING = PayingServer.start(
            "chimera.broker.lease=6s", "chimera.commerce.send-timeout=6s", "chimera.commerce.read-timeout=6s");
    private static final TestChain CHAIN = PAYING.chain();
    private static final BigInteger TENTH = ETHER.divide(BigInteger.TEN);

    private final TestAccount account = CHAIN.account(ETHER);
    private final EvmAddress shop = CHAIN.account(BigInteger.ZERO).address();
    private final PayingAgent agent = PAYING.agent(account).allow(shop).limit("ETH", "2", "5", 9, "2");
    private final int broadcasts = PAYING.rpc().broadcasts();

    @AfterAll
    static void stop() {
        PAYING.close();
    }

    @AfterEach
    void checkBooks() {
        PAYING.rpc().becomes(Mood.HONEST);
        PAYING.checkBooks(agent, account.address());
        assertThat(CHAIN.balance(account.address()))
                .isEqualTo(ETHER.subtract(CHAIN.balance(shop)).subtract(PAYING.fees(agent)));
    }

    /** AgentKit's process is there, so that a call meets the fault and not the start. */
    private void paidOnce() {
        agent.order(shop, "ETH", "0.1").handIn().awaitTasks("COMPLETED");
    }

    private JsonNode inDoubt() {
        JsonNode review = agent.awaitReview();
        assertThat(review.path("why").stringValue()).contains("it is not on the chain", "never sent again");
        assertThat(agent.effects()).containsExactly("CONFIRMED", "UNKNOWN OUTCOME_UNKNOWN");
        assertThat(agent.payments()).containsExactly("CONFIRMED", "SENDING");
        return review;
    }

    @Test
    void findsATransactionWhoseBroadcastHadNoAnswer() {
        paidOnce();
        PAYING.rpc().becomes(Mood.LOSES_THE_ANSWER);
        agent.order(shop, "ETH", "0.2").handIn().awaitTasks("COMPLETED", "COMPLETED");
        assertThat(CHAIN.balance(shop)).isEqualTo(TENTH.multiply(BigInteger.valueOf(3)));
        assertThat(CHAIN.transactions(account.address())).isEqualTo(2);
        assertThat(PAYING.rpc().broadcasts() - broadcasts).isEqualTo(2);
        assertThat(agent.audited())
                .containsSubsequence("PaymentUnknown", "EffectUnknown", "PaymentConfirmed", "EffectConfirmed");
    }

    @ParameterizedTest
    @EnumSource(names = {"LOSES_THE_BROADCAST", "BAD_GATEWAY", "HANGS"})
    void asksAPersonAboutABroadcastThatTheChainDoesNotKnow(Mood mood) {
        paidOnce();
        PAYING.rpc().becomes(mood);
        agent.order(shop, "ETH", "0.2").handIn();
        JsonNode review = inDoubt();
        PAYING.rpc().becomes(Mood.HONEST);
        // What comes behind it waits: it could be on the chain at any moment.
        agent.order(shop, "ETH", "0.3").handIn();
        agent.awaitEffects("CONFIRMED", "UNKNOWN OUTCOME_UNKNOWN", "INTENDED");
        assertThat(PAYING.rpc().broadcasts() - broadcasts).isEqualTo(2);

        assertThat(agent.reject(agent.moderator(), review).status()).isEqualTo(200);
        agent.awaitTasks("COMPLETED", "FAILED REJECTED", "COMPLETED");
        assertThat(agent.payments()).containsExactly("CONFIRMED", "FAILED REJECTED", "CONFIRMED");
        assertThat(nonces()).containsExactly(0L, 1L, 1L);
        assertThat(CHAIN.balance(shop)).isEqualTo(TENTH.multiply(BigInteger.valueOf(4)));
    }

    private java.util.List<Long> nonces() {
        return PAYING.server()
                .jdbc()
                .sql("SELECT nonce FROM payments WHERE tenant_id = ? ORDER BY created_at")
                .param(agent.tenant().id().value())
                .query((row, number) -> row.getLong(1))
                .list();
    }

    @Test
    void takesAPersonsWordThatItHappened() {
        paidOnce();
        PAYING.rpc().becomes(Mood.LOSES_THE_BROADCAST);
        agent.order(shop, "ETH", "0.2").handIn();
        JsonNode review = inDoubt();
        PAYING.rpc().becomes(Mood.HONEST);
        assertThat(agent.approve(agent.moderator(), review).status()).isEqualTo(200);
        agent.awaitTasks("COMPLETED", "COMPLETED");
        assertThat(agent.payments()).containsExactly("CONFIRMED", "CONFIRMED");
        assertThat(PAYING.rpc().broadcasts() - broadcasts).isEqualTo(2);
        // She was wrong, and no nonce is lost by that.
        agent.order(shop, "ETH", "0.3").handIn().awaitTasks("COMPLETED", "COMPLETED", "COMPLETED");
        assertThat(CHAIN.balance(shop)).isEqualTo(TENTH.multiply(BigInteger.valueOf(4)));
        assertThat(CHAIN.transactions(account.address())).isEqualTo(2);
    }

    /** The network had kept it, and delivers it after a person has said that it was not paid. */
    @Test
    void correctsAPersonWhoSaidThatItWasNotPaidWhenTheChainHasItAllTheSame() {
        paidOnce();
        PAYING.rpc().becomes(Mood.LOSES_THE_BROADCAST);
        agent.order(shop, "ETH", "0.2").handIn();
        JsonNode review = inDoubt();
        PAYING.rpc().becomes(Mood.HONEST);
        assertThat(agent.reject(agent.moderator(), review).status()).isEqualTo(200);
        agent.awaitTasks("COMPLETED", "FAILED REJECTED");

        PAYING.rpc().deliverWhatWasLost();
        org.awaitility.Awaitility.await("the finding")
                .atMost(dev.chimera.testing.TestCampaign.SOON)
                .until(() -> {
                    lookNow();
                    return agent.tasks().equals(java.util.List.of("COMPLETED", "COMPLETED"));
                });

        assertThat(agent.effects()).containsExactly("CONFIRMED", "CONFIRMED");
        assertThat(agent.payments()).containsExactly("CONFIRMED", "CONFIRMED");
        assertThat(agent.audited())
                .containsSubsequence("ReviewRejected", "PaymentCorrected", "EffectCorrected", "TaskCorrected");
        assertThat(CHAIN.balance(shop)).isEqualTo(TENTH.multiply(BigInteger.valueOf(3)));
        agent.order(shop, "ETH", "0.3").handIn().awaitTasks("COMPLETED", "COMPLETED", "COMPLETED");
        assertThat(nonces()).containsExactly(0L, 1L, 2L);
    }

    /** What pays this address runs a program there by now, and that takes nothing. */
    private void refusesMoney(EvmAddress address) {
        CHAIN.call("anvil_setCode", address.value(), "0x60006000fd");
    }

    /** The network had kept it, and delivers it after a person has said that it was paid; the chain reverts it. */
    @Test
    void correctsAPersonWhoSaidThatItWasPaidWhenTheChainHasRevertedIt() {
        paidOnce();
        PAYING.rpc().becomes(Mood.LOSES_THE_BROADCAST);
        agent.order(shop, "ETH", "0.2").handIn();
        JsonNode review = inDoubt();
        PAYING.rpc().becomes(Mood.HONEST);
        assertThat(agent.approve(agent.moderator(), review).status()).isEqualTo(200);
        agent.awaitTasks("COMPLETED", "COMPLETED");

        refusesMoney(shop);
        PAYING.rpc().deliverWhatWasLost();
        org.awaitility.Awaitility.await("the finding")
                .atMost(dev.chimera.testing.TestCampaign.SOON)
                .until(() -> {
                    lookNow();
                    return agent.tasks().equals(java.util.List.of("COMPLETED", "FAILED TX_REVERTED"));
                });

        assertThat(agent.effects()).containsExactly("CONFIRMED", "FAILED TX_REVERTED");
        assertThat(agent.payments()).containsExactly("CONFIRMED", "REVERTED TX_REVERTED");
        assertThat(agent.audited()).containsSubsequence("PaymentCorrected", "EffectCorrected", "TaskRetracted");
        assertThat(CHAIN.balance(shop)).isEqualTo(TENTH);
        assertThat(nonces()).containsExactly(0L, 1L);
    }

    private void lookNow() {
        PAYING.server()
                .jdbc()
                .sql("UPDATE effects SET next_look_at = now() WHERE tenant_id = ? AND next_look_at IS NOT NULL")
                .param(agent.tenant().id().value())
                .update();
    }

    /** What nobody knows keeps its money and its wallet, and the wallet says why. */
    @Test
    void saysAtTheWalletWhyItWaits() {
        paidOnce();
        PAYING.rpc().becomes(Mood.LOSES_THE_BROADCAST);
        agent.order(shop, "ETH", "0.2").handIn();
        JsonNode review = inDoubt();
        PAYING.rpc().becomes(Mood.HONEST);
        JsonNode waiting = PAYING.server()
                .get(agent.moderator(), "/v1/wallets")
                .json()
                .path("wallets")
                .path(0)
                .path("payments")
                .path(0);
        assertThat(waiting.path("state").stringValue()).isEqualTo("SENDING");
        assertThat(waiting.path("why").stringValue())
                .contains(
                        "a person has to say so in review " + review.path("id").stringValue(), "stays reserved");
        assertThat(agent.reject(agent.moderator(), review).status()).isEqualTo(200);
    }

    @Test
    void findsWhatAProcessSentThatWasKilledBeforeItCouldSayWhatBecameOfIt() {
        paidOnce();
        PAYING.rpc().onceAfterBroadcast(PayingServer::killAgentKit);
        agent.order(shop, "ETH", "0.2").handIn().awaitTasks("COMPLETED", "COMPLETED");
        assertThat(CHAIN.balance(shop)).isEqualTo(TENTH.multiply(BigInteger.valueOf(3)));
        assertThat(CHAIN.transactions(account.address())).isEqualTo(2);
        assertThat(PAYING.rpc().broadcasts() - broadcasts).isEqualTo(2);
    }

    @Test
    void settlesAnAgentsOwnPaymentWhenTheNextOneMeetsItAndSaysWhoseItWas() {
        paidOnce();
        PAYING.rpc().becomes(Mood.LOSES_THE_ANSWER);
        try (CommerceClient own = PAYING.as(agent)) {
            assertThatThrownBy(() -> own.transfer(Map.of("to", shop.value(), "asset", "ETH", "amount", "0.2")))
                    .hasMessageContaining("whether anything was done is not known");
            PAYING.rpc().becomes(Mood.HONEST);
            assertThat(agent.payments()).containsExactly("CONFIRMED", "SENDING");
            agent.order(shop, "ETH", "0.3").handIn().awaitTasks("COMPLETED", "COMPLETED");
        }
        assertThat(agent.payments()).containsExactly("CONFIRMED", "CONFIRMED", "CONFIRMED");
        assertThat(CHAIN.balance(shop)).isEqualTo(TENTH.multiply(BigInteger.valueOf(6)));
        assertThat(PAYING.server()
                        .jdbc()
                        .sql("""
                                SELECT evidence->>'amount' FROM audit_log
                                WHERE tenant_id = ? AND event = 'PaymentConfirmed' AND task_id IS NULL
                                  AND evidence->>'effect_id' IS NULL
                                """)
                        .param(agent.tenant().id().value())
                        .query(String.class)
                        .list())
                .containsExactly("0.2");
    }

    @Test
    void startsAnotherProcessForOneThatWasKilledBetweenTwoPayments() {
        paidOnce();
        PayingServer.killAgentKit();
        agent.order(shop, "ETH", "0.2").handIn().awaitEffects("CONFIRMED", "INTENDED WALLET_UNAVAILABLE");
        agent.letTheWaitPass();
        agent.awaitTasks("COMPLETED", "COMPLETED");
        assertThat(CHAIN.transactions(account.address())).isEqualTo(2);
    }
}
