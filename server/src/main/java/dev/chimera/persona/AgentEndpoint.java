package dev.chimera.persona;

import dev.chimera.failure.ChimeraException;
import dev.chimera.tenant.ApiKey;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.Role;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.annotation.JsonNaming;

/** {@code /v1/agents}: every person of the tenant may look, an OPERATOR may change. */
@RestController
@RequestMapping("/v1/agents")
class AgentEndpoint {

    record Listing(List<AgentOverview> agents) {}

    /** The only time that the key is shown. */
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record IssuedKey(String agent, String apiKey) {
        @Override
        public String toString() {
            return "IssuedKey[agent=" + agent + "]";
        }
    }

    private final AgentStore agents;

    AgentEndpoint(AgentStore agents) {
        this.agents = agents;
    }

    @GetMapping
    Listing list(Caller.Person caller) {
        return new Listing(agents.list(caller.tenant()));
    }

    @PostMapping("/{name}/key")
    IssuedKey issueKey(@PathVariable String name, Caller.Person caller) {
        caller.require(Role.OPERATOR);
        ApiKey key = agents.issueKey(caller, new AgentName(name)).orElseThrow(() -> noSuchAgent(name));
        return new IssuedKey(new AgentName(name).value(), key.reveal());
    }

    @PostMapping("/{name}/pause")
    AgentOverview pause(@PathVariable String name, Caller.Person caller) {
        caller.require(Role.OPERATOR);
        agents.pause(caller, new AgentName(name));
        return overview(name, caller);
    }

    @PostMapping("/{name}/resume")
    AgentOverview resume(@PathVariable String name, Caller.Person caller) {
        caller.require(Role.OPERATOR);
        agents.resume(caller, new AgentName(name));
        return overview(name, caller);
    }

    private AgentOverview overview(String name, Caller.Person caller) {
        return agents.overview(caller.tenant(), new AgentName(name)).orElseThrow(() -> noSuchAgent(name));
    }

    private static ChimeraException noSuchAgent(String name) {
        return ChimeraException.notFound(
                "AGENT_NOT_FOUND",
                "there is no agent called '" + name + "'",
                "chimera agents lists those that are there");
    }
}
