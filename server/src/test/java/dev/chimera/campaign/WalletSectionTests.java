package dev.chimera.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import dev.chimera.wallet.Assets;
import dev.chimera.wallet.EvmAddress;
import dev.chimera.wallet.Limit;
import dev.chimera.wallet.Network;
import dev.chimera.wallet.WalletSettings;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code agent.wallet} and {@code campaign.payments}. */
class WalletSectionTests {

    private static final String SHOP = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
    private static final String KEY = "0x4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d";
    private static final Assets ASSETS = Assets.wellKnown();
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final ObjectNode wallet = (ObjectNode) json("""
            {'key': 'env:MAYA_WALLET_KEY', 'network': 'base-sepolia', 'allow': ['SHOP'],
             'limits': {'ETH': {'max_payment': '0.005', 'window_total': 0.02, 'window_count': 5},
                        'USDC': {'max_payment': '5', 'window_hours': 1, 'window_total': '20', 'window_count': 10,
                                 'auto_approve': '0.50'}}}
            """);

    private static JsonNode json(String text) {
        return JSON.readTree(text.replace('\'', '"').replace("SHOP", SHOP));
    }

    private WalletSettings read() {
        return Objects.requireNonNull(WalletSection.read(wallet, ASSETS));
    }

    private Failure refusal() {
        return catchThrowableOfType(ChimeraException.class, this::read).failure();
    }

