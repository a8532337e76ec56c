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
 * @param lastMoment by {@link System#nanoTime}, after which it is not made any more: {@link OnBehalfOf#notAfter} as this
 *     process can measure it, whatever its clock says and whether or not the server heeds that
 */
public record EffectCall(
        String server, String tool, ObjectNode arguments, OnBehalfOf onBehalfOf, Duration timeout, long lastMoment) {}
