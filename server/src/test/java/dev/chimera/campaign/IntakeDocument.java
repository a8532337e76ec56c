package dev.chimera.campaign;

import dev.chimera.wallet.Assets;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A request to {@code POST /v1/campaigns} that is accepted, to be changed by a test. */
final class IntakeDocument {

    static final String SOUL = "---\nname: Maya\n---\nA roaster.";

    static final String PAYEE = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    final ObjectNode root;

    /** Another one that says the same. */
    IntakeDocument(IntakeDocument other) {
        root = other.root.deepCopy();
    }

    IntakeDocument(String agent, String goal) {
        root = JSON.createObjectNode();
        ObjectNode file = root.putObject("file");
        file.putObject("agent").put("name", agent).put("soul", "SOUL.md");
        file.putObject("campaign").put("goal", goal).put("posts", 3).put("daily_budget_usd", "5.00");
        root.put("soul", SOUL);
        sources("notes.md");
    }

    IntakeDocument posts(int posts) {
        campaign().put("posts", posts);
        return this;
    }

    IntakeDocument soul(String soul) {
        root.put("soul", soul);
        return this;
    }

    IntakeDocument dryRun() {
        root.put("dry_run", true);
        return this;
    }

    /** A wallet that may pay 5 USDC at a time, 10 in a day, and half a dollar of it without a person. */
    IntakeDocument wallet(String key) {
        root.withObject("/file/agent").set("wallet", JSON.readTree("""
                {"key": "%s", "network": "base-sepolia", "allow": ["%s"],
                 "limits": {"USDC": {"max_payment": "5", "window_total": "10", "window_count": 3, "auto_approve": "0.5"}}}
                """.formatted(key, PAYEE)));
        return this;
    }

    IntakeDocument pays(String... amounts) {
        ArrayNode payments = campaign().putArray("payments");
        for (String amount : amounts) {
            payments.addObject().put("to", PAYEE).put("asset", "USDC").put("amount", amount);
        }
        return this;
    }

    IntakeDocument sources(String... locations) {
        ArrayNode named = campaign().putArray("sources");
        ArrayNode handed = root.putArray("sources");
        for (String location : locations) {
            named.add(location);
            handed.addObject().put("location", location).put("content", "# " + location);
        }
        return this;
    }

    ObjectNode campaign() {
        return (ObjectNode) root.path("file").path("campaign");
    }

    IntakeRequest request() {
        return IntakeRequest.read(json().getBytes(java.nio.charset.StandardCharsets.UTF_8), Assets.wellKnown());
    }

    String json() {
        return root.toString();
    }
}
