package dev.chimera.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.secret.SecretName;
import dev.chimera.tenant.Caller;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import dev.chimera.testing.TestServer.Reply;
import dev.chimera.wallet.Payments.ChainHead;
import java.math.BigInteger;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** {@code /v1/wallets} of a process that has the API only: no bridge, no AgentKit, no chain. */
class WalletEndpointTests {

    private static final EvmAddress SHOP = EvmAddress.parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
    private static final PaymentOrder ORDER = new PaymentOrder(SHOP, "ETH", "0.25", null, null);

    private final TestServer server = TestServer.shared();
    private final TestCampaign campaign = TestCampaign.on(server);
    private final Payments payments = server.bean(Payments.class);
    private final TransactionTemplate transactions = server.bean(TransactionTemplate.class);

    @BeforeEach
    void giveWallet() {
        Asset ether = Assets.ETH;
        WalletSettings settings = new WalletSettings(
                SecretName.parse("env:KEY_OF_THE_TEST"),
                Network.BASE_SEPOLIA,
                List.of(SHOP),
                List.of(new Limit(
                        ether,
                        ether.positive("0.5", "max"),
                        Duration.ofHours(24),
                        ether.positive("0.6", "total"),
                        5,
                        ether.positive("0.3", "auto"))));
        transactions.executeWithoutResult(
                status -> server.bean(WalletStore.class).set(campaign.operator(), campaign.agent(), settings));
    }

    private Wallet wallet() {
        return payments.required(campaign.tenant(), campaign.agent());
    }

    private Payment own() {
        return Objects.requireNonNull(transactions.execute(status -> {
            Payment payment = payments.intendOwn(wallet(), ORDER);
            payments.reserve(wallet(), payment.id(), new ChainHead(3, 7), null);
            return payment;
        }));
    }

    private UUID approved() {
        UUID effect = UUID.randomUUID();
        transactions.executeWithoutResult(
                status -> payments.intend(campaign.tenant(), campaign.agent(), effect, UUID.randomUUID(), ORDER));
        return payments.ofEffect(campaign.tenant(), effect).orElseThrow().id();
    }

    private void passes(int seconds) {
        campaign.jdbc()
                .sql("""
                        UPDATE payments SET reserved_at = reserved_at - make_interval(secs => ?),
                                            created_at = created_at - make_interval(secs => ?)
                        WHERE tenant_id = ?
                        """)
                .params(seconds, seconds, campaign.tenant().value())
                .update();
    }

    private Reply settle(Caller.Person by, UUID payment, String body) {
        return server.post(by, "/v1/wallets/payments/" + payment + "/settlement", body);
    }

    private JsonNode listed() {
        JsonNode wallets =
                server.get(campaign.moderator(), "/v1/wallets").json().path("wallets");
        assertThat(wallets).hasSize(1);
        return wallets.path(0);
    }

    @Test
    void listsWalletsWithTheirLimitsAndWhatIsNotSettled() {
        Payment own = own();
        UUID approved = approved();
        JsonNode wallet = listed();
        assertThat(wallet.propertyNames())
                .containsExactly("id", "agent", "network", "address", "key", "limits", "payments");
        assertThat(wallet.path("network").stringValue()).isEqualTo("base-sepolia");
        assertThat(wallet.path("address").isNull()).isTrue();
        assertThat(wallet.path("key").stringValue()).isEqualTo("env:KEY_OF_THE_TEST");
        assertThat(wallet.path("limits").toString()).isEqualTo("""
                        [{"asset":"ETH","max_payment":"0.5","window_hours":24,"window_total":"0.6","window_count":5,\
                        "auto_approve":"0.3","left":"0.35"}]""");
        JsonNode first = wallet.path("payments").path(0);
        assertThat(first.propertyNames())
                .containsExactly(
                        "id",
                        "to",
                        "amount",
                        "asset",
                        "nonce",
                        "state",
                        "age_seconds",
                        "whose",
                        "task_id",
                        "waits_for_person",
                        "why");
        assertThat(first.path("id").stringValue()).isEqualTo(own.id().toString());
        assertThat(first.path("to").stringValue()).isEqualTo(SHOP.value());
        assertThat(first.path("amount").stringValue()).isEqualTo("0.25");
        assertThat(first.path("nonce").longValue()).isEqualTo(3);
        assertThat(first.path("state").stringValue()).isEqualTo("SENDING");
        assertThat(first.path("age_seconds").longValue()).isLessThan(60);
        assertThat(first.path("whose").stringValue()).isEqualTo("own");
        JsonNode second = wallet.path("payments").path(1);
        assertThat(second.path("id").stringValue()).isEqualTo(approved.toString());
        assertThat(second.path("state").stringValue()).isEqualTo("INTENDED");
        assertThat(second.path("whose").stringValue()).isEqualTo("effect");
        passes(125);
        assertThat(listed().path("payments").findValuesAsString("waits_for_person"))
                .as("a person is asked about the other one in a review")
                .containsExactly("true", "false");
        assertThat(server.get(server.newTenant().operator(), "/v1/wallets")
                        .json()
                        .path("wallets"))
                .isEmpty();
    }