    @Test
    void readsAWallet() {
        WalletSettings read = read();
        assertThat(read.key()).hasToString("env:MAYA_WALLET_KEY");
        assertThat(read.network()).isEqualTo(Network.BASE_SEPOLIA);
        assertThat(read.allow()).containsExactly(EvmAddress.parse(SHOP));
        Limit ether = read.limits().getFirst();
        assertThat(ether.maxPayment()).isEqualTo("5000000000000000");
        assertThat(ether.windowTotal()).isEqualTo("20000000000000000");
        assertThat(ether.window()).isEqualTo(Duration.ofHours(24));
        assertThat(ether.autoApprove())
                .as("a person decides unless the file says otherwise")
                .isZero();
        assertThat(read.limits().get(1).autoApprove()).isEqualTo("500000");
        assertThat(read.limits().get(1).window()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void paysNobodyAndNothingWhereItSaysNothing() {
        wallet.remove("allow");
        wallet.remove("limits");
        assertThat(read().allow()).isEmpty();
        assertThat(read().limits()).isEmpty();
        assertThat(WalletSection.read(NullNode.getInstance(), ASSETS)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                KEY,
                "4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d",
                "env:" + KEY,
                "env:4F3EDF983AC636A65A842CE7C78D9AA706D3B113BCE9C46F30D7D21715B23B1D",
                "ENV:4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d",
                "abandon ability able about above absent absorb abstract absurd abuse access accident"
            })
    void neverRepeatsAKeyThatWasPastedInPlaceOfItsName(String pasted) {
        wallet.put("key", pasted);
        assertThat(refusal().code()).isEqualTo("INVALID_SECRET_NAME");
        assertThat(refusal().message() + refusal().hint())
                .contains("agent.wallet.key")
                .doesNotContainIgnoringCase("4f3edf983ac636a65a842ce7c78d9aa7")
                .doesNotContain("abandon");
    }

    @Test
    void neverRepeatsAKeyThatStandsInAnyOtherPlace() {
        for (String place : new String[] {"network", "limits", "allow"}) {
            ObjectNode other = wallet.deepCopy().put(place, KEY);
            Failure failure = catchThrowableOfType(ChimeraException.class, () -> WalletSection.read(other, ASSETS))
                    .failure();
            assertThat(failure.message() + failure.hint()).as(place).doesNotContain(KEY.substring(10));
        }
        wallet.putArray("allow").add(KEY);
        assertThat(refusal().message()).doesNotContain(KEY.substring(10));
    }

    @ParameterizedTest
    @CsvSource({"kye, agent.wallet.key", "limit, agent.wallet.limits", "netwrok, agent.wallet.network"})
    void asksWhetherAnotherKeyWasMeant(String typed, String meant) {
        wallet.put(typed, "x");
        assertThat(refusal().code()).isEqualTo("UNKNOWN_KEY");
        assertThat(refusal().hint()).isEqualTo("did you mean '" + meant + "'?");
    }

    @Test
    void asksWhichLimitWasMeant() {
        ((ObjectNode) wallet.path("limits").path("ETH")).put("max_paymnet", "1");
        assertThat(refusal()).satisfies(failure -> {
            assertThat(failure.code()).isEqualTo("UNKNOWN_KEY");
            assertThat(failure.message()).contains("agent.wallet.limits.ETH.max_paymnet");
            assertThat(failure.hint()).isEqualTo("did you mean 'agent.wallet.limits.ETH.max_payment'?");
        });
    }

    @Test
    void saysWhichAssetsThereAre() {
        ((ObjectNode) wallet.path("limits")).putObject("DOGE");
        assertThat(refusal().code()).isEqualTo("UNKNOWN_ASSET");
        assertThat(refusal().message()).contains("agent.wallet.limits.DOGE", "base-sepolia");
        assertThat(refusal().hint()).contains("ETH, USDC");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "key | 5 | INVALID_WALLET",
                "network | 'base-goerli' | INVALID_WALLET",
                "network | null | INVALID_WALLET",
                "allow | 'SHOP' | INVALID_WALLET",
                "allow | [5] | INVALID_WALLET",
                "allow | ['SHOP', 'SHOP'] | INVALID_WALLET",
                "allow | ['0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD'] | INVALID_ADDRESS",
                "limits | [] | INVALID_WALLET",
                "limits | {'ETH': 5} | INVALID_WALLET",
                "limits | {'ETH': {}} | INVALID_WALLET",
                "limits | {'ETH': {'max_payment': '1', 'window_total': '1'}} | INVALID_WALLET",
                "limits | {'ETH': {'max_payment': '1', 'window_total': '1', 'window_count': 1.5}} | INVALID_WALLET",
                "limits | {'ETH': {'max_payment': '1', 'window_total': '1', 'window_count': -1}} | INVALID_WALLET",
                "limits | {'ETH': {'max_payment': '1', 'window_total': '1', 'window_count': 10001}} | INVALID_WALLET",
                "limits | {'ETH': {'max_payment': '1', 'window_total': '1', 'window_count': 1, 'window_hours': 0}} | INVALID_WALLET",
                "limits | {'ETH': {'max_payment': '1', 'window_total': '1', 'window_count': 1, 'window_hours': 8785}} | INVALID_WALLET",
                "limits | {'ETH': {'max_payment': true, 'window_total': '1', 'window_count': 1}} | INVALID_WALLET",
                "limits | {'ETH': {'max_payment': '-1', 'window_total': '1', 'window_count': 1}} | INVALID_AMOUNT",
                "limits | {'ETH': {'max_payment': 1e999999999, 'window_total': '1', 'window_count': 1}} | INVALID_AMOUNT",
                "limits | {'USDC': {'max_payment': '0.0000001', 'window_total': '1', 'window_count': 1}} | INVALID_AMOUNT"
            })
    void refusesWithACode(String key, String value, String code) {
        wallet.set(key, json(value));
        assertThat(refusal().code()).isEqualTo(code);
        assertThat(refusal().message()).contains("agent.wallet." + key);
    }

    private Failure ofPayments(String payments) {
        return catchThrowableOfType(ChimeraException.class, () -> PaymentsSection.read(json(payments), read()))
                .failure();
    }

    @Test
    void readsPaymentsThatTheWalletOfTheSameFileAllows() {
        assertThat(PaymentsSection.read(json("[{'to': 'SHOP', 'asset': 'ETH', 'amount': '1'}]"), read()))
                .as("more than one payment may be, which the wallet's limits decide")
                .hasSize(1);
        assertThat(PaymentsSection.read(json("[]"), null)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | INVALID_PAYMENTS",
                "[{'to': 'SHOP', 'asset': 'DOGE', 'amount': '1'}] | ASSET_NOT_ALLOWED",
                "[{'to': '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359', 'asset': 'ETH', 'amount': '1'}] | RECIPIENT_NOT_ALLOWED",
                "[{'to': 'SHOP', 'asset': 'USDC', 'amount': '0.0000001'}] | INVALID_AMOUNT",
                "[{'to': 'SHOP', 'asset': 'USDC', 'amount': '1', 'note': 'x'}] | INVALID_PAYMENT"
            })
    void refusesPaymentsWithACode(String payments, String code) {
        assertThat(ofPayments(payments).code()).isEqualTo(code);
        assertThat(ofPayments(payments).message()).contains("campaign.payments");
    }

    @Test
    void refusesMoreThanAHundredPaymentsAndPaymentsWithoutAWallet() {
        String one = "{'to': 'SHOP', 'asset': 'ETH', 'amount': '1'}";
        assertThat(ofPayments("[" + String.join(",", java.util.Collections.nCopies(101, one)) + "]")
                        .code())
                .isEqualTo("INVALID_PAYMENTS");
        assertThat(catchThrowableOfType(ChimeraException.class, () -> PaymentsSection.read(json("[" + one + "]"), null))
                        .failure()
                        .code())
                .isEqualTo("INVALID_PAYMENTS");
    }
}
