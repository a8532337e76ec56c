package dev.chimera.judge;

import dev.chimera.failure.Failure;
import dev.chimera.task.Proposal;

/** What the Judge decided about one result. */
sealed interface Verdict {

    Assessment assessment();

    /** Good, and nothing is to be done to the world. */
    record Accept(Assessment assessment) implements Verdict {}

    /** Good: the proposal may become an effect. */
    record Approve(Assessment assessment, Proposal proposal) implements Verdict {}

    /** A person decides about the proposal. */
    record Escalate(Assessment assessment, Proposal proposal, String why) implements Verdict {}

    /** Not good enough: to be tried again, with this feedback. */
    record Reject(Assessment assessment, Failure feedback) implements Verdict {}

    /** Never. */
    record Refuse(Assessment assessment, Failure failure) implements Verdict {}
}
