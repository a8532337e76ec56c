package dev.chimera.bridge.x;

import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * An agent's account on X, as it stands in the database.
 *
 * @param userId X's number for it; null until X was asked
 * @param username its handle, without the at sign; null likewise
 * @param reconnectNeeded whether X said that the refresh token is worth nothing any more
 * @param tokenVersion raised with every new pair of tokens
 * @param fresh whether the access token is good for another minute, by the database's clock; true where we don't know
 */
record XAccount(
        TenantId tenant,
        AgentId agent,
        XAuth auth,
        @Nullable String userId,
        @Nullable String username,
        boolean reconnectNeeded,
        long tokenVersion,
        boolean fresh) {

    /** @throws IllegalStateException when X was not asked yet */
    String knownUserId() {
        if (userId == null) {
            throw new IllegalStateException("nobody has asked X who the account of agent " + agent + " is");
        }
        return userId;
    }
}
