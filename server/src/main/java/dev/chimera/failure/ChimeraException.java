package dev.chimera.failure;

/** Carries a {@link Failure} to the edge, where it becomes one line, or an HTTP answer, with a stable code. */
public final class ChimeraException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind of failure it is, and so which HTTP status and exit status it gets. */
    public enum Kind {
        /** The caller sent something wrong: 400, exit 2. */
        BAD_INPUT,
        /** The caller is not known: 401. */
        UNAUTHORIZED,
        /** The caller may not: 403. */
        FORBIDDEN,
        /** There is no such thing: 404. */
        NOT_FOUND,
        /** It is too late, or somebody else was faster: 409. */
        CONFLICT,
        /** Something that is needed is away: 503, exit 3. */
        UNAVAILABLE
    }

    private final Kind kind;
    private final transient Failure failure;

    public ChimeraException(Kind kind, Failure failure) {
        super(failure.code() + ": " + failure.message());
        this.kind = kind;
        this.failure = failure;
    }

    public static ChimeraException badInput(String code, String message, String hint) {
        return new ChimeraException(Kind.BAD_INPUT, new Failure(code, message, hint));
    }

    public static ChimeraException notFound(String code, String message, String hint) {
        return new ChimeraException(Kind.NOT_FOUND, new Failure(code, message, hint));
    }

    public static ChimeraException conflict(String code, String message, String hint) {
        return new ChimeraException(Kind.CONFLICT, new Failure(code, message, hint));
    }

    public Kind kind() {
        return kind;
    }

    public Failure failure() {
        return failure;
    }
}
