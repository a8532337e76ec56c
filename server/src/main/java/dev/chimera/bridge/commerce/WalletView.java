package dev.chimera.bridge.commerce;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.chimera.bridge.Author;
import dev.chimera.bridge.BridgeConfiguration.HasBridgeRole;
import dev.chimera.bridge.commerce.WalletProbe.Probe;
import dev.chimera.model.offline.HostileFinding;
import dev.chimera.wallet.Asset;
import dev.chimera.wallet.Assets;
import dev.chimera.wallet.EvmAddress;
import dev.chimera.wallet.Limit;
import dev.chimera.wallet.PaymentRefusal;
import dev.chimera.wallet.Payments;
import dev.chimera.wallet.Wallet;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Conditional;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** What {@code get_wallet} shows: limits from PostgreSQL, balances from the chain where it answers. */
@Component
@Conditional(HasBridgeRole.class)
class WalletView {

    private final Payments payments;
    private final WalletProbe probe;
    private final PaymentAudit audit;

    WalletView(Payments payments, WalletProbe probe, PaymentAudit audit) {
        this.payments = payments;
        this.probe = probe;
        this.audit = audit;
    }

    /** @param unavailable why there are no balances; null when there are */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(
            @Nullable String address,
            String network,
            @JsonProperty("chain_id") long chainId,
            List<String> allow,
            List<Holding> assets,
            @Nullable String unavailable) {}

    /**
     * All amounts in units of the asset.
     *
     * @param balance null when the chain was not asked or did not answer
     * @param left what one payment could be now, as far as the limits go
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Holding(
            String asset,
            @Nullable String balance,
            @JsonProperty("max_payment") String maxPayment,
            @JsonProperty("window_hours") long windowHours,
            @JsonProperty("window_total") String windowTotal,
            @JsonProperty("window_count") int windowCount,
            @JsonProperty("auto_approve") String autoApprove,
            String left) {}

    View of(Author author) {
        Wallet wallet = payments.required(author.tenant(), author.agent());
        List<Limit> limits = wallet.policy().limits().values().stream()
                .sorted(Comparator.comparing(limit -> limit.asset().symbol()))
                .toList();
        List<EvmAddress> tokens = limits.stream()
                .map(limit -> limit.asset().token())
                .filter(Objects::nonNull)
                .toList();
        Probe probed = probe.probe(wallet, tokens);
        JsonNode details = probed instanceof Probe.Ready ready ? ready.details() : null;
        if (details != null) {
            lookThroughNames(author, details);
        }
        PaymentRefusal away = probed instanceof Probe.NotNow notNow ? notNow.refusal() : null;
        EvmAddress address = probed instanceof Probe.Ready ready ? ready.address() : wallet.address();
        List<Holding> holdings = new ArrayList<>();
        for (Limit limit : limits) {
            holdings.add(holding(wallet, limit, details));
        }
        return new View(
                address == null ? null : address.value(),
                wallet.network().label(),
                wallet.network().chainId(),
                wallet.policy().allow().stream().map(EvmAddress::value).sorted().toList(),
                holdings,
                away == null ? null : away.code() + ": " + away.message());
    }

    /** What a token calls itself is never shown: here it has the name that the OPERATOR's policy gives it. */
    private void lookThroughNames(Author author, JsonNode details) {
        for (JsonNode token : details.path("tokens")) {
            HostileFinding.in(token.path("symbol").asString("")).stream()
                    .findFirst()
                    .ifPresent(finding ->
                            audit.hostileToken(author, token.path("address").asString(""), finding));
        }
    }

    private Holding holding(Wallet wallet, Limit limit, @Nullable JsonNode details) {
        Asset asset = limit.asset();
        BigInteger balance = details == null ? null : balance(asset, details);
        return new Holding(
                asset.symbol(),
                balance == null ? null : asset.decimal(balance),
                asset.decimal(limit.maxPayment()),
                limit.window().toHours(),
                asset.decimal(limit.windowTotal()),
                limit.windowCount(),
                asset.decimal(limit.autoApprove()),
                asset.decimal(payments.left(wallet, limit)));
    }

    private static @Nullable BigInteger balance(Asset asset, JsonNode details) {
        if (asset.equals(Assets.ETH)) {
            return ChainAnswers.units(details.path("balance_wei"));
        }
        for (JsonNode token : details.path("tokens")) {
            if (asset.token() != null && ChainAnswers.isAddress(token.path("address"), asset.token())) {
                return ChainAnswers.units(token.path("balance"));
            }
        }
        return null;
    }
}
