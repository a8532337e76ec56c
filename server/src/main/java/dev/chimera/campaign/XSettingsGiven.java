package dev.chimera.campaign;

import dev.chimera.persona.AgentId;
import dev.chimera.tenant.Caller;

/** A file that was taken says where its agent posts. Published in the transaction that takes the file. */
public record XSettingsGiven(Caller.Person caller, AgentId agent, XSettings settings) {}
