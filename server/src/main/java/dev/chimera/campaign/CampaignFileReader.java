package dev.chimera.campaign;

import dev.chimera.failure.ChimeraException;
import dev.chimera.persona.AgentName;
import dev.chimera.wallet.Assets;
import dev.chimera.wallet.PaymentOrder;
import dev.chimera.wallet.WalletSettings;
import java.math.BigDecimal;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads a campaign file from the JSON object that carries exactly its YAML's content. Every refusal is a {@link
 * ChimeraException} of kind BAD_INPUT that names the path ({@code campaign.daily_budget_usd}) and the value. Numbers
 * have to be parsed as decimals already, never as double, or an amount would be rounded before it is checked.
 */
final class CampaignFileReader {

    static final int MAX_GOAL = 2_000;
    static final int MAX_POSTS = 100;
    static final BigDecimal MAX_BUDGET = new BigDecimal("1000000");

    private static final KnownKeys TOP = KnownKeys.at("", "agent", "campaign");
    private static final KnownKeys AGENT = KnownKeys.at("agent", "name", "soul", "twitter", "x", "wallet", "own_calls");
    private static final KnownKeys CAMPAIGN =
            KnownKeys.at("campaign", "id", "goal", "daily_budget_usd", "posts", "sources", "payments");
    private static final List<KnownKeys> LEVELS = List.of(TOP, AGENT, CAMPAIGN);

    /** ASCII digits only: Java's own parser takes those of every script, and exponents. */
    private static final Pattern DECIMAL = Pattern.compile("[+-]?[0-9]{1,20}(\\.[0-9]{1,20})?");

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

    private CampaignFileReader() {}

    static CampaignFile read(JsonNode file, Assets assets) {
        checkSection(file, "the campaign file");
        TOP.check(file, LEVELS);
        JsonNode agent = file.path("agent");
        JsonNode campaign = file.path("campaign");
        checkSection(agent, "agent");
        checkSection(campaign, "campaign");
        AGENT.check(agent, LEVELS);
        CAMPAIGN.check(campaign, LEVELS);
        WalletSettings wallet = WalletSection.read(agent.path("wallet"), assets);
        List<PaymentOrder> payments = PaymentsSection.read(campaign.path("payments"), wallet);
        int posts = posts(campaign.path("posts"), payments.isEmpty() ? 1 : 0);
        return new CampaignFile(
                name(agent.path("name")),
                soul(agent.path("soul")),
                id(campaign.path("id")),
                goal(campaign.path("goal")),
                budget(campaign.path("daily_budget_usd")),
                posts,
                posts == 0 && campaign.path("sources").isMissingNode()
                        ? List.of()
                        : SourcesSection.read(campaign.path("sources")),
                XSection.read(agent),
                wallet,
                payments);
    }

    private static void checkSection(JsonNode section, String what) {
        if (section.isMissingNode() || section.isNull()) {
            throw ChimeraException.badInput(
                    "INVALID_CAMPAIGN", what + " is missing", "a campaign file has the sections agent and campaign");
        }
        if (!section.isObject()) {
            throw ChimeraException.badInput(
                    "INVALID_CAMPAIGN",
                    what + " is not a set of keys: " + PlainText.excerpt(section),
                    "write its keys below it, indented");
        }
    }

    private static AgentName name(JsonNode value) {
        if (!value.isString()) {
            throw ChimeraException.badInput(
                    "INVALID_AGENT_NAME",
                    wrong("agent.name", value, "not a text"),
                    "give the agent a name, in quotes if it looks like a number");
        }
        return new AgentName(value.asString());
    }

