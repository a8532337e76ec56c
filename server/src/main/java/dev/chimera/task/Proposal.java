package dev.chimera.task;

import dev.chimera.persona.AgentId;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a Worker proposes to do to the outside world. It is only data: nothing but {@code effect} can act on it, and only
 * after it was approved.
 *
 * @param tool the MCP tool, such as {@code post_tweet}
 * @param arguments exactly the arguments of the call
 */
public record Proposal(String tool, ObjectNode arguments) {

    /** What an approval of this proposal for this account is bound to. */
    public ContentHash hashFor(AgentId account) {
        return ContentHash.of(account, tool, arguments);
    }
}
