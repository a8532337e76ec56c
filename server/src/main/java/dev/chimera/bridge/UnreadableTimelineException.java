package dev.chimera.bridge;

/** A timeline can't be read now, and it is known why. */
public final class UnreadableTimelineException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    public UnreadableTimelineException(Refusal refusal) {
        super(refusal.code() + ": " + refusal.message());
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
