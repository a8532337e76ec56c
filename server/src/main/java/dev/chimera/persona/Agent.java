package dev.chimera.persona;

import dev.chimera.tenant.TenantId;

/**
 * An agent as it stands in the database.
 *
 * @param soulLink the path of its SOUL.md as the campaign file names it; where it came from, nothing reads it again
 * @param soul the text of that SOUL.md, as it was handed in last
 * @param paused whether an OPERATOR stopped it: nothing of it is planned, worked on or sent
 * @param aiLabeled whether its posts carry the label; an OPERATOR's switch
 * @param rehearsal whether only dry runs know it; it goes with the last of them
 */
public record Agent(
        TenantId tenant,
        AgentId id,
        AgentName name,
        String soulLink,
        String soul,
        boolean paused,
        boolean aiLabeled,
        boolean rehearsal) {}
