package dev.chimera.effect;

import dev.chimera.tool.ToolServers;
import java.util.Arrays;

/** Where an effect goes: which server offers its tool, and where that server can be asked what became of it. */
enum Destination {
    TWITTER("post_tweet", ToolServers.TWITTER, "twitter://timeline"),
    COMMERCE("transfer", ToolServers.COMMERCE, "commerce://payment");

    private final String tool;
    private final String server;
    private final String lookup;

    Destination(String tool, String server, String lookup) {
        this.tool = tool;
        this.server = server;
        this.lookup = lookup;
    }

    /** @throws IllegalArgumentException for a tool that the Judge can't have approved */
    static Destination of(String tool) {
        return Arrays.stream(values())
                .filter(each -> each.tool.equals(tool))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no effect has the tool " + tool));
    }

    String tool() {
        return tool;
    }

    String server() {
        return server;
    }

    /** A resource that is read on behalf of the effect. */
    String lookup() {
        return lookup;
    }
}
