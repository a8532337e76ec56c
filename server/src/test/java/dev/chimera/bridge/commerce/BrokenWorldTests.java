package dev.chimera.bridge.commerce;

import static dev.chimera.testing.TestChain.ETHER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.fakes.chain.LossyRpc.Mood;
import dev.chimera.testing.CommerceClient;
import dev.chimera.testing.PayingAgent;
import dev.chimera.testing.PayingServer;
import dev.chimera.testing.TestAccount;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestChain;
import dev.chimera.wallet.EvmAddress;
import java.math.BigInteger;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Input that is no payment, and a chain, a key or an AgentKit that does not do what it should: each has its code. */
class BrokenWorldTests {

    private static final PayingServer PAYING = PayingServer.start("chimera.commerce.read-timeout=10s");
    private static final TestChain CHAIN = PAYING.chain();
    private static final BigInteger CHEAP = BigInteger.valueOf(1_000_000_000);

    private final TestAccount account = CHAIN.account(ETHER);
    private final EvmAddress shop = CHAIN.account(BigInteger.ZERO).address();
    private final String key = PAYING.keys().put(account.key());
    private final PayingAgent agent = new PayingAgent(
                    PAYING.server(), PAYING.server().newTenant(), key)
            .allow(shop)
            .limit("ETH", "2", "5", 9, "2");

    @AfterAll
    static void stop() {
        PAYING.close();
    }

    @AfterEach
    void checkBooks() {
        PAYING.rpc().becomes(Mood.HONEST);
        PAYING.checkBooks(agent, account.address());
    }

    private void unpaid() {
        assertThat(CHAIN.balance(shop)).isZero();
        assertThat(CHAIN.transactions(account.address())).isZero();
        assertThat(CHAIN.balance(account.address())).isEqualTo(ETHER);
    }

    private void goesThroughAfter(Runnable change) {
        unpaid();
        change.run();
        agent.letTheWaitPass();
        agent.awaitTasks("COMPLETED");
        assertThat(CHAIN.balance(shop)).isEqualTo(ETHER.divide(BigInteger.TEN));
    }

    private PayingAgent ordered() {
        return agent.order(shop, "ETH", "0.1").handIn();
    }

    @ParameterizedTest
    @CsvSource({
        "0, ETH, INVALID_AMOUNT",
        "-0.1, ETH, INVALID_AMOUNT",
        "0.0000000000000000001, ETH, INVALID_AMOUNT",
        "1e-3, ETH, INVALID_AMOUNT",
        "1e999999999, ETH, INVALID_AMOUNT",
        "０.1, ETH, INVALID_AMOUNT",
        "0.1, DOGE, ASSET_NOT_ALLOWED",
        "0.1, '', INVALID_PAYMENT",
        "'', ETH, INVALID_PAYMENT"
    })
    void refusesAnAgentsOwnCallThatIsNoPayment(String amount, String asset, String code) {
        agent.order(shop, "ETH", "3").limit("ETH", "4", "5", 9, "2").handIn();
        try (CommerceClient own = PAYING.as(agent)) {
            assertThat(own.transfer(Map.of("to", shop.value(), "asset", asset, "amount", amount))
                            .code())
                    .isEqualTo(code);
        }
        unpaid();
    }

    @Test
    void refusesAddressesAndNumbersThatAreNone() {
        agent.order(shop, "ETH", "3").limit("ETH", "4", "5", 9, "2").handIn();
        String wrong = "0x" + swapCase(shop.value().substring(2));
        try (CommerceClient own = PAYING.as(agent)) {
            assertThat(own.transfer(Map.of("to", wrong, "asset", "ETH", "amount", "0.1"))
                            .code())
                    .isEqualTo("INVALID_ADDRESS");
            assertThat(own.transfer(Map.of("to", "0x" + "0".repeat(40), "asset", "ETH", "amount", "0.1"))
                            .code())
                    .isEqualTo("INVALID_ADDRESS");
            assertThat(own.transfer(Map.of("to", shop.value(), "asset", "ETH", "amount", 1e300))
                            .code())
                    .isEqualTo("INVALID_AMOUNT");
            assertThat(own.transfer(Map.of("to", shop.value(), "asset", "ETH", "amount", "0.1", "from", "0x1"))
                            .code())
                    .isEqualTo("INVALID_PAYMENT");
        }
        unpaid();
    }

    private static String swapCase(String digits) {
        StringBuilder swapped = new StringBuilder();
        for (int i = 0; i < digits.length(); i++) {
            char digit = digits.charAt(i);
            swapped.append(Character.isUpperCase(digit) ? Character.toLowerCase(digit) : Character.toUpperCase(digit));
        }
        return swapped.toString();
    }

    @Test
    void waitsForAnRpcThatIsOfAnotherChain() {
        PAYING.rpc().becomes(Mood.OTHER_CHAIN);
        ordered().awaitEffects("INTENDED WRONG_CHAIN");
        unpaid();
        goesThroughAfter(() -> PAYING.rpc().becomes(Mood.HONEST));
    }

