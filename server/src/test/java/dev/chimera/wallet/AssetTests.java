package dev.chimera.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.chimera.failure.ChimeraException;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class AssetTests {

    private static final Asset DOLLARS = new Asset("USDC", Network.BASE_SEPOLIA.usdc(), 6);

    @ParameterizedTest
    @CsvSource({
        "1, 1000000, 1 USDC",
        "0.000001, 1, 0.000001 USDC",
        "1.50, 1500000, 1.5 USDC",
        "0001, 1000000, 1 USDC",
        "1.0000000000, 1000000, 1 USDC",
        "1000000000, 1000000000000000, 1000000000 USDC"
    })
    void readsAndShowsAmounts(String amount, String units, String shown) {
        assertThat(DOLLARS.positive(amount, "amount")).isEqualTo(units);
        assertThat(DOLLARS.show(new BigInteger(units))).isEqualTo(shown);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0.0",
                "-0",
                "-1",
                "+1",
                "1e3",
                "1E-3",
                "1.",
                ".5",
                "1,5",
                "1 000",
                " 1",
                "1 ",
                "１",
                "٣",
                "0x10",
                "NaN",
                "Infinity",
                "1.0000001",
                "1.2.3",
                "1_000",
                "\u0000"
            })
    void refusesWhatIsNoPositiveAmount(String amount) {
        assertThat(refusal(DOLLARS, amount).failure().code()).isEqualTo("INVALID_AMOUNT");
    }

    @Test
    void readsNothingThatAChainCanNotCount() {
        Asset finest = new Asset("FINEST", null, 36);
        assertThat(finest.positive("9".repeat(40), "amount")).isLessThan(BigInteger.TWO.pow(256));
        assertThat(refusal(finest, "1" + "0".repeat(40)).failure().code()).isEqualTo("INVALID_AMOUNT");
    }

    @Test
    void saysWhichAmountAndWhatIsWrongWithIt() {
        assertThat(refusal(DOLLARS, "-5").failure().message()).isEqualTo("amount is negative: -5");
        assertThat(refusal(DOLLARS, "0").failure().message()).isEqualTo("amount is zero");
        assertThat(refusal(DOLLARS, "0.0000001").failure().message())
                .isEqualTo("amount has more than the 6 decimals of USDC: 0.0000001");
        assertThat(refusal(DOLLARS, "9".repeat(500)).failure().message()).hasSizeLessThan(120);
    }

    @Test
    void takesZeroWhereALimitMayBeZero() {
        assertThat(DOLLARS.notNegative("0", "auto_approve")).isZero();
        assertThat(DOLLARS.show(BigInteger.ZERO)).isEqualTo("0 USDC");
    }

    @ParameterizedTest
    @CsvSource({
        "5, 5",
        "0.10, 0.10",
        "1e2, 100",
        "1e-3, 0.001",
        "1e999999999, 1E+999999999",
        "1e-999999999, 1E-999999999"
    })
    void writesNumbersOutUnlessThatWouldFillTheMemory(String json, String written) {
        JsonMapper decimals = JsonMapper.builder()
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build();
        assertThat(Asset.written(decimals.readTree(json))).isEqualTo(written);
    }

    @Test
    void writesOutWhatIsNoNumberToo() {
        JsonNode infinite = JsonMapper.shared().valueToTree(Double.POSITIVE_INFINITY);
        assertThat(refusal(DOLLARS, Asset.written(infinite)).failure().code()).isEqualTo("INVALID_AMOUNT");
    }

    private static ChimeraException refusal(Asset asset, String amount) {
        return catchThrowableOfType(ChimeraException.class, () -> asset.positive(amount, "amount"));
    }
}
