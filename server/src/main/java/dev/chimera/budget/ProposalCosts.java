package dev.chimera.budget;

import com.twitter.twittertext.Extractor;
import dev.chimera.failure.Failure;
import dev.chimera.persona.AgentId;
import dev.chimera.task.Proposal;
import dev.chimera.tenant.TenantId;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a proposal costs before it is done. May ask a price tool, so never to be called in a transaction; for what is free
 * it asks nobody.
 */
@Component
public class ProposalCosts {

    private static final Cost FREE = new Cost.Known(List.of(), null);

    /** As in a wallet's limits: no sign, no exponent; up to 18 decimals. */
    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,30}(?:\\.[0-9]{1,18})?");

    private static final Pattern ASSET = Pattern.compile("[A-Za-z][A-Za-z0-9.]{0,19}");
    private static final String GAS_ASSET = "ETH";

    private final AssetPrices prices;
    private final BudgetProperties properties;
    private final Networks networks;

    ProposalCosts(AssetPrices prices, BudgetProperties properties, Networks networks) {
        this.prices = prices;
        this.properties = properties;
        this.networks = networks;
    }

    /** @param backend where this agent's posts go */
    public Cost of(TenantId tenant, AgentId agent, Backend backend, Proposal proposal) {
        return switch (proposal.tool()) {
            case "post_tweet" -> post(backend, proposal.arguments());
            case "transfer" -> transfer(tenant, agent, proposal.arguments());
            default -> impossible("UNKNOWN_COST", "nobody knows what " + proposal.tool() + " costs");
        };
    }

    private Cost post(Backend backend, ObjectNode arguments) {
        return switch (backend) {
            case TIMELINE -> FREE;
            case X -> {
                String text = arguments.path("text").asString("");
                yield new Extractor().extractURLs(text).isEmpty()
                        ? onX(properties.postPrice(), "a post on X", null)
                        : onX(properties.linkPostPrice(), "a post on X with a link", "because of the link");
            }
        };
    }

    private static Cost onX(BigDecimal price, String what, @org.jspecify.annotations.Nullable String because) {
        return new Cost.Known(List.of(Charge.of(ChargeKind.POST, new Usd(price), what)), because);
    }

    private Cost transfer(TenantId tenant, AgentId agent, ObjectNode arguments) {
        Optional<String> network = networks.of(tenant, agent);
        if (network.isEmpty()) {
            return impossible("NO_WALLET", "the agent has no wallet to pay from");
        }
        return transfer(network.get(), arguments);
    }

    /** What a transfer on this network costs, whoever pays it. May ask a price tool. */
    Cost transfer(String network, ObjectNode arguments) {
        String asset = arguments.path("asset").asString("");
        String amount = arguments.path("amount").asString("");
        if (!ASSET.matcher(asset).matches()) {
            return impossible("UNKNOWN_ASSET", "the asset is not named as in ETH or USDC");
        }
        if (!AMOUNT.matcher(amount).matches()) {
            return impossible("INVALID_AMOUNT", "the amount is no decimal number with up to 18 decimals");
        }
        return switch (prices.of(asset, network)) {
            case Quote.Missing missing -> new Cost.Unavailable(missing.failure());
            case Quote.Priced paid ->
                switch (prices.of(GAS_ASSET, network)) {
                    case Quote.Missing missing -> new Cost.Unavailable(missing.failure());
                    case Quote.Priced gas -> transfer(new BigDecimal(amount), asset, paid.usd(), gas.usd());
                };
        };
    }

    private Cost transfer(BigDecimal amount, String asset, BigDecimal price, BigDecimal gasPrice) {
        Usd worth;
        try {
            worth = Usd.worth(amount, price);
        } catch (IllegalArgumentException _) {
            return impossible("INVALID_AMOUNT", "the amount is worth more than anybody has");
        }
        return new Cost.Known(
                List.of(
                        new Charge(ChargeKind.TRANSFER, worth, amount.toPlainString() + " " + asset, price),
                        new Charge(
                                ChargeKind.GAS,
                                Usd.worth(properties.gasEstimate(), gasPrice),
                                "gas of about " + properties.gasEstimate().toPlainString() + " " + GAS_ASSET,
                                gasPrice)),
                null);
    }

    private static Cost impossible(String code, String message) {
        return new Cost.Impossible(Failure.of(code, message));
    }
}
