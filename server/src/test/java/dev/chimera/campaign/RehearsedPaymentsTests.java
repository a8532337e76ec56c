package dev.chimera.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.chimera.failure.ChimeraException;
import dev.chimera.persona.AgentName;
import dev.chimera.persona.AgentStore;
import dev.chimera.testing.TestServer;
import dev.chimera.wallet.EvmAddress;
import dev.chimera.wallet.PaymentForecast;
import dev.chimera.wallet.PaymentForecast.Outcome;
import dev.chimera.wallet.PaymentOrder;
import dev.chimera.wallet.PaymentRefusal;
import dev.chimera.wallet.Payments;
import dev.chimera.wallet.Wallet;
import dev.chimera.wallet.WalletStore;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A dry run foretells of payments what the real run would say. */
class RehearsedPaymentsTests {

    private static final String NAME = "Maya Pays";
    private static final String GOAL = "Thank those who helped";
    private static final String USDC = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";

    private final TestServer server = TestServer.shared();
    private final TestServer.Tenant tenant = server.newTenant();
    private final CampaignDesk desk = server.bean(CampaignDesk.class);
    private final String key =
            "env:KEY_" + UUID.randomUUID().toString().replace("-", "_").toUpperCase(Locale.ROOT);

    private IntakeDocument file() {
        return new IntakeDocument(NAME, GOAL).wallet(key);
    }

    private PaymentForecast foretold(IntakeDocument document) {
        return desk.take(tenant.operator(), document.dryRun().request())
                .forecast()
                .getFirst();
    }

    private String refusal(IntakeDocument document) {
        return catchThrowableOfType(ChimeraException.class, () -> desk.take(tenant.operator(), document.request()))
                .failure()
                .code();
    }

    /** A rule that speaks against a payment: how its file comes to break it. */
    enum Rule {
        RECIPIENT("to", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359"),
        MAX_PAYMENT("amount", "5.01"),
        WINDOW_TOTAL("amount", "10.01"),
        DECIMALS("amount", "0.0000001"),
        NOTHING("amount", "0"),
        ASSET("asset", "ETH"),
        CONTRACT("to", USDC);

        private final String member;
        private final String value;

        Rule(String member, String value) {
            this.member = member;
            this.value = value;
        }
    }

    /** The refusal of the file, or else of the payment when it is to be made; empty where nothing speaks against it. */
    private String saidByTheRealRun(IntakeDocument file, ObjectNode payment) {
        try {
            desk.take(tenant.operator(), file.request());
        } catch (ChimeraException e) {
            return e.failure().code() + ": " + e.failure().message();
        }
        Payments payments = server.bean(Payments.class);
        Wallet wallet = payments.required(
                tenant.id(),
                server.bean(AgentStore.class)
                        .find(tenant.id(), new AgentName(NAME))
                        .orElseThrow()
                        .id());
        PaymentOrder order = new PaymentOrder(
                EvmAddress.parse(payment.path("to").stringValue()),
                payment.path("asset").stringValue(),
                payment.path("amount").stringValue(),
                null,
                null);
        return payments.refusal(wallet, order).map(PaymentRefusal::message).orElse("");
    }

    private String saidByTheDryRun(IntakeDocument file) {
        try {
            PaymentForecast forecast = foretold(file);
            assertThat(forecast.outcome()).isEqualTo(Outcome.REFUSED);
            return String.valueOf(forecast.why());
        } catch (ChimeraException e) {
            return e.failure().code() + ": " + e.failure().message();
        }
    }

    @ParameterizedTest
    @EnumSource
    void areRefusedByTheDryRunForWhatTheRealOneRefusesThemFor(Rule rule) {
        IntakeDocument file = file().pays("0.1");
        file.root.withArray("/file/agent/wallet/allow").add(USDC);
        ObjectNode payment = file.campaign().withObject("/payments/0");
        payment.put(rule.member, rule.value);

        String dry = saidByTheDryRun(new IntakeDocument(file));

        assertThat(dry).isNotEmpty().isEqualTo(saidByTheRealRun(file, payment));
    }

