package dev.chimera.worker;

import dev.chimera.persona.AgentId;
import dev.chimera.tenant.TenantId;
import java.util.List;
import java.util.Set;

/** What an agent has said before, so that it does not say it again. */
public interface PostHistory {

    /** The texts of its newest posts, newest first, at most {@code most}. */
    List<String> recentTexts(TenantId tenant, AgentId agent, int most);

    /** The addresses of every source item that one of its posts was made from. */
    Set<String> usedUrls(TenantId tenant, AgentId agent);
}
