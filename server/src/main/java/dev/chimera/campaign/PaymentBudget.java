package dev.chimera.campaign;

import dev.chimera.tenant.TenantId;
import dev.chimera.wallet.PaymentForecast;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Holds foretold payments against the daily budget, with the prices that the ledger reserves by. May ask a price tool, so
 * never to be called in a transaction.
 */
@Component
class PaymentBudget {

    private final CampaignCosts costs;

    PaymentBudget(CampaignCosts costs) {
        this.costs = costs;
    }

    /**
     * @param budget of a day, in US dollars, as the file has it
     * @param continues the campaign whose budget of today they would share; null for a new one
     */
    List<PaymentForecast> hold(
            TenantId tenant, List<PaymentForecast> forecasts, BigDecimal budget, @Nullable Campaign continues) {
        if (forecasts.isEmpty()) {
            return forecasts;
        }
        BigDecimal left = budget.subtract(used(tenant, continues));
        List<PaymentForecast> held = new ArrayList<>();
        for (PaymentForecast forecast : forecasts) {
            if (forecast.outcome() == PaymentForecast.Outcome.REFUSED) {
                held.add(forecast);
                continue;
            }
            CampaignCosts.Price price =
                    costs.payment(forecast.network().label(), forecast.order().arguments());
            BigDecimal usd = price.usd();
            if (usd == null) {
                held.add(forecast.waiting(Objects.requireNonNullElse(price.why(), "it has no price")));
            } else if (usd.compareTo(budget) > 0) {
                held.add(forecast.waiting("it costs more than daily_budget_usd of a whole day"));
            } else if (usd.compareTo(left) > 0) {
                held.add(forecast.waiting("what is left of today's daily_budget_usd is not enough"));
            } else {
                left = left.subtract(usd);
                held.add(forecast);
            }
        }
        return held;
    }

    private BigDecimal used(TenantId tenant, @Nullable Campaign continues) {
        if (continues == null) {
            return BigDecimal.ZERO;
        }
        CampaignCosts.Today today =
                Objects.requireNonNull(costs.today(tenant, List.of(continues)).get(continues.id()));
        return today.spent().add(today.reserved());
    }
}
