package dev.chimera.budget;

import dev.chimera.failure.ChimeraException;
import dev.chimera.failure.Failure;
import dev.chimera.tool.ReadResult;
import dev.chimera.tool.ToolReader;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What assets are worth, from configuration or from an MCP tool. A price is only for the ledger: what a wallet may send is
 * limited in units of the asset.
 */
@Component
class AssetPrices {

    private static final Set<String> TEST_NETWORKS = Set.of("base-sepolia");
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** So that a list of a hundred payments does not wait a hundred times for a tool that is away. */
    private static final Duration ASKED_AGAIN = Duration.ofSeconds(10);

    private static final int MOST_ASSETS = 1_000;

    private final BudgetProperties properties;
    private final ToolReader reader;
    private final InstantSource clock;
    private final Map<String, Asked> asked = new ConcurrentHashMap<>();

    /** @param until from then on the tool is asked again */
    private record Asked(Quote quote, Instant until) {}

    AssetPrices(BudgetProperties properties, ToolReader reader, InstantSource clock) {
        this.properties = properties;
        this.reader = reader;
        this.clock = clock;
        String tool = properties.priceTool();
        if (tool != null && !reader.lists(server(tool), name(tool))) {
            throw ChimeraException.badInput(
                    "INVALID_CONFIGURATION",
                    "chimera.budget.price-tool names " + tool + ", which is on no read list",
                    "list it under chimera.read of that server in mcp.json");
        }
    }

    /** @param asset in capitals, as a wallet's limits name it */
    Quote of(String asset, String network) {
        if (TEST_NETWORKS.contains(network)) {
            return new Quote.Priced(BigDecimal.ZERO);
        }
        BigDecimal configured = properties.prices().get(asset);
        if (configured != null) {
            return new Quote.Priced(configured);
        }
        String tool = properties.priceTool();
        return tool == null
                ? missing("there is no price for " + asset + ": set chimera.budget.prices." + asset
                        + ", or chimera.budget.price-tool")
                : fromTool(tool, asset);
    }

    private Quote fromTool(String tool, String asset) {
        Asked before = asked.get(asset);
        if (before != null && clock.instant().isBefore(before.until())) {
            return before.quote();
        }
        Asked now = ask(tool, asset);
        if (asked.size() >= MOST_ASSETS) {
            asked.clear();
        }
        asked.put(asset, now);
        return now.quote();
    }

    private Asked ask(String tool, String asset) {
        ReadResult result = reader.tool(
                server(tool),
                name(tool),
                JsonNodeFactory.instance.objectNode().put("asset", asset).put("currency", "USD"),
                TIMEOUT);
        return switch (result) {
            case ReadResult.Unreadable away -> notPriced(tool + " can't be asked: " + away.why());
            case ReadResult.Read read -> understood(tool, asset, read.content());
        };
    }

    private Asked understood(String tool, String asset, JsonNode answer) {
        BigDecimal price = number(answer.path("price_usd"));
        if (price == null || !BudgetProperties.isPrice(price)) {
            return notPriced(tool + " has no usable price_usd for " + asset);
        }
        Instant asOf = asOf(answer.path("as_of"));
        if (asOf == null) {
            return notPriced(tool + " says an as_of for " + asset + " that is no ISO 8601 time");
        }
        Instant until = asOf.plus(properties.priceMaxAge());
        return clock.instant().isBefore(until)
                ? new Asked(new Quote.Priced(price), until)
                : notPriced("the price of " + asset + " that " + tool + " has is of " + asOf + ", older than "
                        + properties.priceMaxAge().toSeconds() + " s");
    }

    private static @Nullable BigDecimal number(JsonNode node) {
        if (node.isNumber()) {
            return node.decimalValue();
        }
        try {
            return node.isString() ? new BigDecimal(node.stringValue()) : null;
        } catch (NumberFormatException _) {
            return null;
        }
    }

    /** A price without a time, or from the future, is of now. */
    private @Nullable Instant asOf(JsonNode node) {
        Instant now = clock.instant();
        if (node.isMissingNode() || node.isNull()) {
            return now;
        }
        try {
            Instant said = Instant.parse(node.asString(""));
            return said.isAfter(now) ? now : said;
        } catch (DateTimeException _) {
            return null;
        }
    }

    private Asked notPriced(String why) {
        return new Asked(missing(why), clock.instant().plus(ASKED_AGAIN));
    }

    private static Quote missing(String why) {
        return new Quote.Missing(Failure.of("PRICE_UNAVAILABLE", why));
    }

    private static String server(String tool) {
        return tool.substring(0, tool.indexOf('/'));
    }

    private static String name(String tool) {
        return tool.substring(tool.indexOf('/') + 1);
    }
}
