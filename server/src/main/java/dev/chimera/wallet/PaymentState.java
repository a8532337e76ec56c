package dev.chimera.wallet;

/** What is known of a payment. */
public enum PaymentState {
    /** Approved, with a nonce, and not sent. */
    INTENDED,
    /** Reserved in its window; it may be on the chain. */
    SENDING,
    /** It is on the chain, and it worked. */
    CONFIRMED,
    /** It is on the chain, and nothing was paid: its nonce and the gas are gone, the money is not. */
    REVERTED,
    /** It is not on the chain and never will be; its nonce is free. */
    FAILED
}
