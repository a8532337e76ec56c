package dev.chimera.bridge;

/** Why a call was refused; the answer's {@code structuredContent.error.code}. With each of them nothing was posted. */
public enum RefusalCode {
    /** The cooldown, or a limit of the timeline, is not over; {@code retry_after_seconds} says when it is. */
    RATE_LIMITED,
    /** More than 280 characters, as X weighs them. */
    TEXT_TOO_LONG,
    /** An argument that is missing, unknown or not what it should be. */
    INVALID_ARGUMENT,
    /** This effect has posted, or is posting, already. */
    DUPLICATE_EFFECT,
    /** The timeline has a post of this account with the same text, and takes no second one. */
    DUPLICATE_TEXT,
    /** The caller may not post, or not as that agent. */
    UNAUTHORIZED,
    /** The call came after the moment that it named as its last. */
    EXPIRED,
    /** An OPERATOR paused this agent. */
    AGENT_PAUSED,
    /** The agent has no account on X, or X does not know its credentials any more: a person has to connect it. */
    X_RECONNECT_NEEDED,
    /** X, or what is needed to speak with it, is away; nothing was handed over, and later it may work. */
    X_UNAVAILABLE,
    /** X does not let our app, or this account, post: a person has to set that right. It says nothing of the post. */
    X_APP_REFUSED,
    /** X refused the post for good, and said why. */
    X_REFUSED,
    /** An OPERATOR wants no calls that the agent makes by itself. */
    OWN_CALLS_OFF,
    /** An agent's own text breaks a rule that every post keeps; the message names the rule. */
    POLICY_VIOLATED,
    /** Nobody pays for an agent's own post today. */
    BUDGET_EXHAUSTED,
    /** The text addresses an account that asked to be left alone. */
    OPTED_OUT
}