    private void awaitCompleted() {
        org.awaitility.Awaitility.await()
                .atMost(TestCampaign.SOON)
                .until(
                        () -> PAYING.server()
                                .jdbc()
                                .sql("SELECT status FROM campaigns WHERE id = ?")
                                .param(agent.campaign().value())
                                .query(String.class)
                                .single(),
                        "COMPLETED"::equals);
    }

    @Test
    void waitsForAnRpcThatIsAway() {
        PAYING.rpc().becomes(Mood.AWAY);
        ordered().awaitEffects("INTENDED RPC_UNAVAILABLE");
        goesThroughAfter(() -> PAYING.rpc().becomes(Mood.HONEST));
    }

    @Test
    void waitsForASecretThatIsMissing() {
        PAYING.keys().remove(key);
        ordered().awaitEffects("INTENDED WALLET_UNAVAILABLE");
        goesThroughAfter(() -> PAYING.keys().put(key, account.key()));
    }

    @Test
    void waitsForAKeyThatIsNone() {
        PAYING.keys().put(key, "0x1234567890");
        ordered().awaitEffects("INTENDED WALLET_UNAVAILABLE");
        assertThat(PAYING.server()
                        .jdbc()
                        .sql("SELECT count(*) FROM audit_log WHERE position('1234567890' IN evidence::text) > 0")
                        .query(Long.class)
                        .single())
                .isZero();
        goesThroughAfter(() -> PAYING.keys().put(key, account.key()));
    }

    @Test
    void waitsWhereTheWalletHasTooLittle() {
        agent.order(shop, "ETH", "1").handIn().awaitEffects("INTENDED INSUFFICIENT_FUNDS");
        unpaid();
        assertThat(agent.payments()).singleElement().asString().startsWith("INTENDED");
    }

    @Test
    void waitsWhileGasCostsTooMuch() {
        CHAIN.mineAtBaseFee(CHEAP.multiply(BigInteger.valueOf(1_000)));
        try {
            ordered().awaitEffects("INTENDED GAS_TOO_HIGH");
        } finally {
            CHAIN.mineAtBaseFee(CHEAP);
        }
        goesThroughAfter(() -> {});
    }

    @ParameterizedTest
    @CsvSource({
        "revertsWhenMined, TX_REVERTED, 1",
        "silent, TOKEN_REFUSED, 1",
        "feeOnTransfer, TOKEN_REFUSED, 1",
        "returnsFalse, WOULD_REVERT, 0",
        "reverts, WOULD_REVERT, 0"
    })
    void paysOnlyTheGasOfATokenThatMovesNothing(String token, String code, long transactions) {
        String symbol = token.length() > 16 ? token.substring(0, 16) : token;
        CHAIN.give(token, account.address(), BigInteger.valueOf(5_000_000));
        agent.limit(symbol, "5", "5", 9, "5").order(shop, symbol, "1").handIn();
        agent.awaitTasks("FAILED " + code);
        assertThat(agent.payments()).containsExactly((transactions == 1 ? "REVERTED " : "FAILED ") + code);
        assertThat(CHAIN.transactions(account.address())).isEqualTo(transactions);
        assertThat(CHAIN.balance(account.address())).isEqualTo(ETHER.subtract(PAYING.fees(agent)));
        assertThat(PAYING.fees(agent).signum()).isEqualTo(transactions);
        if (!token.equals("feeOnTransfer")) {
            assertThat(CHAIN.balance(token, account.address())).isEqualTo(BigInteger.valueOf(5_000_000));
        }
        // What the chain knows of is never ordered again.
        awaitCompleted();
        agent.handIn();
        awaitCompleted();
        assertThat(agent.tasks()).hasSize(transactions == 1 ? 1 : 2);
    }

    @Test
    void paysNothingFromAKeyThatBelongsToAnotherAccountNow() {
        ordered().awaitTasks("COMPLETED");
        TestAccount other = CHAIN.account(ETHER);
        PAYING.keys().put(key, other.key());
        PayingServer.killAgentKit();
        agent.orderNothing().order(shop, "ETH", "0.2").handIn();
        agent.awaitEffects("CONFIRMED", "INTENDED WALLET_UNAVAILABLE");
        agent.letTheWaitPass();
        agent.awaitEffects("CONFIRMED", "INTENDED WALLET_CHANGED");
        assertThat(CHAIN.transactions(other.address())).isZero();
        assertThat(CHAIN.transactions(account.address())).isEqualTo(1);
    }

    @Test
    void givesTwoAgentsNoWalletInCommon() {
        ordered().awaitTasks("COMPLETED");
        PayingAgent neighbour = new PayingAgent(PAYING.server(), agent.tenant(), key)
                .allow(shop)
                .limit("ETH", "2", "5", 9, "2")
                .order(shop, "ETH", "0.1");
        assertThat(neighbour.offer().code()).isEqualTo("WALLET_TAKEN");
        PayingAgent sameKeyUnderAnotherName = new PayingAgent(
                        PAYING.server(), agent.tenant(), PAYING.keys().put(account.key()))
                .allow(shop)
                .limit("ETH", "2", "5", 9, "2")
                .order(shop, "ETH", "0.1")
                .handIn();
        sameKeyUnderAnotherName.awaitEffects("INTENDED WALLET_TAKEN");
        assertThat(CHAIN.transactions(account.address())).isEqualTo(1);
    }
}
