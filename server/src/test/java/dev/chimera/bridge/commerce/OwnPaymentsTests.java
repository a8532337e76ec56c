package dev.chimera.bridge.commerce;

import static dev.chimera.testing.TestChain.ETHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chimera.bridge.Author;
import dev.chimera.embedded.SharedServers;
import dev.chimera.fakes.chain.LossyRpc.Mood;
import dev.chimera.persona.AgentId;
import dev.chimera.secret.SecretName;
import dev.chimera.testing.CommerceClient;
import dev.chimera.testing.PayingAgent;
import dev.chimera.testing.PayingServer;
import dev.chimera.testing.TestAccount;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestChain;
import dev.chimera.testing.TestServer;
import dev.chimera.testing.Together;
import dev.chimera.wallet.EvmAddress;
import dev.chimera.wallet.Limit;
import dev.chimera.wallet.Network;
import dev.chimera.wallet.OpenPaymentStore;
import dev.chimera.wallet.Payment;
import dev.chimera.wallet.PaymentOrder;
import dev.chimera.wallet.Payments;
import dev.chimera.wallet.Wallet;
import dev.chimera.wallet.WalletSettings;
import dev.chimera.wallet.WalletStore;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** What an agent pays with its own key, when something goes wrong: no effect and no task come by to mend it. */
@ExtendWith(OutputCaptureExtension.class)
class OwnPaymentsTests {

    private static final PayingServer PAYING = PayingServer.start(
            SharedServers.fresh(),
            "bridge,api",
            "chimera.commerce.send-timeout=6s",
            "chimera.commerce.read-timeout=6s",
            "chimera.commerce.sweep-every=200ms",
            "chimera.commerce.recheck-every=500ms");
    private static final TestServer SERVER = PAYING.server();
    private static final TestChain CHAIN = PAYING.chain();
    private static final BigInteger TENTH = ETHER.divide(BigInteger.TEN);

    private final TestAccount account = CHAIN.account(ETHER);
    private final EvmAddress shop = CHAIN.account(BigInteger.ZERO).address();
    private final String key = PAYING.keys().put(account.key());
    private final PayingAgent agent = new PayingAgent(SERVER, SERVER.newTenant(), key)
            .allow(shop)
            .limit("ETH", "2", "5", 9, "2")
            .order(shop, "ETH", "2")
            .handIn();
    private final CommerceClient own = PAYING.as(agent);

    @AfterAll
    static void stop() {
        PAYING.close();
    }

    @AfterEach
    void checkBooks() {
        own.close();
        PAYING.rpc().becomes(Mood.HONEST);
        PAYING.checkBooks(agent, account.address());
        assertThat(CHAIN.balance(account.address()))
                .isEqualTo(ETHER.subtract(CHAIN.balance(shop)).subtract(PAYING.fees(agent)));
    }

    private CommerceClient.Answer transfer(String amount) {
        return own.transfer(Map.of("to", shop.value(), "asset", "ETH", "amount", amount));
    }

    private void transferWithoutAnAnswer(Mood mood) {
        PAYING.rpc().nextBroadcastMeets(mood);
        assertThatThrownBy(() -> transfer("0.1")).hasMessageContaining("whether anything was done is not known");
        assertThat(agent.payments()).endsWith("SENDING");
    }

    /** As if the agent's payments had begun so much earlier. */
    private static void minutesPass(int minutes, PayingAgent... agents) {
        for (PayingAgent each : agents) {
            SERVER.jdbc().sql("""
                            UPDATE payments SET reserved_at = reserved_at - ? * interval '1 minute' WHERE tenant_id = ?
                            """).params(minutes, each.tenant().id().value()).update();
        }
    }

    private static void awaitPayments(PayingAgent whose, String... expected) {
        Awaitility.await().atMost(TestCampaign.SOON).until(whose::payments, List.of(expected)::equals);
    }

    private List<String> evidence(String event, String field) {
        return SERVER.jdbc()
                .sql("SELECT evidence->>? FROM audit_log WHERE tenant_id = ? AND event = ? ORDER BY seq")
                .params(field, agent.tenant().id().value(), event)
                .query((row, number) -> row.getString(1))
                .list();
    }

    private JsonNode listed() {
        return SERVER.get(agent.moderator(), "/v1/wallets")
                .json()
                .path("wallets")
                .path(0);
    }

    private TestServer.Reply settle(JsonNode payment, boolean paid) {
        return SERVER.post(
                agent.moderator(),
                "/v1/wallets/payments/" + payment.path("id").stringValue() + "/settlement",
                "{\"paid\":" + paid + "}");
    }

