package dev.chimera.wallet;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What would become of an ordered payment, as far as the limits that stand in its own file say, and what the wallet has
 * paid lately: for a rehearsal, which asks no chain, no purse and no person.
 *
 * @param why what speaks against it, or for asking; null when nothing does
 */
public record PaymentForecast(
        PaymentOrder order,
        Network network,
        Outcome outcome,
        @Nullable String why) {

    /** How a payment would end. */
    public enum Outcome {
        PAID,
        /** A person would be asked. */
        ASKED,
        /** Its window is used up by the payments before it. */
        LATER,
        REFUSED
    }

    /** The same, where something outside of the wallet's limits holds it up. */
    public PaymentForecast waiting(String reason) {
        return switch (outcome) {
            case REFUSED -> this;
            case PAID -> new PaymentForecast(order, network, Outcome.LATER, reason);
            case ASKED, LATER -> new PaymentForecast(order, network, outcome, why + "; " + reason);
        };
    }

    /**
     * The payments in their order, each after those before it.
     *
     * @param paid by asset, what was paid lately
     */
    static List<PaymentForecast> of(
            WalletSettings settings, List<PaymentOrder> orders, Map<String, List<WindowUse.Entry>> paid) {
        WalletPolicy policy = PolicyStore.policy(1, settings);
        Map<String, List<WindowUse.Entry>> used = new HashMap<>();
        List<PaymentForecast> forecasts = new ArrayList<>();
        for (PaymentOrder order : orders) {
            List<WindowUse.Entry> before =
                    used.computeIfAbsent(order.asset(), asset -> new ArrayList<>(paid.getOrDefault(asset, List.of())));
            forecasts.add(of(policy, settings.network(), order, before));
        }
        return forecasts;
    }

    private static PaymentForecast of(
            WalletPolicy policy, Network network, PaymentOrder order, List<WindowUse.Entry> before) {
        Limit limit = policy.limit(order.asset()).orElseThrow();
        Asset asset = limit.asset();
        BigInteger amount = asset.positive(order.amount(), "amount");
        Optional<PaymentRefusal> never = PaymentRules.never(policy, order.to(), asset, amount);
        if (never.isPresent()) {
            return new PaymentForecast(
                    order, network, Outcome.REFUSED, never.get().message());
        }
        Optional<PaymentRefusal> now = PaymentRules.now(policy, asset, amount, new WindowUse(before));
        before.add(new WindowUse.Entry(amount, Duration.ZERO));
        if (amount.compareTo(limit.autoApprove()) > 0) {
            return new PaymentForecast(
                    order,
                    network,
                    Outcome.ASKED,
                    "over the " + asset.show(limit.autoApprove()) + " that need no person"
                            + now.map(refusal -> "; " + refusal.message()).orElse(""));
        }
        return now.map(refusal -> new PaymentForecast(order, network, Outcome.LATER, refusal.message()))
                .orElseGet(() -> new PaymentForecast(order, network, Outcome.PAID, null));
    }
}
