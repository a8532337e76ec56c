package dev.chimera.task;

import dev.chimera.campaign.VersionId;
import dev.chimera.failure.Failure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One edge for one task at one version, with what it leaves behind.
 *
 * @param actor who does it, for the audit log: {@code worker:…}, {@code judge}, {@code user:…}
 * @param campaignVersion the campaign's version that the decision was made under; null where it does not matter
 * @param result what the Worker handed in; null keeps what is there
 * @param confidence 0 to 1; null keeps what is there
 * @param feedback why it was rejected or released; null removes an older one
 * @param failure why it fails; exactly when the edge leads to FAILED
 * @param delay before it may be claimed again
 * @param crashed whether its worker died with it
 * @param evidence what the decision rests on, for the audit log
 */
public record Transition(
        TaskRef task,
        TaskLifecycle edge,
        String actor,
        @Nullable VersionId campaignVersion,
        @Nullable ObjectNode result,
        @Nullable Double confidence,
        @Nullable ObjectNode feedback,
        @Nullable Failure failure,
        Duration delay,
        boolean crashed,
        @Nullable ObjectNode evidence) {

    public Transition {
        if ((edge.to() == TaskStatus.FAILED) != (failure != null)) {
            throw new IllegalArgumentException(edge + " and failure " + failure + " do not go together");
        }
    }

    public static Transition along(TaskLifecycle edge, TaskRef task, String actor) {
        return new Transition(task, edge, actor, null, null, null, null, null, Duration.ZERO, false, null);
    }

    /** The edge by which a task in this status fails. */
    public static Transition failing(TaskRef task, TaskStatus status, String actor, Failure failure) {
        TaskLifecycle edge = TaskLifecycle.failing(status).orElseThrow();
        return new Transition(task, edge, actor, null, null, null, null, failure, Duration.ZERO, false, null);
    }

    /** Against a person's word that its effect happened. */
    public static Transition retracting(TaskRef task, String actor, Failure failure) {
        return new Transition(
                task, TaskLifecycle.RETRACT, actor, null, null, null, null, failure, Duration.ZERO, false, null);
    }

    /** Back to where it can be claimed, because of this: the next attempt is told, and the audit log keeps it. */
    public static Transition releasing(TaskRef task, String actor, Failure why, int attempt) {
        ObjectNode reason =
                JsonNodeFactory.instance.objectNode().put("code", why.code()).put("message", why.message());
        return along(TaskLifecycle.RELEASE, task, actor)
                .withFeedback(reason)
                .onEvidence(reason.deepCopy().put("attempt", attempt));
    }

    public Transition under(VersionId version) {
        return new Transition(
                task, edge, actor, version, result, confidence, feedback, failure, delay, crashed, evidence);
    }

    public Transition withResult(ObjectNode handedIn, double ownScore) {
        return new Transition(
                task, edge, actor, campaignVersion, handedIn, ownScore, feedback, failure, delay, crashed, evidence);
    }

    public Transition withScore(double score) {
        return new Transition(
                task, edge, actor, campaignVersion, result, score, feedback, failure, delay, crashed, evidence);
    }

    public Transition withFeedback(ObjectNode why) {
        return new Transition(
                task, edge, actor, campaignVersion, result, confidence, why, failure, delay, crashed, evidence);
    }

    public Transition after(Duration wait) {
        return new Transition(
                task, edge, actor, campaignVersion, result, confidence, feedback, failure, wait, crashed, evidence);
    }

    public Transition onEvidence(ObjectNode seen) {
        return new Transition(
                task, edge, actor, campaignVersion, result, confidence, feedback, failure, delay, crashed, seen);
    }

    public Transition becauseOfCrash() {
        return new Transition(
                task, edge, actor, campaignVersion, result, confidence, feedback, failure, delay, true, evidence);
    }
}
