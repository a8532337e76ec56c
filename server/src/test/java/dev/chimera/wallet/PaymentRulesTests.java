package dev.chimera.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chimera.wallet.WindowUse.Entry;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PaymentRulesTests {

    private static final EvmAddress SHOP = EvmAddress.parse("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed");
    private static final EvmAddress OTHER = EvmAddress.parse("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359");
    private static final Asset COIN = new Asset("COIN", null, 0);

    private static Limit limit(long most, long total, int count) {
        return new Limit(
                COIN,
                BigInteger.valueOf(most),
                Duration.ofHours(24),
                BigInteger.valueOf(total),
                count,
                BigInteger.ZERO);
    }

    private static Entry paid(long amount, long hoursAgo) {
        return new Entry(BigInteger.valueOf(amount), Duration.ofHours(hoursAgo));
    }

    private static @Nullable Duration fitsIn(WindowUse use, Limit limit, long amount) {
        return use.fitsIn(limit, BigInteger.valueOf(amount));
    }

    @Test
    void leavesAllOfAnEmptyWindowUpToTheMostInOnePayment() {
        assertThat(new WindowUse(List.of()).left(limit(5, 20, 3))).isEqualTo(5);
        assertThat(new WindowUse(List.of()).left(limit(50, 20, 3))).isEqualTo(20);
    }

    @Test
    void leavesWhatTheTotalHasRoomForAndNothingWhenTheCountIsFull() {
        WindowUse use = new WindowUse(List.of(paid(7, 20), paid(9, 2)));
        assertThat(use.left(limit(10, 20, 3))).isEqualTo(4);
        assertThat(use.left(limit(10, 12, 3)))
                .as("more was paid than may be by now")
                .isZero();
        assertThat(use.left(limit(10, 20, 2))).isZero();
    }

    @Test
    void forgetsWhatIsAsOldAsTheWindow() {
        WindowUse use = new WindowUse(List.of(paid(7, 24), paid(9, 23)));
        assertThat(use.left(limit(20, 20, 2))).isEqualTo(11);
    }

    @Test
    void fitsWhenEnoughHasLeftTheWindow() {
        WindowUse use = new WindowUse(List.of(paid(5, 20), paid(5, 10), paid(5, 1)));
        assertThat(fitsIn(use, limit(20, 20, 9), 5)).isZero();
        assertThat(fitsIn(use, limit(20, 20, 9), 6)).isEqualTo(Duration.ofHours(4));
        assertThat(fitsIn(use, limit(20, 20, 9), 11)).isEqualTo(Duration.ofHours(14));
        assertThat(fitsIn(use, limit(20, 20, 9), 20)).isEqualTo(Duration.ofHours(23));
        assertThat(fitsIn(use, limit(20, 20, 3), 1)).as("three were paid").isEqualTo(Duration.ofHours(4));
        assertThat(fitsIn(use, limit(20, 20, 2), 1)).as("one more than may be").isEqualTo(Duration.ofHours(14));
    }

    @Test
    void neverFitsWhatIsMoreThanAWholeWindow() {
        assertThat(fitsIn(new WindowUse(List.of()), limit(99, 20, 9), 21)).isNull();
        assertThat(fitsIn(new WindowUse(List.of()), limit(99, 20, 0), 1)).isNull();
    }

    private static WalletPolicy policy(Limit... limits) {
        return new WalletPolicy(
                1,
                Set.of(SHOP),
                List.of(limits).stream()
                        .collect(java.util.stream.Collectors.toMap(
                                each -> each.asset().symbol(), each -> each)));
    }

    private static String never(WalletPolicy policy, EvmAddress to, Asset asset, long amount) {
        return PaymentRules.never(policy, to, asset, BigInteger.valueOf(amount))
                .map(PaymentRefusal::code)
                .orElse("");
    }

    @Test
    void refusesForGoodWhatNoWaitingChanges() {
        WalletPolicy policy = policy(limit(5, 20, 3));
        assertThat(never(policy, SHOP, COIN, 5)).isEmpty();
        assertThat(never(policy, SHOP, COIN, 6)).isEqualTo("OVER_MAX_PAYMENT");
        assertThat(never(policy, OTHER, COIN, 5)).isEqualTo("RECIPIENT_NOT_ALLOWED");
        assertThat(never(policy, SHOP, new Asset("GOLD", null, 0), 5)).isEqualTo("ASSET_NOT_ALLOWED");
        assertThat(never(policy, SHOP, new Asset("COIN", OTHER, 0), 5)).isEqualTo("ASSET_NOT_ALLOWED");
        assertThat(never(policy, SHOP, new Asset("COIN", null, 1), 5)).isEqualTo("ASSET_NOT_ALLOWED");
        assertThat(never(policy(limit(50, 20, 3)), SHOP, COIN, 21)).isEqualTo("OVER_WINDOW_TOTAL");
        assertThat(never(policy(limit(5, 20, 0)), SHOP, COIN, 1)).isEqualTo("OVER_WINDOW_TOTAL");
        assertThat(never(new WalletPolicy(1, Set.of(), Map.of("COIN", limit(5, 20, 3))), SHOP, COIN, 1))
                .isEqualTo("RECIPIENT_NOT_ALLOWED");
    }

    @Test
    void saysWhatIsLeftAndWhenThereIsMore() {
        WindowUse use = new WindowUse(List.of(paid(18, 20)));
        PaymentRefusal refusal = PaymentRules.now(policy(limit(5, 20, 3)), COIN, BigInteger.valueOf(3), use)
                .orElseThrow();
        assertThat(refusal.code()).isEqualTo("WINDOW_EXCEEDED");
        assertThat(refusal.left()).isEqualTo("2 COIN");
        assertThat(refusal.retryAfter()).isEqualTo(Duration.ofHours(4));
        assertThat(PaymentRules.now(policy(limit(5, 20, 3)), COIN, BigInteger.TWO, use))
                .isEmpty();
    }
}