    @Test
    void settlesWhatWasPaidAndGoesOnCountingIt() {
        Payment own = own();
        passes(121);
        Reply reply = settle(campaign.moderator(), own.id(), "{\"paid\":true}");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().toString())
                .isEqualTo("{\"id\":\"" + own.id() + "\",\"state\":\"CONFIRMED\",\"nonce\":3}");
        assertThat(listed().path("payments")).isEmpty();
        assertThat(listed().path("limits").path(0).path("left").stringValue()).isEqualTo("0.35");
        JsonNode audited = server.get(campaign.operator(), "/v1/audit")
                .json()
                .path("rows")
                .valueStream()
                .filter(row -> row.path("event").stringValue().equals("PaymentSettledByPerson"))
                .findFirst()
                .orElseThrow();
        assertThat(audited.path("actor").stringValue())
                .isEqualTo(campaign.moderator().actor());
        assertThat(audited.path("evidence").path("payment_id").stringValue())
                .isEqualTo(own.id().toString());
        assertThat(audited.path("evidence").path("nonce").longValue()).isEqualTo(3);
        assertThat(audited.path("evidence").path("state").stringValue()).isEqualTo("CONFIRMED");
    }

    @Test
    void givesUpWhatWasNotPaidAndFreesItsNonce() {
        Payment own = own();
        passes(121);
        assertThat(settle(campaign.moderator(), own.id(), "{\"paid\":false}")
                        .json()
                        .path("state")
                        .stringValue())
                .isEqualTo("FAILED");
        assertThat(listed().path("limits").path(0).path("left").stringValue()).isEqualTo("0.5");
        own();
        assertThat(listed().path("payments").path(0).path("nonce").longValue()).isEqualTo(3);
    }

    /** What an older version left behind when it died; nothing commits such a payment any more. */
    @Test
    void settlesOneThatWasNeverReserved() {
        Payment own = Objects.requireNonNull(transactions.execute(status -> payments.intendOwn(wallet(), ORDER)));
        passes(121);
        assertThat(listed().path("payments").path(0).path("waits_for_person").booleanValue())
                .isTrue();
        assertThat(settle(campaign.moderator(), own.id(), "{\"paid\":false}").status())
                .isEqualTo(200);
        assertThat(listed().path("payments")).isEmpty();
    }

    @Test
    void saysWhyItSettlesNothing() {
        Payment own = own();
        UUID approved = approved();
        Reply young = settle(campaign.moderator(), own.id(), "{\"paid\":false}");
        assertThat(young.code()).isEqualTo("PAYMENT_IN_FLIGHT");
        assertThat(young.status()).isEqualTo(409);
        passes(121);
        Reply reviewed = settle(campaign.moderator(), approved, "{\"paid\":false}");
        assertThat(reviewed.code()).isEqualTo("PAYMENT_HAS_REVIEW");
        assertThat(reviewed.status()).isEqualTo(409);
        Reply unknown = settle(campaign.moderator(), UUID.randomUUID(), "{\"paid\":false}");
        assertThat(unknown.code()).isEqualTo("PAYMENT_UNKNOWN");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(settle(server.newTenant().moderator(), own.id(), "{\"paid\":false}")
                        .code())
                .as("another tenant's")
                .isEqualTo("PAYMENT_UNKNOWN");
        settle(campaign.moderator(), own.id(), "{\"paid\":true}");
        Reply settled = settle(campaign.moderator(), own.id(), "{\"paid\":false}");
        assertThat(settled.code()).isEqualTo("PAYMENT_SETTLED");
        assertThat(settled.status()).isEqualTo(409);
        assertThat(listed().path("payments")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"paid\":null}", "{\"paid\":0}", "{\"paid\":\"true\"}", "{\"paid\":\"\"}"})
    void takesNothingElseForAYesOrANo(String body) {
        Payment own = own();
        passes(121);
        Reply reply = settle(campaign.moderator(), own.id(), body);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.code()).isEqualTo("INVALID_SETTLEMENT");
        assertThat(listed().path("payments")).hasSize(1);
    }

    @Test
    void letsAnOperatorLookAndAModeratorDecide() {
        Payment own = own();
        passes(121);
        assertThat(settle(campaign.operator(), own.id(), "{\"paid\":false}").status())
                .isEqualTo(403);
        assertThat(server.get(campaign.operator(), "/v1/wallets").status()).isEqualTo(200);
        assertThat(listed().path("payments")).hasSize(1);
    }

    @Test
    void letsAnAgentDecideNothing() {
        Payment own = own();
        passes(121);
        String name = listed().path("agent").stringValue();
        String key = server.post(campaign.operator(), "/v1/agents/" + name.replace(" ", "%20") + "/key")
                .json()
                .path("api_key")
                .stringValue();
        Reply reply = server.send(server.to("/v1/wallets/payments/" + own.id() + "/settlement")
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"paid\":false}")));
        assertThat(reply.status()).isEqualTo(403);
        assertThat(listed().path("payments")).hasSize(1);
    }

    @Test
    void saysThatAPaymentMayBeSentForAMinute() {
        Payment payment = Objects.requireNonNull(transactions.execute(status -> payments.intendOwn(wallet(), ORDER)));
        Payments.Reservation reservation = Objects.requireNonNull(
                transactions.execute(status -> payments.reserve(wallet(), payment.id(), new ChainHead(0, 0), null)));
        assertThat(reservation)
                .isInstanceOfSatisfying(
                        Payments.Reservation.Reserved.class,
                        reserved -> assertThat(reserved.validFor()).isEqualTo(Duration.ofMinutes(1)));
        assertThat(payments.left(wallet(), wallet().policy().limit("ETH").orElseThrow()))
                .isEqualTo(new BigInteger("350000000000000000"));
    }
}
