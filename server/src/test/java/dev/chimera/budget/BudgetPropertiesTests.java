package dev.chimera.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class BudgetPropertiesTests {

    @Test
    void hasTheDefaultsThatTheDocumentationNames() {
        assertThat(bind(Map.of()))
                .isEqualTo(new BudgetProperties(
                        Map.of("USDC", new BigDecimal("1.00")),
                        null,
                        Duration.ofMinutes(5),
                        new BigDecimal("0.00005"),
                        new BigDecimal("0.015"),
                        new BigDecimal("0.20")));
    }

    @Test
    void takesWhatIsConfigured() {
        BudgetProperties properties = bind(Map.of(
                "chimera.budget.prices.ETH", "3000.00",
                "chimera.budget.prices.eurc", "1.10",
                "chimera.budget.price-tool", "oracle/price",
                "chimera.budget.price-max-age", "30s",
                "chimera.budget.gas-estimate", "0.0001",
                "chimera.budget.post-price", "0.02",
                "chimera.budget.link-post-price", "0.3"));
        assertThat(properties.prices())
                .containsOnly(
                        Map.entry("ETH", new BigDecimal("3000.00")),
                        Map.entry("EURC", new BigDecimal("1.10")),
                        Map.entry("USDC", new BigDecimal("1.00")));
        assertThat(properties.priceTool()).isEqualTo("oracle/price");
        assertThat(properties.priceMaxAge()).isEqualTo(Duration.ofSeconds(30));
        assertThat(properties.gasEstimate()).isEqualTo(new BigDecimal("0.0001"));
        assertThat(properties.postPrice()).isEqualTo(new BigDecimal("0.02"));
        assertThat(properties.linkPostPrice()).isEqualTo(new BigDecimal("0.3"));
    }

    @ParameterizedTest
    @CsvSource({
        "chimera.budget.prices.ETH, 0",
        "chimera.budget.prices.ETH, -1",
        "chimera.budget.prices.ETH, 10000001",
        "chimera.budget.prices.ETH, 1e-19",
        "chimera.budget.price-tool, oracle",
        "chimera.budget.price-tool, oracle/price/now",
        "chimera.budget.price-max-age, 0s",
        "chimera.budget.price-max-age, 25h",
        "chimera.budget.gas-estimate, -0.1",
        "chimera.budget.gas-estimate, 2",
        "chimera.budget.post-price, -0.1",
        "chimera.budget.post-price, 0.0000001",
        "chimera.budget.link-post-price, 11"
    })
    void refusesWhatCannotBe(String key, String value) {
        assertThatThrownBy(() -> bind(Map.of(key, value))).rootCause().hasMessageContaining(key);
    }

    private static BudgetProperties bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("chimera.budget", BudgetProperties.class);
    }
}