    private TestServer.Reply changeOfKey() {
        return agent.key(PAYING.keys().put(CHAIN.account(BigInteger.ZERO).key()))
                .offer();
    }

    @Test
    void settlesAPaymentWhoseAnswerWasLostAfterTwoMinutesWithoutAnotherCall() {
        transferWithoutAnAnswer(Mood.LOSES_THE_ANSWER);
        minutesPass(1, agent);
        assertThat(stale()).as("left to whoever sends it").isEmpty();
        minutesPass(1, agent);
        awaitPayments(agent, "CONFIRMED");
        assertThat(CHAIN.balance(shop)).isEqualTo(TENTH);
        assertThat(agent.audited()).containsSubsequence("PaymentSending", "PaymentUnknown", "PaymentConfirmed");
        assertThat(SERVER.jdbc()
                        .sql("SELECT actor FROM audit_log WHERE tenant_id = ? AND event = 'PaymentConfirmed'")
                        .param(agent.tenant().id().value())
                        .query(String.class)
                        .single())
                .isEqualTo("payment-sweeper");
    }

    /** A person decides about a payment that the network has kept. */
    private void decided(boolean paid, String state) {
        transferWithoutAnAnswer(Mood.LOSES_THE_BROADCAST);
        minutesPass(3, agent);
        assertThat(settle(listed().path("payments").path(0), paid).status()).isEqualTo(200);
        awaitPayments(agent, state);
    }

    @Test
    void correctsAPersonWhoSaidThatItWasNotPaidWhenTheChainHasItAllTheSame() {
        decided(false, "FAILED NOT_PAID");

        PAYING.rpc().deliverWhatWasLost();

        awaitPayments(agent, "CONFIRMED");
        assertThat(CHAIN.balance(shop)).isEqualTo(TENTH);
        assertThat(agent.audited()).containsSubsequence("PaymentSettledByPerson", "PaymentCorrected");
        assertThat(transfer("0.2").body().path("nonce").longValue()).isEqualTo(1);
    }

    @Test
    void correctsAPersonWhoSaidThatItWasPaidWhenTheChainHasRevertedIt() {
        decided(true, "CONFIRMED");
        CHAIN.call("anvil_setCode", shop.value(), "0x60006000fd");
        PAYING.rpc().deliverWhatWasLost();

        awaitPayments(agent, "REVERTED TX_REVERTED");
        assertThat(CHAIN.balance(shop)).isZero();
        assertThat(agent.audited()).containsSubsequence("PaymentSettledByPerson", "PaymentCorrected");
    }

    private List<?> stale() {
        return SERVER.bean(OpenPaymentStore.class).stale(null, 100).stream()
                .filter(each -> each.payment().tenant().equals(agent.tenant().id()))
                .toList();
    }

    @Test
    void asksAPersonAboutAPaymentThatTheChainDoesNotKnowAndGivesItsNonceToTheNext() {
        transferWithoutAnAnswer(Mood.LOSES_THE_BROADCAST);
        JsonNode young = listed().path("payments").path(0);
        assertThat(young.path("waits_for_person").booleanValue()).isFalse();
        TestServer.Reply inFlight = settle(young, false);
        assertThat(inFlight.status()).isEqualTo(409);
        assertThat(inFlight.code()).isEqualTo("PAYMENT_IN_FLIGHT");
        assertThat(inFlight.json().path("error").path("hint").stringValue()).matches("ask again in (1[01][0-9]|120) s");
        assertThat(transfer("0.2").body().path("error").path("message").stringValue())
                .contains("one by one")
                .doesNotContain("chimera wallets");

        minutesPass(3, agent);
        CommerceClient.Answer busy = transfer("0.2");
        assertThat(busy.code()).isEqualTo("WALLET_BUSY");
        assertThat(busy.body().path("error").path("message").stringValue()).contains("chimera wallets");
        TestServer.Reply otherKey = changeOfKey();
        assertThat(otherKey.code()).isEqualTo("WALLET_BUSY");
        assertThat(otherKey.json().path("error").path("hint").stringValue()).contains("chimera wallets");
        assertThat(waiting()).isEqualTo(1);
        JsonNode payment = listed().path("payments").path(0);
        assertThat(payment.path("waits_for_person").booleanValue()).isTrue();

        assertThat(settle(payment, false).status()).isEqualTo(200);
        assertThat(settle(payment, true).code()).isEqualTo("PAYMENT_SETTLED");
        assertThat(evidence("PaymentSettledByPerson", "nonce")).containsExactly("0");
        assertThat(waiting()).isZero();
        CommerceClient.Answer next = transfer("0.2");
        assertThat(next.isError()).as(next.body().toString()).isFalse();
        assertThat(next.body().path("nonce").longValue()).isZero();
        assertThat(agent.payments())
                .containsExactly("FAILED NOT_PAID", "FAILED WALLET_BUSY", "FAILED WALLET_BUSY", "CONFIRMED");
        assertThat(evidence("PaymentRefused", "payment_id"))
                .as("a refusal behind the reservation is on record with its payment")
                .hasSize(2)
                .doesNotContainNull();
        assertThat(CHAIN.balance(shop)).isEqualTo(TENTH.multiply(BigInteger.TWO));
        assertThat(changeOfKey().status()).isLessThan(300);
    }

