package dev.chimera.review;

import dev.chimera.broker.BackgroundAgent;
import dev.chimera.broker.ProcessLease;
import dev.chimera.failure.ChimeraException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Ends reviews that nobody decided in time. */
@Component
class ReviewExpirer implements SmartLifecycle {

    private static final Duration EVERY = Duration.ofSeconds(30);

    private final ReviewStore reviews;
    private final Decisions decisions;
    private @Nullable BackgroundAgent agent;

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
    public void start() {
        agent = BackgroundAgent.start("review-expirer", EVERY, this::expireOverdue);
    }

    @Override
    public void stop() {
        BackgroundAgent running = agent;
        agent = null;
        if (running != null) {
            try {
                running.stop(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return agent != null;
    }

    @Override
    public int getPhase() {
        return ProcessLease.PHASE + 100;
    }
}
