package dev.chimera.budget;

/** What money is spent on. */
public enum ChargeKind {
    /** Tokens of a language model. */
    MODEL,
    /** What a platform asks for a post. */
    POST,
    /** The fee of a transaction on chain. */
    GAS,
    /** What somebody is paid. */
    TRANSFER
}
