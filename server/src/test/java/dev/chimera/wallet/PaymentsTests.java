package dev.chimera.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import dev.chimera.secret.SecretName;
import dev.chimera.testing.TestCampaign;
import dev.chimera.testing.TestServer;
import dev.chimera.testing.Together;
import dev.chimera.wallet.Payments.ChainHead;
import dev.chimera.wallet.Payments.Reservation;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

/** Wallets, policies and payments as PostgreSQL keeps them; the chain is a number here. */
class PaymentsTests {

    private static final EvmAddress SHOP = EvmAddress.parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
    private static final EvmAddress OTHER = EvmAddress.parse("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359");
    private static final Failure GIVEN_UP = Failure.of("CANCELLED", "it was given up");

    private final TestServer server = TestServer.shared();
    private final TestCampaign campaign = TestCampaign.on(server);
    private final Payments payments = server.bean(Payments.class);
    private final WalletStore wallets = server.bean(WalletStore.class);
    private final TransactionTemplate transactions = server.bean(TransactionTemplate.class);
    private final EvmAddress account = someAddress();

    private static WalletSettings settings(String key, Network network, String maxPayment, EvmAddress... allow) {
        Asset asset = Assets.ETH;
        return new WalletSettings(
                SecretName.parse("env:" + key),
                network,
                List.of(allow),
                List.of(new Limit(
                        asset,
                        asset.positive(maxPayment, "max"),
                        Duration.ofHours(24),
                        asset.positive("1000", "total"),
                        10_000,
                        BigInteger.ZERO)));
    }

    private static WalletSettings settings(String maxPayment, EvmAddress... allow) {
        return settings("KEY_OF_THE_TEST", Network.BASE_SEPOLIA, maxPayment, allow);
    }

    private boolean set(TestCampaign whose, WalletSettings settings) {
        return within(() -> wallets.set(whose.operator(), whose.agent(), settings));
    }

    private <T> T within(Supplier<T> work) {
        return Objects.requireNonNull(transactions.execute(status -> work.get()));
    }

    private Wallet wallet() {
        return payments.required(campaign.tenant(), campaign.agent());
    }

    private Payment intend(String amount) {
        return within(() -> payments.intendOwn(wallet(), new PaymentOrder(SHOP, "ETH", amount, null, null)));
    }

    /** As the bridge does it: whose key it is has been learnt from the chain before. */
    private Reservation reserve(Payment payment, long nonce) {
        return reserve(campaign, account, payment, nonce);
    }

    private Reservation reserve(TestCampaign whose, EvmAddress account, Payment payment, long nonce) {
        Wallet wallet = payments.required(whose.tenant(), whose.agent());
        if (wallet.address() == null) {
            wallets.learn(wallet, account);
        }
        return within(() -> payments.reserve(wallet, payment.id(), new ChainHead(nonce, 7), null));
    }

    private Payment intend(TestCampaign whose, String amount) {
        Wallet wallet = payments.required(whose.tenant(), whose.agent());
        return within(() -> payments.intendOwn(wallet, new PaymentOrder(SHOP, "ETH", amount, null, null)));
    }

    private static EvmAddress someAddress() {
        byte[] bytes = new byte[20];
        ThreadLocalRandom.current().nextBytes(bytes);
        return EvmAddress.parse("0x" + HexFormat.of().formatHex(bytes));
    }

    private static String code(Reservation reservation) {
        return switch (reservation) {
            case Reservation.Reserved reserved -> "";
            case Reservation.Refused refused -> refused.refusal().code();
        };
    }

    private Payment now(Payment payment) {
        return payments.find(payment.tenant(), payment.id()).orElseThrow();
    }

    private static String hash() {
        byte[] bytes = new byte[32];
        ThreadLocalRandom.current().nextBytes(bytes);
        return "0x" + HexFormat.of().formatHex(bytes);
    }

    private List<Long> nonces(String condition) {
        return campaign.jdbc()
                .sql("SELECT nonce FROM payments WHERE tenant_id = ? AND (" + condition + ") ORDER BY nonce")
                .param(campaign.tenant().value())
                .query((row, number) -> row.getLong(1))
                .list();
    }

    private long nextNonce() {
        return campaign.count(
                "SELECT next_nonce FROM wallets WHERE tenant_id = ?",
                campaign.tenant().value());
    }

    private static List<Long> upTo(long end) {
        return LongStream.range(0, end).boxed().toList();
    }

