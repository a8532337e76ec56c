package dev.chimera.review;

import dev.chimera.budget.PriceTag;
import dev.chimera.budget.ProposalCosts;
import dev.chimera.failure.ChimeraException;
import dev.chimera.task.Proposal;
import dev.chimera.task.Task;
import dev.chimera.tenant.Caller;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/reviews}: what waits for a person, and what the person says. */
@RestController
@RequestMapping("/v1/reviews")
class ReviewEndpoint {

    private static final int LONGEST_REASON = 2_000;

    private final ReviewStore reviews;
    private final Decisions decisions;
    private final ProposalCosts costs;

    ReviewEndpoint(ReviewStore reviews, Decisions decisions, ProposalCosts costs) {
        this.reviews = reviews;
        this.decisions = decisions;
        this.costs = costs;
    }

    record Listing(List<Item> reviews) {}

    /**
     * {@code expiresAt}: null for a question about what happened, which time does not decide; {@code costUsd}: null when it is not known; {@code costWhy}: what there is to say of it, or
     * null.
     */
    record Item(
            UUID id,
            UUID taskId,
            String agent,
            String tool,
            ObjectNode arguments,
            String contentHash,
            @Nullable Double score,
            String why,
            @Nullable Instant expiresAt,
            @Nullable BigDecimal costUsd,
            @Nullable String costWhy) {}

    record Rejection(@Nullable String reason) {}

    record Decided(UUID id, UUID taskId, String status) {}

    @GetMapping
    Listing list(Caller.Person caller) {
        return new Listing(
                reviews.open(caller.tenant()).stream().map(this::item).toList());
    }

    @PostMapping("/{id}/approve")
    Decided approve(Caller.Person caller, @PathVariable UUID id) {
        Review review = find(caller, id);
        return decided(review, decisions.approve(review, caller));
    }

    @PostMapping("/{id}/reject")
    Decided reject(Caller.Person caller, @PathVariable UUID id, @RequestBody Rejection rejection) {
        String reason = rejection.reason();
        if (reason == null || reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw ChimeraException.badInput(
                    "INVALID_REASON", "a rejection needs a reason of 1 to 2,000 characters", "say why with --reason");
        }
        Review review = find(caller, id);
        return decided(review, decisions.reject(review, caller, reason.strip()));
    }

    private Review find(Caller.Person caller, UUID id) {
        return reviews.find(caller.tenant(), new ReviewId(id))
                .orElseThrow(() -> ChimeraException.notFound(
                        "REVIEW_NOT_FOUND", "there is no review " + id, "chimera review list shows what is open"));
    }

    private static Decided decided(Review review, Task task) {
        return new Decided(review.id().value(), task.id().value(), task.status().name());
    }

    private Item item(Review review) {
        PriceTag cost = PriceTag.of(costs.of(
                review.tenant(), review.agent(), review.backend(), new Proposal(review.tool(), review.arguments())));
        return new Item(
                review.id().value(),
                review.task().value(),
                review.agentName(),
                review.tool(),
                review.arguments(),
                review.hash().hex(),
                review.score(),
                review.why(),
                review.expiresAt(),
                cost.usd(),
                cost.why());
    }
}
