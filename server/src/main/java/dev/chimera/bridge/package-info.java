/**
 * The MCP servers that we offer: {@code /mcp/twitter} with {@code post_tweet}, the own timeline and the mentions.
 *
 * <pre>
 *   call --check--> one statement: slot taken + post written --> published          the timeline is our own table
 *                                    SENDING --call the backend--> published | refused, slot given back | stays SENDING
 * </pre>
 *
 * <p>Here stand the limits that no model can reach and no other MCP client gets around: one post per agent and cooldown,
 * one post per effect, the weighted length, the label. They hold by the database's clock and by conditional updates, so
 * neither a restart nor several processes loosen them.
 *
 * <p>An agent's own call, with its own key, was judged by nobody: it passes the Judge's rules here ({@link
 * dev.chimera.bridge.OwnCallPolicy}), reserves its price, and can be switched off.
 *
 * <p>A refusal is a tool error with a stable code, and means that nothing was posted. Whatever else goes wrong is a
 * JSON-RPC internal error, and means that nobody knows: the caller has to look at the timeline.
 */
@ApplicationModule(
        allowedDependencies = {
            "failure",
            "fetch",
            "broker",
            "secret",
            "tenant",
            "persona",
            "campaign",
            "task",
            "tool",
            "wallet",
            "budget",
            "model :: offline"
        })
@NullMarked
package dev.chimera.bridge;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
