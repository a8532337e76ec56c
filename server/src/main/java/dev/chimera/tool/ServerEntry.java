package dev.chimera.tool;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An MCP server that we use.
 *
 * @param read tools that may be used while thinking
 * @param effect tools that only an approved effect may use; none is on both lists
 */
record ServerEntry(String name, Address address, Set<String> read, Set<String> effect) {

    ServerEntry {
        read = Set.copyOf(read);
        effect = Set.copyOf(effect);
    }

    /** Where it is. Values may hold {@code ${NAME}}, which is the environment's at the moment of connecting. */
    sealed interface Address {}

    record Http(String url, Map<String, String> headers) implements Address {}

    record Stdio(String command, List<String> args, Map<String, String> env) implements Address {}
}
