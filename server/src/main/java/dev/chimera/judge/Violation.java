package dev.chimera.judge;

/** A rule that a result breaks. */
public record Violation(String code, String message, Severity severity) {

    /** What follows from a broken rule. */
    public enum Severity {
        /** Another attempt can repair it. */
        REJECT,
        /** A person decides. */
        ESCALATE,
        /** Nothing can repair it. */
        FAIL
    }
}
