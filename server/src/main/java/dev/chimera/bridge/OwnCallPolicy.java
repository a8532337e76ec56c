package dev.chimera.bridge;

import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import java.util.Optional;

/**
 * What an agent's own post has to keep beside the limits of the bridge: the rules that the Judge holds every post against.
 * The Judge implements it, because it knows them, and the bridge asks it, because nobody else stands before an own call.
 */
public interface OwnCallPolicy {

    /** What speaks against a text, whatever it would score; the same text in the same situation gets the same answer. */
    Optional<Refusal> refusal(TenantId tenant, AgentId agent, String text);
}
