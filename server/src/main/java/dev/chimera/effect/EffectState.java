package dev.chimera.effect;

/** What is known of an effect. */
public enum EffectState {
    /** Approved; not called yet. */
    INTENDED,
    /** Committed that the call is being made; only its sender knows more. */
    SENDING,
    /** It happened; there is an external id. */
    CONFIRMED,
    /** It did not happen and will not; there is a code. */
    FAILED,
    /** It may have happened. */
    UNKNOWN
}
