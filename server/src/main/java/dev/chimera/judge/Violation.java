package dev.chimera.judge;

import dev.chimera.failure.Redaction;

/**
 * A rule of the policy that was broken, or a topic that a person has to look at.
 *
 * @param code stable, UPPER_SNAKE_CASE
 * @param message what is wrong and how to repair it; given to the Worker as feedback
 */
public record Violation(String code, String message, Severity severity) {

    /** What follows from it, whatever the score. */
    public enum Severity {
        /** Another attempt can repair it. */
        REJECT,
        /** Nothing is wrong with it, but a person decides. */
        ESCALATE,
        /** Never: something leaked, and no other attempt makes that good. */
        FAIL
    }

    public Violation {
        message = Redaction.of(message);
    }

    static Violation reject(String code, String message) {
        return new Violation(code, message, Severity.REJECT);
    }

    static Violation escalate(String code, String message) {
        return new Violation(code, message, Severity.ESCALATE);
    }

    static Violation fail(String code, String message) {
        return new Violation(code, message, Severity.FAIL);
    }
}