    /** Intents, payments that are given up at every moment, and payments that are mined, all at once. */
    @Test
    void keepsNoncesUniqueAndWithoutGapsWhateverHappensAtOnce() throws Exception {
        set(campaign, settings("1", SHOP));
        AtomicLong chain = new AtomicLong();
        Together.run(8, number -> {
            for (int round = 0; round < 12; round++) {
                Payment payment = intend("0.001");
                int fate = ThreadLocalRandom.current().nextInt(4);
                if (fate == 0) {
                    abandon(payment);
                    continue;
                }
                if (reserve(payment, chain.get()) instanceof Reservation.Reserved reserved) {
                    Payment sending = reserved.payment();
                    switch (fate) {
                        case 1 -> within(() -> payments.putBack(sending));
                        case 2 -> abandon(sending);
                        default -> {
                            assertThat(sending.nonce()).isEqualTo(chain.getAndIncrement());
                            within(() -> payments.confirm(sending, hash(), BigInteger.ONE));
                        }
                    }
                }
            }
        });
        assertThat(nonces("state IN ('INTENDED', 'SENDING') OR tx_hash IS NOT NULL"))
                .isEqualTo(upTo(nextNonce()));
        assertThat(nonces("tx_hash IS NOT NULL")).isEqualTo(upTo(chain.get())).isNotEmpty();
        assertThat(nonces("state = 'SENDING'")).isEmpty();
    }

    private void abandon(Payment payment) {
        transactions.executeWithoutResult(status -> payments.abandon(payment, GIVEN_UP));
    }

