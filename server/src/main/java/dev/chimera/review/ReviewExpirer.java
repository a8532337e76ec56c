package dev.chimera.review;

import dev.chimera.broker.BackgroundAgent;
import dev.chimera.broker.Crew;
import dev.chimera.broker.Loop;
import dev.chimera.failure.ChimeraException;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** Ends reviews that nobody decided in time. */
@Component
class ReviewExpirer extends Crew {

    private static final Duration EVERY = Duration.ofSeconds(30);

    private final ReviewStore reviews;
    private final Decisions decisions;

    ReviewExpirer(ReviewStore reviews, Decisions decisions) {
        this.reviews = reviews;
        this.decisions = decisions;
    }

    void expireOverdue() {
        for (Review review : reviews.overdue()) {
            try {
                decisions.expire(review);
            } catch (ChimeraException e) {
                if (e.kind() != ChimeraException.Kind.CONFLICT) {
                    throw e;
                }
                // Somebody decided, or the task went on, in this very moment: nothing is left to expire.
                reviews.withdraw(review.tenant(), review.task());
            }
        }
    }

    @Override
    protected List<Loop> begin() {
        return List.of(BackgroundAgent.start("review-expirer", EVERY, this::expireOverdue));
    }
}
