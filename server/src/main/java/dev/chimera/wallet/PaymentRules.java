package dev.chimera.wallet;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Holds a payment against a policy. Pure: what was paid lately is given. */
final class PaymentRules {

    private PaymentRules() {}

    /** What no waiting changes: recipient, asset, contract, the most in one payment and in a window. */
    static Optional<PaymentRefusal> never(WalletPolicy policy, EvmAddress to, Asset asset, BigInteger amount) {
        if (!policy.allow().contains(to)) {
            return Optional.of(
                    PaymentRefusal.of("RECIPIENT_NOT_ALLOWED", to + " is not on the wallet's list of recipients"));
        }
        Optional<Limit> found = policy.limit(asset.symbol());
        if (found.isEmpty()) {
            return Optional.of(PaymentRefusal.of(
                    "ASSET_NOT_ALLOWED", "the wallet has no limit for " + asset.symbol() + ", so it pays none"));
        }
        Limit limit = found.get();
        Optional<Asset> contract = policy.limits().values().stream()
                .map(Limit::asset)
                .filter(each -> to.equals(each.token()))
                .findFirst();
        if (contract.isPresent()) {
            return Optional.of(PaymentRefusal.of(
                    "INVALID_ADDRESS",
                    to + " is the contract of " + contract.get().symbol() + " itself: what is sent there is lost"));
        }
        if (!limit.asset().equals(asset)) {
            return Optional.of(PaymentRefusal.of(
                    "ASSET_NOT_ALLOWED", asset.symbol() + " means another contract since the payment was approved"));
        }
        if (amount.compareTo(limit.maxPayment()) > 0) {
            return Optional.of(PaymentRefusal.of(
                    "OVER_MAX_PAYMENT",
                    asset.show(amount) + " is more than the " + asset.show(limit.maxPayment())
                            + " that one payment may be"));
        }
        if (amount.compareTo(limit.windowTotal()) > 0 || limit.windowCount() < 1) {
            return Optional.of(PaymentRefusal.of(
                    "OVER_WINDOW_TOTAL",
                    asset.show(amount) + " is more than the wallet may pay in " + hours(limit) + " altogether"));
        }
        return Optional.empty();
    }

    /** What waiting may change. Only for a payment that {@link #never} has nothing against. */
    static Optional<PaymentRefusal> now(WalletPolicy policy, Asset asset, BigInteger amount, WindowUse use) {
        Limit limit = policy.limit(asset.symbol()).orElseThrow();
        Duration wait = use.fitsIn(limit, amount);
        if (wait != null && !wait.isPositive()) {
            return Optional.empty();
        }
        BigInteger left = use.left(limit);
        return Optional.of(new PaymentRefusal(
                "WINDOW_EXCEEDED",
                asset.show(left) + " are left of what the wallet may pay in " + hours(limit) + ", and this is "
                        + asset.show(amount),
                asset.show(left),
                wait));
    }

    /** Every policy has to allow it; the first refusal that no waiting changes comes first. */
    static Optional<PaymentRefusal> refusal(List<WalletPolicy> policies, Payment payment, WindowUse use) {
        return policies.stream()
                .flatMap(policy -> never(policy, payment.to(), payment.asset(), payment.amount()).stream())
                .findFirst()
                .or(() -> policies.stream()
                        .flatMap(policy -> now(policy, payment.asset(), payment.amount(), use).stream())
                        .findFirst());
    }

    private static String hours(Limit limit) {
        long hours = limit.window().toHours();
        return hours == 1 ? "an hour" : hours + " hours";
    }
}