    @Test
    void sendsOneOfManyAtOnceAndTheOthersSayWhatTheyWaitFor() throws Exception {
        set(campaign, settings("1", SHOP));
        List<Payment> waiting = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            waiting.add(intend("0.001"));
        }
        ConcurrentLinkedQueue<String> codes = new ConcurrentLinkedQueue<>();
        Together.run(8, number -> codes.add(code(reserve(waiting.get(number), 40))));
        assertThat(codes).filteredOn(String::isEmpty).hasSize(1);
        assertThat(codes).filteredOn("WALLET_BUSY"::equals).hasSize(7);
        assertThat(nonces("state = 'SENDING'")).containsExactly(40L);
        assertThat(nonces("state = 'INTENDED'")).containsExactly(41L, 42L, 43L, 44L, 45L, 46L, 47L);
        assertThat(nextNonce()).isEqualTo(48);
    }

    @Test
    void refusesToSendBeforeTheChainShowsWhatWasSentBefore() {
        set(campaign, settings("1", SHOP));
        Payment first = intend("0.001");
        reserve(first, 3);
        within(() -> payments.confirm(now(first), hash(), BigInteger.ONE));
        Payment second = intend("0.001");
        assertThat(code(reserve(second, 3))).isEqualTo("CHAIN_BEHIND");
        assertThat(code(reserve(second, 4))).isEmpty();
    }

    /** Another key is another account, whose first nonce is its own. */
    @Test
    void paysFromTheNewAccountAfterTheKeyWasRotated() {
        set(campaign, settings("1", SHOP));
        for (int nonce = 0; nonce < 2; nonce++) {
            Payment payment = intend("0.001");
            reserve(payment, nonce);
            within(() -> payments.confirm(now(payment), hash(), BigInteger.ONE));
        }
        set(campaign, settings("ANOTHER_KEY", Network.BASE_SEPOLIA, "1", SHOP));
        EvmAddress rotated = someAddress();

        Payment first = intend("0.001");
        assertThat(code(reserve(campaign, rotated, first, 0))).isEmpty();
        assertThat(now(first).nonce()).isZero();
        within(() -> payments.confirm(now(first), hash(), BigInteger.ONE));
        Payment second = intend("0.001");
        assertThat(code(reserve(campaign, rotated, second, 0))).isEqualTo("CHAIN_BEHIND");
        assertThat(code(reserve(campaign, rotated, second, 1))).isEmpty();
    }

    @Test
    void countsOneWindowForAllTenantsThatPayFromOneAddress() {
        TestCampaign stranger = TestCampaign.on(server);
        set(campaign, settings("1000", SHOP));
        set(stranger, settings("1000", SHOP));
        Payment ours = intend("999");
        reserve(ours, 0);
        Payment theirs = intend(stranger, "2");

        assertThat(code(reserve(stranger, account, theirs, 0)))
                .as("one at a time, whoever pays")
                .isEqualTo("WALLET_BUSY");
        within(() -> payments.confirm(now(ours), hash(), BigInteger.ONE));
        assertThat(code(reserve(stranger, account, theirs, 1))).isEqualTo("WINDOW_EXCEEDED");
        Payment little = intend(stranger, "0.5");
        assertThat(code(reserve(stranger, account, little, 0))).isEqualTo("CHAIN_BEHIND");
        assertThat(code(reserve(stranger, account, little, 1))).isEmpty();
    }

    /** The neighbour takes the key over that the agent gave up: its window goes with it. */
    @Test
    void countsTheWindowOfAnAddressWhichAnotherAgentTakesOver() {
        set(campaign, settings("1000", SHOP));
        Payment ours = intend("999");
        reserve(ours, 0);
        within(() -> payments.confirm(now(ours), hash(), BigInteger.ONE));
        set(campaign, settings("ANOTHER_KEY", Network.BASE_SEPOLIA, "1000", SHOP));
        TestCampaign neighbour = campaign.neighbour();
        set(neighbour, settings("1000", SHOP));

        assertThat(code(reserve(neighbour, account, intend(neighbour, "2"), 1))).isEqualTo("WINDOW_EXCEEDED");
        assertThat(code(reserve(campaign, someAddress(), intend("2"), 0)))
                .as("and whoever gave it up did spend it")
                .isEqualTo("WINDOW_EXCEEDED");
    }

    @Test
    void reservesOnceForTwoTenantsThatPayFromOneAddressAtOnce() throws Exception {
        TestCampaign stranger = TestCampaign.on(server);
        set(campaign, settings("1", SHOP));
        set(stranger, settings("1", SHOP));
        Payment ours = intend("0.001");
        Payment theirs = intend(stranger, "0.001");
        ConcurrentLinkedQueue<String> codes = new ConcurrentLinkedQueue<>();
        Together.run(
                2, number -> codes.add(code(number == 0 ? reserve(ours, 0) : reserve(stranger, account, theirs, 0))));
        assertThat(codes).containsExactlyInAnyOrder("", "WALLET_BUSY");
    }

    @Test
    void keepsThePolicyThatAPaymentWasIntendedUnder() {
        set(campaign, settings("1", SHOP));
        Payment tooMuch = intend("1.5");
        set(campaign, settings("2", SHOP, OTHER));
        assertThat(code(reserve(tooMuch, 0))).isEqualTo("OVER_MAX_PAYMENT");
        assertThat(code(reserve(intend("1.5"), 0)))
                .as("intended under the wider one")
                .isEmpty();
    }

    @Test
    void keepsANarrowerPolicyAtOnce() {
        set(campaign, settings("2", SHOP));
        Payment payment = intend("1.5");
        set(campaign, settings("1", SHOP));
        assertThat(code(reserve(payment, 0))).isEqualTo("OVER_MAX_PAYMENT");
        set(campaign, settings("2", OTHER));
        assertThat(code(reserve(payment, 0))).isEqualTo("RECIPIENT_NOT_ALLOWED");
        set(campaign, settings("2", SHOP));
        assertThat(code(reserve(payment, 0))).isEmpty();
    }

    /** A policy without the asset would leave a payment behind that nobody can find any more. */
    @Test
    void readsAnOrderByThePolicyThatThePaymentKeeps() throws Exception {
        set(campaign, settings("2", SHOP));
        WalletSettings without =
                new WalletSettings(SecretName.parse("env:KEY_OF_THE_TEST"), Network.BASE_SEPOLIA, List.of(), List.of());
        Together.run(8, number -> {
            for (int round = 0; round < 10; round++) {
                if (number < 2) {
                    set(campaign, round % 2 == 0 ? without : settings("2", SHOP));
                } else {
                    tryToIntend();
                }
            }
        });
        assertThat(campaign.count("""
                        SELECT count(*) FROM payments p WHERE p.tenant_id = ? AND NOT EXISTS (
                            SELECT FROM wallet_limits l WHERE l.wallet_id = p.wallet_id
                            AND l.policy_version = p.policy_version AND l.asset = p.asset)
                        """, campaign.tenant().value())).isZero();
    }

    private void tryToIntend() {
        try {
            intend("0.001");
        } catch (ChimeraException e) {
            assertThat(e.failure().code()).isEqualTo("ASSET_NOT_ALLOWED");
        }
    }

    @Test
    void countsAPaymentOfUnknownOutcomeInItsWindowUntilAPersonRejectsIt() {
        set(campaign, settings("1000", SHOP));
        Payment payment = intend("999");
        reserve(payment, 0);
        Limit limit = wallet().policy().limit("ETH").orElseThrow();
        assertThat(Assets.ETH.decimal(payments.left(wallet(), limit))).isEqualTo("1");
        abandon(payment);
        assertThat(Assets.ETH.decimal(payments.left(wallet(), limit))).isEqualTo("1000");
    }

    @Test
    void takesAPersonsWordForWhatWasNeverSentAsFarAsWeKnow() {
        set(campaign, settings("1", SHOP));
        UUID effect = UUID.randomUUID();
        transactions.executeWithoutResult(status -> payments.intend(
                campaign.tenant(),
                campaign.agent(),
                effect,
                UUID.randomUUID(),
                new PaymentOrder(SHOP, "ETH", "0.5", null, null)));
        transactions.executeWithoutResult(status -> payments.confirmUnseen(campaign.tenant(), effect));
        assertThat(payments.ofEffect(campaign.tenant(), effect).orElseThrow().state())
                .isEqualTo(PaymentState.CONFIRMED);
        assertThat(code(reserve(intend("0.001"), 0))).as("its nonce is free").isEmpty();
    }

    @Test
    void addsAPolicyOnlyWhereSomethingIsNew() {
        assertThat(set(campaign, settings("1", SHOP))).isTrue();
        assertThat(set(campaign, settings("1", SHOP))).isFalse();
        assertThat(set(campaign, settings("2", SHOP))).isTrue();
        assertThat(wallet().policy().version()).isEqualTo(2);
        assertThat(campaign.count(
                        "SELECT count(*) FROM audit_log WHERE tenant_id = ? AND event = 'WalletPolicySet'",
                        campaign.tenant().value()))
                .isEqualTo(2);
        assertThat(campaign.jdbc()
                        .sql("""
                                SELECT evidence::text FROM audit_log
                                WHERE tenant_id = ? AND event = 'WalletPolicySet' ORDER BY seq DESC LIMIT 1
                                """)
                        .param(campaign.tenant().value())
                        .query(String.class)
                        .single())
                .contains("\"max_payment\": \"2\"", "env:KEY_OF_THE_TEST", SHOP.value(), "\"policy\": 2");
    }

    private String refusal(TestCampaign whose, WalletSettings settings) {
        return catchThrowableOfType(ChimeraException.class, () -> set(whose, settings))
                .failure()
                .code();
    }

    @Test
    void changesNoKeyAndNoNetworkUnderAPayment() {
        set(campaign, settings("1", SHOP));
        WalletSettings otherKey = settings("ANOTHER_KEY", Network.BASE_SEPOLIA, "1", SHOP);
        Payment payment = intend("0.001");
        assertThat(refusal(campaign, otherKey)).isEqualTo("WALLET_BUSY");
        assertThat(refusal(campaign, settings("KEY_OF_THE_TEST", Network.BASE_MAINNET, "1", SHOP)))
                .isEqualTo("WALLET_NETWORK_FIXED");
        abandon(payment);
        wallets.learn(wallet(), account);
        assertThat(set(campaign, otherKey)).isTrue();
        assertThat(wallet().address()).as("another key is another account").isNull();
    }

    @Test
    void givesTwoAgentsNoKeyAndNoAccountInCommon() {
        set(campaign, settings("1", SHOP));
        TestCampaign neighbour = campaign.neighbour();
        assertThat(refusal(neighbour, settings("1", SHOP))).isEqualTo("WALLET_TAKEN");
        set(neighbour, settings("ANOTHER_KEY", Network.BASE_SEPOLIA, "1", SHOP));
        assertThat(refusal(neighbour, settings("1", SHOP)))
                .as("a change of key")
                .isEqualTo("WALLET_TAKEN");
        wallets.learn(wallet(), OTHER);
        Wallet theirs = payments.required(neighbour.tenant(), neighbour.agent());
        assertThat(catchThrowableOfType(ChimeraException.class, () -> wallets.learn(theirs, OTHER))
                        .failure()
                        .code())
                .isEqualTo("WALLET_TAKEN");
        set(TestCampaign.on(server), settings("1", SHOP));
    }
}
