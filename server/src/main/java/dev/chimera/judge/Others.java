package dev.chimera.judge;

import dev.chimera.bridge.Handle;
import java.util.List;
import java.util.Set;

/**
 * What others have to do with a post.
 *
 * @param summoning of the accounts that it addresses, those that mentioned the agent lately, and so may be answered
 * @param optedOut of the accounts that it addresses, those that asked to be left alone
 * @param posts what other agents of the tenant said lately, or are about to say; the newest first
 */
public record Others(Set<Handle> summoning, Set<Handle> optedOut, List<String> posts) {

    /** Nobody is there. */
    static final Others NONE = new Others(Set.of(), Set.of(), List.of());

    public Others {
        summoning = Set.copyOf(summoning);
        optedOut = Set.copyOf(optedOut);
        posts = List.copyOf(posts);
    }
}
