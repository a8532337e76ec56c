package dev.chimera.review;

import dev.chimera.broker.BackgroundAgent;
import dev.chimera.broker.Crew;
import dev.chimera.broker.Faults;
import dev.chimera.broker.Loop;
import dev.chimera.broker.Pulse;
import dev.chimera.failure.ChimeraException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Ends reviews that nobody decided in time. */
@Component
class ReviewExpirer extends Crew {

    private static final Logger LOG = LoggerFactory.getLogger(ReviewExpirer.class);
    private static final Duration EVERY = Duration.ofSeconds(30);

    private final ReviewStore reviews;
    private final Decisions decisions;

    ReviewExpirer(ReviewStore reviews, Decisions decisions) {
        this.reviews = reviews;
        this.decisions = decisions;
    }

    void expireOverdue() {
        for (Review review : reviews.overdue()) {
            Pulse.beat();
            try {
                expire(review);
            } catch (Throwable e) {
                if (Faults.pass(e)) {
                    throw e;
                }
                // The others end all the same; this one is tried again with the next turn.
                LOG.error("review {} can't be ended", review.id(), e);
            }
        }
    }

    private void expire(Review review) {
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

    @Override
    protected List<Loop> begin() {
        return List.of(BackgroundAgent.start("review-expirer", EVERY, this::expireOverdue));
    }
}