    @Test
    void areRefusedWhereATokenWouldBeSentToItsOwnContract() {
        IntakeDocument file = file().pays("0.1");
        file.root.withArray("/file/agent/wallet/allow").add(USDC);
        file.campaign().withObject("/payments/0").put("to", USDC);
        PaymentForecast forecast = foretold(file);
        assertThat(forecast.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(forecast.why()).contains("is the contract of USDC itself");
    }

    @Test
    void meetTheRefusalsOfTheWalletsSettings() {
        desk.take(tenant.operator(), file().pays("0.1").request());
        IntakeDocument another =
                new IntakeDocument("Somebody Else", GOAL).wallet(key).pays("0.1");
        assertThat(refusal(another.dryRun())).isEqualTo("WALLET_TAKEN");
        IntakeDocument moved = file().pays("0.1");
        moved.root.withObject("/file/agent/wallet").put("network", "base-mainnet");
        assertThat(refusal(moved)).isEqualTo("WALLET_NETWORK_FIXED");
        assertThat(refusal(moved.dryRun())).isEqualTo("WALLET_NETWORK_FIXED");
    }

    @Test
    void countWhatTheWalletPaidLately() {
        desk.take(tenant.operator(), file().request());
        assertThat(foretold(file().pays("0.4")).outcome()).isEqualTo(Outcome.PAID);
        pay("5");
        pay("4.9");
        PaymentForecast forecast = foretold(file().pays("0.4"));
        assertThat(forecast.outcome()).isEqualTo(Outcome.LATER);
        assertThat(forecast.why()).startsWith("0.1 USDC are left");
    }

    private void pay(String amount) {
        Payments payments = server.bean(Payments.class);
        TransactionTemplate transactions = server.bean(TransactionTemplate.class);
        Wallet known = payments.required(
                tenant.id(),
                server.bean(AgentStore.class)
                        .find(tenant.id(), new AgentName(NAME))
                        .orElseThrow()
                        .id());
        if (known.address() == null) {
            server.bean(WalletStore.class).learn(known, EvmAddress.parse("0x" + hex(20)));
        }
        transactions.executeWithoutResult(status -> {
            Wallet wallet = payments.required(known.tenant(), known.agent());
            EvmAddress to = EvmAddress.parse(IntakeDocument.PAYEE);
            var payment = payments.intendOwn(wallet, new PaymentOrder(to, "USDC", amount, null, null));
            long nonce = payment.nonce();
            assertThat(payments.reserve(wallet, payment.id(), new Payments.ChainHead(nonce, 7), null))
                    .isInstanceOf(Payments.Reservation.Reserved.class);
            payments.confirm(payment, "0x" + hex(32), BigInteger.ONE);
        });
    }

    private static String hex(int length) {
        byte[] bytes = new byte[length];
        ThreadLocalRandom.current().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void waitWithAPausedAgent() {
        desk.take(tenant.operator(), file().request());
        server.post(tenant.operator(), "/v1/agents/Maya%20Pays/pause");
        PaymentForecast forecast = foretold(file().pays("0.4"));
        assertThat(forecast.outcome()).isEqualTo(Outcome.LATER);
        assertThat(forecast.why()).isEqualTo("an OPERATOR paused this agent");
    }

    @Test
    void waitForAPriceWhereTheLedgerNeedsOne() {
        IntakeDocument file = file().pays("0.4").dryRun();
        file.root.withObject("/file/agent/wallet").put("network", "base-mainnet");
        JsonNode foretold = server.post(tenant.operator(), "/v1/campaigns", file.json())
                .json()
                .path("payments")
                .path(0);
        assertThat(foretold.path("outcome").stringValue()).isEqualTo("LATER");
        assertThat(foretold.path("why").stringValue()).contains("there is no price for ETH");
    }
}
