package dev.chimera.bridge.commerce;

/** The chain could not be asked, or its answer has another form than agreed: nobody knows more than before. */
final class UnreadableChainException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableChainException(String why) {
        super("the chain can't be asked: " + why);
    }
}
