package dev.chimera.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.chimera.failure.ChimeraException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvmAddressTests {

    /** The test vectors of EIP-55 (eips.ethereum.org/EIPS/eip-55). */
    private static final String[] EIP_55 = {
        "0x52908400098527886E0F7030069857D2E4169EE7",
        "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
        "0xde709f2102306220921060314715629080e2fb77",
        "0x27b1fdb04752bbc536007a920d24acb045561c26",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"
    };

    @Test
    void knowsTheChecksumsOfTheStandard() {
        for (String vector : EIP_55) {
            assertThat(EvmAddress.parse(vector)).hasToString(vector);
            assertThat(EvmAddress.parse(vector.toLowerCase(Locale.ROOT))).hasToString(vector);
            assertThat(EvmAddress.parse("0x" + vector.substring(2).toUpperCase(Locale.ROOT)))
                    .hasToString(vector);
        }
    }

    @Test
    void refusesEveryAddressOfTheStandardWithOneCaseChanged() {
        for (String vector : EIP_55) {
            for (int i = 2; i < vector.length(); i++) {
                char digit = vector.charAt(i);
                char other = Character.isUpperCase(digit) ? Character.toLowerCase(digit) : Character.toUpperCase(digit);
                String changed = vector.substring(0, i) + other + vector.substring(i + 1);
                String digits = changed.substring(2);
                boolean oneCase = digits.equals(digits.toLowerCase(Locale.ROOT))
                        || digits.equals(digits.toUpperCase(Locale.ROOT));
                if (other != digit && !oneCase) {
                    assertThat(refusal(changed).failure().message()).contains("checksum", changed);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0x",
                "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0X5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed0",
                " 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeg",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe０",
                "vitalik.eth",
                "0x0000000000000000000000000000000000000000"
            })
    void refusesWhatIsNoAddressOfAnybody(String text) {
        assertThat(refusal(text).failure().code()).isEqualTo("INVALID_ADDRESS");
    }

    @Test
    void repeatsNoLineBreakAndNoMoreThanALineOfWhatItRefuses() {
        assertThat(refusal("0x\n" + "a".repeat(500)).failure().message())
                .doesNotContain("\n")
                .hasSizeLessThan(150);
    }

    private static ChimeraException refusal(String text) {
        return catchThrowableOfType(ChimeraException.class, () -> EvmAddress.parse(text));
    }
}
