package dev.chimera.tool;

import dev.chimera.tenant.OnBehalfOf;
import java.time.Duration;
import tools.jackson.databind.node.ObjectNode;

/**
 * A call with a side effect, approved and recorded by whoever makes it.
 *
 * @param server a name in {@code mcp.json}, or {@link ToolServers#TWITTER}
 * @param onBehalfOf whose account, and which effect; travels in {@code _meta}
 * @param timeout how long to wait for the answer; after it the outcome is ambiguous
 */
public record EffectCall(String server, String tool, ObjectNode arguments, OnBehalfOf onBehalfOf, Duration timeout) {}
