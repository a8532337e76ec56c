package dev.chimera.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.chimera.failure.ChimeraException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PaymentOrderTests {

    private static final String SHOP = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static JsonNode json(String text) {
        return JSON.readTree(text.replace('\'', '"').replace("SHOP", SHOP));
    }

    private static PaymentOrder read(String text) {
        return PaymentOrder.read(json(text), "campaign.payments[0]");
    }

    @Test
    void readsAnOrderAndWritesItForTheChainAndForPeople() {
        PaymentOrder order =
                read("{'to': 'SHOP', 'asset': 'ETH', 'amount': '0.10', 'memo': 'tip', 'reason': 'thanks'}");
        assertThat(order.arguments())
                .isEqualTo(json("{'to': 'SHOP', 'asset': 'ETH', 'amount': '0.10', 'memo': 'tip'}"));
        assertThat(order.payload())
                .isEqualTo(json("{'to': 'SHOP', 'asset': 'ETH', 'amount': '0.10', 'memo': 'tip', 'reason': 'thanks'}"));
        assertThat(PaymentOrder.read(order.payload(), "payload")).isEqualTo(order);
    }

    @Test
    void takesANumberAsItWasWrittenAndAnAddressInOneCase() {
        PaymentOrder order =
                read("{'to': '" + SHOP.toLowerCase(java.util.Locale.ROOT) + "', 'asset': 'ETH', 'amount': 0.10}");
        assertThat(order.amount()).isEqualTo("0.10");
        assertThat(order.to()).hasToString(SHOP);
        assertThat(order.memo()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | INVALID_PAYMENT | campaign.payments[0] is not a payment",
                "{'asset': 'ETH', 'amount': '1'} | INVALID_PAYMENT | campaign.payments[0].to is missing",
                "{'to': 'SHOP', 'amount': '1'} | INVALID_PAYMENT | campaign.payments[0].asset is missing",
                "{'to': 'SHOP', 'asset': 'ETH'} | INVALID_PAYMENT | campaign.payments[0].amount is missing",
                "{'to': 5, 'asset': 'ETH', 'amount': '1'} | INVALID_PAYMENT | campaign.payments[0].to is not a text",
                "{'to': 'SHOP', 'asset': 'ETH', 'amount': true} | INVALID_PAYMENT | campaign.payments[0].amount is not a text",
                "{'to': 'SHOP', 'asset': 'ETH', 'amount': '1', 'from': 'me'} | INVALID_PAYMENT | campaign.payments[0] has an unknown key 'from'",
                "{'to': 'SHOP', 'asset': 'ETH', 'amount': '1', 'memo': 5} | INVALID_PAYMENT | campaign.payments[0].memo is not a text of at most 280 characters",
                "{'to': 'SHOP', 'asset': 'ETH', 'amount': '0'} | INVALID_AMOUNT | campaign.payments[0].amount is zero",
                "{'to': 'SHOP', 'asset': 'ETH', 'amount': -1} | INVALID_AMOUNT | campaign.payments[0].amount is negative: -1",
                "{'to': 'SHOP', 'asset': 'ETH', 'amount': 1e999999999} | INVALID_AMOUNT | campaign.payments[0].amount is not a decimal number: '1E+999999999'",
                "{'to': '0x1', 'asset': 'ETH', 'amount': '1'} | INVALID_ADDRESS | an address is 0x and 40 hexadecimal digits, which '0x1' is not"
            })
    void refusesWithWhatIsWrongAndWhere(String order, String code, String message) {
        ChimeraException refusal = catchThrowableOfType(ChimeraException.class, () -> read(order));
        assertThat(refusal.failure().code()).isEqualTo(code);
        assertThat(refusal.failure().message()).isEqualTo(message);
    }

    @Test
    void refusesNotesThatAreTooLongOrHideSomething() {
        for (String memo : new String[] {"x".repeat(281), "a\\u0007b", "a\\nb"}) {
            assertThat(catchThrowableOfType(
                                    ChimeraException.class,
                                    () -> read("{'to': 'SHOP', 'asset': 'ETH', 'amount': '1', 'memo': '" + memo + "'}"))
                            .failure()
                            .code())
                    .isEqualTo("INVALID_PAYMENT");
        }
    }
}
