package dev.chimera.budget;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What things cost.
 *
 * @param prices {@code chimera.budget.prices.ETH=3000.00}: US dollars for one unit of an asset, over 0 to 10,000,000. Only
 *     USDC has a default: 1.00. On a test network every asset is worth nothing, whatever stands here
 * @param priceTool {@code chimera.budget.price-tool}: {@code server/tool}, an MCP tool on a {@code read} list that is asked
 *     with {@code {"asset","currency":"USD"}} for what has no configured price, and answers {@code {"price_usd"}} and, if
 *     it likes, {@code "as_of"} (ISO 8601); default none
 * @param priceMaxAge {@code chimera.budget.price-max-age}: how old a price of the tool may be; default 5 m, up to 24 h
 * @param gasEstimate {@code chimera.budget.gas-estimate}: ETH that is reserved for the fee of a transaction; default
 *     0.00005, up to 1
 * @param postPrice {@code chimera.budget.post-price}: US dollars that X asks for a post; default 0.015
 * @param linkPostPrice {@code chimera.budget.link-post-price}: the same for a post with a link; default 0.20
 */
@ConfigurationProperties("chimera.budget")
record BudgetProperties(
        @DefaultValue Map<String, BigDecimal> prices,
        @Nullable String priceTool,
        @DefaultValue("5m") Duration priceMaxAge,
        @DefaultValue("0.00005") BigDecimal gasEstimate,
        @DefaultValue("0.015") BigDecimal postPrice,
        @DefaultValue("0.20") BigDecimal linkPostPrice) {

    static final BigDecimal HIGHEST_PRICE = new BigDecimal("10000000");

    private static final int MOST_DECIMALS = 18;
    private static final Duration OLDEST = Duration.ofHours(24);
    private static final Pattern TOOL = Pattern.compile("[^/\\s]++/[^/\\s]++");

    BudgetProperties {
        Map<String, BigDecimal> all = new LinkedHashMap<>();
        all.put("USDC", new BigDecimal("1.00"));
        prices.forEach((asset, price) -> {
            if (!isPrice(price)) {
                throw new IllegalArgumentException("chimera.budget.prices." + asset + " must be over 0 and at most "
                        + HIGHEST_PRICE + " US dollars, not " + price);
            }
            all.put(asset.toUpperCase(Locale.ROOT), price);
        });
        prices = Map.copyOf(all);
        if (priceTool != null && !TOOL.matcher(priceTool).matches()) {
            throw new IllegalArgumentException("chimera.budget.price-tool must be server/tool, not " + priceTool);
        }
        if (!priceMaxAge.isPositive() || priceMaxAge.compareTo(OLDEST) > 0) {
            throw new IllegalArgumentException(
                    "chimera.budget.price-max-age must be positive and at most 24h, not " + priceMaxAge);
        }
        if (gasEstimate.signum() < 0
                || gasEstimate.compareTo(BigDecimal.ONE) > 0
                || gasEstimate.scale() > MOST_DECIMALS) {
            throw new IllegalArgumentException("chimera.budget.gas-estimate must be 0 to 1 ETH, not " + gasEstimate);
        }
        requirePostPrice("post-price", postPrice);
        requirePostPrice("link-post-price", linkPostPrice);
    }

    /** Whether one unit of an asset can be worth that. Nothing but a test network's is worth nothing. */
    static boolean isPrice(BigDecimal price) {
        return price.signum() > 0
                && price.compareTo(HIGHEST_PRICE) <= 0
                && price.stripTrailingZeros().scale() <= MOST_DECIMALS;
    }

    private static void requirePostPrice(String name, BigDecimal price) {
        if (price.signum() < 0 || price.compareTo(BigDecimal.TEN) > 0 || price.scale() > 6) {
            throw new IllegalArgumentException(
                    "chimera.budget." + name + " must be 0 to 10 US dollars with at most 6 decimals, not " + price);
        }
    }
}
