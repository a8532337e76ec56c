package dev.chimera.fakes.x;

/** What goes wrong with a call, when a test asks for it. */
enum Fault {
    /** Does what was asked, then closes the connection without an answer. */
    ACT_THEN_RESET(true, 0),
    ACT_THEN_500(true, 500),
    ACT_THEN_504(true, 504),
    /** Does what was asked, and never says a word. */
    ACT_THEN_SILENCE(true, 0),
    /** Answers with something that is no JSON. */
    ACT_THEN_NONSENSE(true, 200),
    /** Does what was asked, and answers when {@code /control/release} says so. */
    ACT_THEN_HOLD(true, 0),
    RESET(false, 0),
    SILENCE(false, 0),
    STATUS_401(false, 401),
    STATUS_402(false, 402),
    STATUS_403(false, 403),
    STATUS_429(false, 429),
    /** The same, and says that it is over in a moment. */
    STATUS_429_SHORTLY(false, 429),
    STATUS_500(false, 500),
    STATUS_503(false, 503);

    private final boolean acts;
    private final int status;

    Fault(boolean acts, int status) {
        this.acts = acts;
        this.status = status;
    }

    boolean acts() {
        return acts;
    }

    /** 0 where there is no answer at all. */
    int status() {
        return status;
    }
}
