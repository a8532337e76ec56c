package dev.chimera.effect;

import java.util.Set;

/**
 * Refusals that say nothing of what was to be done: our credential, our configuration or our account is not taken. What was
 * approved stays approved, and waits until somebody has mended that; the alarm says so.
 */
final class RefusalOfUs {

    static final Set<String> CODES = Set.of(
            // The server does not take our token, or not for this agent.
            "UNAUTHORIZED",
            // mcp.json, or the server itself, does not know the tool or the form of the call.
            "TOOL_NOT_LISTED",
            "CALL_REJECTED",
            // X does not take the account's token, or our app.
            "X_RECONNECT_NEEDED",
            "X_APP_REFUSED",
            // The wallet, its key and its chain do not belong together, or it is empty.
            "NO_WALLET",
            "WALLET_CHANGED",
            "WALLET_TAKEN",
            "WRONG_CHAIN",
            "INSUFFICIENT_FUNDS");

    private RefusalOfUs() {}

    static boolean is(String code) {
        return CODES.contains(code);
    }
}