    private long waiting() {
        return SERVER.get(agent.moderator(), "/v1/status")
                .json()
                .path("unsettled_payments")
                .longValue();
    }

    @Test
    void countsWhatAPersonHasSeenInItsWindow() {
        transferWithoutAnAnswer(Mood.LOSES_THE_BROADCAST);
        minutesPass(3, agent);
        JsonNode payment = listed().path("payments").path(0);
        assertThat(settle(payment, true).json().path("state").stringValue()).isEqualTo("CONFIRMED");
        agent.limit("ETH", "0.15", "0.15", 9, "2")
                .orderNothing()
                .order(shop, "ETH", "0.1")
                .handIn();
        assertThat(listed().path("limits").path(0).path("left").stringValue()).isEqualTo("0.05");
        assertThat(transfer("0.1").code()).isEqualTo("WINDOW_EXCEEDED");
        // She was wrong, and no nonce is lost by that.
        assertThat(transfer("0.05").body().path("nonce").longValue()).isZero();
    }

    @Test
    void settlesItOnceHoweverManyLookAtOnce() throws Exception {
        transferWithoutAnAnswer(Mood.LOSES_THE_ANSWER);
        Wallet wallet = wallet(agent);
        Payment payment = SERVER.bean(Payments.class).sending(wallet).orElseThrow();
        PaymentLookup lookup = SERVER.bean(PaymentLookup.class);
        Author looks = new Author(wallet.tenant(), wallet.agent(), "test", null, null, null);
        Together.run(
                4,
                number ->
                        assertThat(lookup.settle(looks, wallet, payment)).isEqualTo(PaymentLookup.Standing.CONFIRMED));
        assertThat(agent.payments()).containsExactly("CONFIRMED");
        assertThat(agent.audited()).filteredOn("PaymentConfirmed"::equals).hasSize(1);
    }

    @Test
    void looksAtTheOthersWhereOneCantBeLookedUp(CapturedOutput output) {
        String missing = PAYING.keys().put(CHAIN.account(ETHER).key());
        PAYING.keys().remove(missing);
        PayingAgent neighbour = new PayingAgent(SERVER, SERVER.newTenant(), missing)
                .allow(shop)
                .limit("ETH", "2", "5", 9, "2")
                .order(shop, "ETH", "2")
                .handIn();
        UUID lost = reserved(wallet(neighbour));
        transferWithoutAnAnswer(Mood.LOSES_THE_ANSWER);
        minutesPass(3, agent, neighbour);
        awaitPayments(agent, "CONFIRMED");
        Awaitility.await()
                .atMost(TestCampaign.SOON)
                .until(() -> output.getAll().contains("payment " + lost + " can't be looked up yet: "));
        assertThat(neighbour.payments()).containsExactly("SENDING");
        assertThat(output.getAll()).doesNotContain("payment-sweeper met an unexpected error");
    }

    /** A payment as it stands when the process that was to send it is gone. */
    private UUID reserved(Wallet wallet) {
        Payments payments = SERVER.bean(Payments.class);
        return Objects.requireNonNull(SERVER.bean(TransactionTemplate.class).execute(status -> {
            Payment payment = payments.intendOwn(wallet, new PaymentOrder(shop, "ETH", "0.1", null, null));
            payments.reserve(wallet, payment.id(), new Payments.ChainHead(0, 0), null);
            return payment.id();
        }));
    }

    @Test
    void paysNothingByItselfWhereItsOperatorWantsNoOwnCalls() {
        SERVER.jdbc()
                .sql("UPDATE agents SET own_calls = false WHERE id = ?")
                .param(agent.id())
                .update();
        assertThat(transfer("0.1").code()).isEqualTo("OWN_CALLS_OFF");
        assertThat(agent.payments()).isEmpty();
        assertThat(agent.audited()).contains("PaymentRefused");
    }

