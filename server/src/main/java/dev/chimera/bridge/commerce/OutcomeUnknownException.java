package dev.chimera.bridge.commerce;

import dev.chimera.wallet.Payment;

/** The payment may be on the chain, and may not: only looking can tell. */
final class OutcomeUnknownException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OutcomeUnknownException(Payment payment, String why) {
        super("payment " + payment.id() + " of " + payment.shown() + ", nonce " + payment.nonce() + ": " + why);
    }
}
