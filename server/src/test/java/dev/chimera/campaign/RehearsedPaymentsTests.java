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
import dev.chimera.wallet.Payments;
import dev.chimera.wallet.Wallet;
import dev.chimera.wallet.WalletStore;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

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