    @Test
    void endsAPaymentThatWasCertainlyNotSent() {
        assertThat(transfer("1").code()).isEqualTo("INSUFFICIENT_FUNDS");
        assertThat(agent.payments()).containsExactly("FAILED INSUFFICIENT_FUNDS");
        assertThat(agent.audited()).containsSubsequence("PaymentSending", "PaymentRefused");
        assertThat(evidence("PaymentRefused", "amount")).containsExactly("1");
        assertThat(changeOfKey().status()).isLessThan(300);
    }

    @Test
    void recordsWhatWasRefusedBeforeItWasReserved() {
        PAYING.rpc().becomes(Mood.AWAY);
        assertThat(transfer("0.1").code()).isEqualTo("RPC_UNAVAILABLE");
        assertThat(agent.payments()).containsExactly("FAILED RPC_UNAVAILABLE");
        assertThat(evidence("PaymentRefused", "amount")).containsExactly("0.1");
        assertThat(changeOfKey().status()).isLessThan(300);
    }

    /** The connection dies where the process would: after the intent, when the payment is about to be reserved. */
    @Test
    void leavesNothingBehindWhenItDiesBetweenIntentAndReservation() {
        SERVER.owner().sql("""
                        CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
                        'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END'
                        """).update();
        SERVER.owner().sql("""
                        CREATE TRIGGER dies BEFORE UPDATE ON payments FOR EACH ROW
                        WHEN (NEW.state = 'SENDING' AND OLD.state = 'INTENDED') EXECUTE FUNCTION die()
                        """).update();
        try {
            assertThatThrownBy(() -> transfer("0.1")).hasMessageContaining("whether anything was done is not known");
        } finally {
            SERVER.owner().sql("DROP TRIGGER dies ON payments").update();
            SERVER.owner().sql("DROP FUNCTION die()").update();
        }
        assertThat(agent.payments()).isEmpty();
        assertThat(CHAIN.transactions(account.address())).isZero();
        assertThat(changeOfKey().status()).isLessThan(300);
    }

    @Test
    void sendsNothingWhenTheProcessSleptForLongerThanAMinute() throws Exception {
        assertThat(transferWhile(() -> PAYING.clock().passes(Duration.ofSeconds(50)))
                        .isError())
                .isFalse();
        CommerceClient.Answer late = transferWhile(() -> PAYING.clock().passes(Duration.ofSeconds(61)));
        assertThat(late.code()).isEqualTo("EXPIRED");
        assertThat(agent.payments()).containsExactly("CONFIRMED", "FAILED EXPIRED");
        assertThat(CHAIN.transactions(account.address())).isEqualTo(1);
    }

    @Test
    void asksAPersonWhereTheLimitWasLoweredAMomentAgo() throws Exception {
        Limit limit = wallet(agent).policy().limit("ETH").orElseThrow();
        WalletSettings lower = new WalletSettings(
                SecretName.parse("env:" + key),
                Network.BASE_SEPOLIA,
                List.of(shop),
                List.of(new Limit(
                        limit.asset(),
                        limit.maxPayment(),
                        limit.window(),
                        limit.windowTotal(),
                        limit.windowCount(),
                        BigInteger.ONE)));
        CommerceClient.Answer answer = transferWhile(
                () -> SERVER.bean(WalletStore.class).set(agent.tenant().operator(), new AgentId(agent.id()), lower));
        assertThat(answer.code()).isEqualTo("APPROVAL_REQUIRED");
        assertThat(agent.payments()).containsExactly("FAILED APPROVAL_REQUIRED");
        assertThat(CHAIN.transactions(account.address())).isZero();
    }

    /** Something happens while the payment waits for its wallet's row, before it is reserved. */
    private CommerceClient.Answer transferWhile(Runnable event) throws Exception {
        CompletableFuture<CommerceClient.Answer> answer = new CompletableFuture<>();
        SERVER.bean(TransactionTemplate.class).executeWithoutResult(status -> {
            SERVER.jdbc()
                    .sql("SELECT id FROM wallets WHERE tenant_id = ? FOR UPDATE")
                    .param(agent.tenant().id().value())
                    .query()
                    .singleRow();
            answer.completeAsync(
                    () -> transfer("0.1"), work -> Thread.ofVirtual().start(work));
            Awaitility.await()
                    .until(() -> SERVER.owner().sql("""
                                    SELECT EXISTS (SELECT FROM pg_stat_activity
                                                   WHERE datname = current_database() AND wait_event_type = 'Lock')
                                    """).query(Boolean.class).single());
            event.run();
        });
        return answer.get(20, TimeUnit.SECONDS);
    }

    private static Wallet wallet(PayingAgent whose) {
        return SERVER.bean(Payments.class).required(whose.tenant().id(), new AgentId(whose.id()));
    }
}
