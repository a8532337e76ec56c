package dev.chimera.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsdTests {

    @ParameterizedTest
    @CsvSource({"0, $0.00", "5, $5.00", "0.2, $0.20", "0.015, $0.015", "0.000001, $0.000001", "1200, $1200.00"})
    void showsTwoDecimalsAndMoreWhereTheySaySomething(String amount, String shown) {
        assertThat(Usd.of(amount)).hasToString(shown);
    }

    @Test
    void isTheSameWithAnyNumberOfZeros() {
        assertThat(Usd.of("0.2")).isEqualTo(Usd.of("0.200000000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.01", "0.0000001", "1000000000000", "1e400", "money"})
    void refusesWhatIsNoAmountOfMoney(String amount) {
        assertThatIllegalArgumentException().isThrownBy(() -> Usd.of(amount));
    }

    @Test
    void makesNothingFreeThatCosts() {
        assertThat(Usd.worth(new BigDecimal("0.000000000000000001"), new BigDecimal("3000")))
                .isEqualTo(Usd.of("0.000001"));
        assertThat(Usd.worth(new BigDecimal("0.5"), new BigDecimal("3000"))).isEqualTo(Usd.of("1500"));
        assertThat(Usd.worth(new BigDecimal("7"), BigDecimal.ZERO)).isEqualTo(Usd.ZERO);
    }

    @Test
    void refusesAWorthThatNobodyHas() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Usd.worth(new BigDecimal("1e25"), new BigDecimal("3000")));
    }

    @Test
    void neverGoesBelowZero() {
        assertThat(Usd.of("0.05").less(Usd.of("0.20"))).isEqualTo(Usd.ZERO);
        assertThat(Usd.of("0.20").less(Usd.of("0.05"))).isEqualTo(Usd.of("0.15"));
    }
}
