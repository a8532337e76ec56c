package dev.chimera.tool;

import tools.jackson.databind.JsonNode;

/** What AgentKit's server answered. */
public sealed interface WalletAnswer {

    /** The tool did what it was asked to. */
    record Done(JsonNode content) implements WalletAnswer {}

    /**
     * The tool said no, or that something went wrong.
     *
     * @param sent whether a transaction was broadcast
     * @param error the whole of {@code structuredContent.error}
     */
    record Failed(String code, String message, Sent sent, JsonNode error) implements WalletAnswer {}

    /** The process could not be started or reached: nothing was asked. */
    record NotAsked(String why) implements WalletAnswer {}

    /** It was asked, and there was no answer. */
    record NoAnswer(String why) implements WalletAnswer {}

    /** Whether something is on the chain now. */
    enum Sent {
        NO,
        YES,
        UNKNOWN
    }
}
