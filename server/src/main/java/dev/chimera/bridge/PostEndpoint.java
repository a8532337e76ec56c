package dev.chimera.bridge;

import dev.chimera.failure.ChimeraException;
import dev.chimera.persona.AgentId;
import dev.chimera.tenant.Caller;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /v1/posts}: the newest published posts, oldest first. */
@RestController
class PostEndpoint {

    /** One page on a screen of a long evening; whoever wants more asks per agent. */
    private static final int MOST = 1_000;

    private final PostStore posts;

    PostEndpoint(PostStore posts) {
        this.posts = posts;
    }

    @GetMapping("/v1/posts")
    PostListing posts(Caller.Person caller, @RequestParam(name = "agent", required = false) @Nullable String agent) {
        AgentId wanted = agent == null
                ? null
                : posts.findAgent(caller.tenant(), agent)
                        .orElseThrow(() -> ChimeraException.notFound(
                                "AGENT_NOT_FOUND", "there is no agent " + agent, "chimera agents lists them"));
        return new PostListing(posts.listing(caller.tenant(), wanted, MOST));
    }
}
