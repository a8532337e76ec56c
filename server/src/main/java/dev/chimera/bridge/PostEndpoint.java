package dev.chimera.bridge;

import dev.chimera.failure.ChimeraException;
import dev.chimera.persona.AgentId;
import dev.chimera.tenant.Caller;
import dev.chimera.tenant.Role;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/**
 * {@code /v1/posts}: the newest published posts, oldest first; and agents' own posts whose outcome is open, about which a
 * MODERATOR decides.
 */
@RestController
@RequestMapping("/v1/posts")
class PostEndpoint {

    /** One page on a screen of a long evening; whoever wants more asks per agent. */
    private static final int MOST = 1_000;

    private final PostStore posts;
    private final OwnPostDecisions decisions;

    PostEndpoint(PostStore posts, OwnPostDecisions decisions) {
        this.posts = posts;
        this.decisions = decisions;
    }

    record Unsettled(List<Item> posts) {}

    /** {@code sentAt}: when it was handed to the account. */
    record Item(UUID id, String agent, String text, Instant sentAt, long ageSeconds) {}

    /** {@code posted}: true or false, and nothing that could be taken for one of them. */
    record Settlement(@Nullable JsonNode posted) {}

    record Settled(UUID id, boolean posted) {}

    @GetMapping
    PostListing posts(Caller.Person caller, @RequestParam(name = "agent", required = false) @Nullable String agent) {
        AgentId wanted = agent == null
                ? null
                : posts.findAgent(caller.tenant(), agent)
                        .orElseThrow(() -> ChimeraException.notFound(
                                "AGENT_NOT_FOUND", "there is no agent " + agent, "chimera agents lists them"));
        return new PostListing(posts.listing(caller.tenant(), wanted, MOST));
    }

    @GetMapping("/unsettled")
    Unsettled unsettled(Caller.Person caller) {
        return new Unsettled(decisions.shown(caller.tenant()).stream()
                .map(post -> new Item(
                        post.id(),
                        post.name(),
                        post.text(),
                        post.at(),
                        post.age().toSeconds()))
                .toList());
    }

    @PostMapping("/{id}/settlement")
    Settled settle(Caller.Person caller, @PathVariable UUID id, @RequestBody Settlement settlement) {
        caller.require(Role.MODERATOR);
        JsonNode posted = settlement.posted();
        if (posted == null || !posted.isBoolean()) {
            throw ChimeraException.badInput(
                    "INVALID_SETTLEMENT",
                    "a settlement says whether it was posted",
                    "send {\"posted\": true} or false");
        }
        if (posted.booleanValue()) {
            decisions.posted(caller, id);
        } else {
            decisions.notPosted(caller, id);
        }
        return new Settled(id, posted.booleanValue());
    }
}
