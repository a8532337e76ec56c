package dev.chimera.effect;

import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Refusals that say nothing of what was to be done: our credential, our configuration or our account is not taken. What was
 * approved stays approved, and waits until somebody has mended that; the alarm says so.
 */
final class RefusalOfUs {

    private static final String IN_CONFIGURATION = "look at the server's entry in mcp.json, and at what it says itself";
    private static final String THE_WALLET =
            "compare agent.wallet in the campaign file, its key and CHIMERA_BASE_RPC_URL with the chain";

    /** What mends each of them. */
    private static final Map<String, String> HINTS = Map.ofEntries(
            // The server does not take our token, or not for this agent.
            Map.entry("UNAUTHORIZED", "every process needs the same service token (CHIMERA_SERVICE_TOKEN)"),
            // mcp.json, or the server itself, does not know the tool or the form of the call.
            Map.entry("TOOL_NOT_LISTED", IN_CONFIGURATION),
            Map.entry("CALL_REJECTED", IN_CONFIGURATION),
            // X does not take the account's token, or our app.
            Map.entry("X_RECONNECT_NEEDED", "connect the account again: chimera agents connect x NAME"),
            Map.entry("X_APP_REFUSED", "look at the app's state and plan in X's developer portal"),
            // The wallet, its key and its chain do not belong together, or it is empty.
            Map.entry("NO_WALLET", "give the agent a wallet in its campaign file, and run it again"),
            Map.entry("WALLET_CHANGED", THE_WALLET),
            Map.entry("WALLET_TAKEN", THE_WALLET),
            Map.entry("WRONG_CHAIN", THE_WALLET),
            Map.entry("INSUFFICIENT_FUNDS", "send the wallet what it needs, gas as well: chimera wallets"));

    static final Set<String> CODES = HINTS.keySet();

    private RefusalOfUs() {}

    static boolean is(String code) {
        return CODES.contains(code);
    }

    /** What somebody has to do, for one of {@link #CODES}. */
    static String hint(String code) {
        return Objects.requireNonNull(HINTS.get(code), code);
    }
}