    private static String soul(JsonNode value) {
        if (!value.isString() || value.asString().isBlank()) {
            throw ChimeraException.badInput(
                    "SOUL_NOT_FOUND",
                    wrong("agent.soul", value, "not a path"),
                    "name the agent's SOUL.md, relative to the campaign file");
        }
        String path = value.asString().strip();
        if (path.length() > SourcesSection.MAX_LOCATION || !PlainText.isReadable(path)) {
            throw ChimeraException.badInput(
                    "SOUL_NOT_FOUND",
                    wrong("agent.soul", value, "not a path"),
                    "name the agent's SOUL.md, relative to the campaign file");
        }
        return path;
    }

    private static @Nullable String id(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString() || !ID.matcher(value.asString().strip()).matches()) {
            throw ChimeraException.badInput(
                    "INVALID_CAMPAIGN_ID",
                    wrong("campaign.id", value, "not 1 to 64 letters, digits, dots, dashes and underscores"),
                    "choose a name that stays, such as summer-launch, in quotes if it looks like a number");
        }
        return value.asString().strip();
    }

    private static String goal(JsonNode value) {
        if (value.isMissingNode()
                || value.isNull()
                || (value.isString() && value.asString().isBlank())) {
            throw ChimeraException.badInput(
                    "GOAL_EMPTY", "campaign.goal is empty", "say in a sentence what the campaign is for");
        }
        if (!value.isString()) {
            throw ChimeraException.badInput(
                    "INVALID_GOAL",
                    wrong("campaign.goal", value, "not a text"),
                    "say in a sentence what the campaign is for");
        }
        // White space tells no goals apart: YAML folds lines, and editors add spaces.
        String goal = WHITE_SPACE.matcher(value.asString().strip()).replaceAll(" ");
        int length = goal.codePointCount(0, goal.length());
        if (length > MAX_GOAL) {
            throw ChimeraException.badInput(
                    "GOAL_TOO_LONG",
                    "campaign.goal has " + length + " characters, more than " + MAX_GOAL + ": '"
                            + PlainText.excerpt(goal, 40) + "'",
                    "say it shorter, and put what the agent should read into campaign.sources");
        }
        if (!PlainText.isReadable(goal)) {
            throw ChimeraException.badInput(
                    "INVALID_GOAL",
                    "campaign.goal has a control character: '" + PlainText.excerpt(goal, 40) + "'",
                    "use plain text");
        }
        return goal;
    }

    private static BigDecimal budget(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return new BigDecimal("0.00");
        }
        BigDecimal amount;
        if (value.isNumber()) {
            amount = value.decimalValue();
        } else if (value.isString() && DECIMAL.matcher(value.asString().strip()).matches()) {
            amount = new BigDecimal(value.asString().strip());
        } else {
            throw invalidBudget(value, "not a decimal number");
        }
        if (amount.signum() < 0) {
            throw invalidBudget(value, "negative");
        }
        if (amount.compareTo(MAX_BUDGET) > 0) {
            throw invalidBudget(value, "more than 1,000,000");
        }
        if (amount.stripTrailingZeros().scale() > 2) {
            throw invalidBudget(value, "finer than a cent");
        }
        return amount.setScale(2);
    }

    private static ChimeraException invalidBudget(JsonNode value, String why) {
        return ChimeraException.badInput(
                "INVALID_BUDGET",
                wrong("campaign.daily_budget_usd", value, why),
                "use US dollars a day from 0 to 1,000,000, with at most 2 decimals, such as 5.00");
    }

    private static int posts(JsonNode value, int least) {
        if (value.isMissingNode() || value.isNull()) {
            return least;
        }
        if (!value.isIntegralNumber()
                || !value.canConvertToInt()
                || value.intValue() < least
                || value.intValue() > MAX_POSTS) {
            throw ChimeraException.badInput(
                    "INVALID_POSTS",
                    wrong("campaign.posts", value, "not a whole number from " + least + " to " + MAX_POSTS),
                    "say how many posts the campaign is after");
        }
        return value.intValue();
    }

    private static String wrong(String path, JsonNode value, String why) {
        return value.isMissingNode() ? path + " is missing" : path + " is " + why + ": " + PlainText.excerpt(value);
    }
}
