package dev.chimera.review;

import dev.chimera.task.ContentHash;
import dev.chimera.task.Proposal;
import dev.chimera.task.Task;
import dev.chimera.tenant.UserId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a person is asked.
 *
 * @param task the task in REVIEW, at the version that the question is about
 * @param kind what there is to decide
 * @param proposal what would be done; the approval is bound to its hash
 * @param score the Judge's, 0 to 1; null where nothing was scored
 * @param why why the Judge does not decide, in a sentence that a person understands
 * @param proposedBy the person who proposed it; null for a Worker
 * @param expiry how long there is to decide; null where time decides nothing: what happened is asked until it is known
 */
public record Question(
        Task task,
        Kind kind,
        Proposal proposal,
        ContentHash hash,
        @Nullable Double score,
        String why,
        @Nullable UserId proposedBy,
        @Nullable Duration expiry) {

    /** What there is to decide. */
    public enum Kind {
        /** Approve: it is done. Reject: it never is. */
        PROPOSAL,
        /** Approve: it had happened. Reject: it had not, and will not. */
        UNKNOWN_OUTCOME
    }
}
