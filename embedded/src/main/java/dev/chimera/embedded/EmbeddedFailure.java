package dev.chimera.embedded;

import org.jspecify.annotations.Nullable;

/** Why the embedded servers can't be had, in the one form in which every part of Chimera reports a failure. */
public final class EmbeddedFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What went wrong, and the exit status of a process that ends because of it: 2 bad input, 3 a server is away. */
    public enum Code {
        /** Another live process owns this home. */
        HOME_LOCKED(2),
        /** The home was made by another PostgreSQL major version or another layout. */
        HOME_OTHER_VERSION(2),
        /** The home can't be created, read or written. */
        HOME_UNUSABLE(2),
        /** PostgreSQL did not start. */
        POSTGRES_UNREACHABLE(3),
        /** Redis did not start. */
        REDIS_UNREACHABLE(3);

        private final int exitStatus;

        Code(int exitStatus) {
            this.exitStatus = exitStatus;
        }

        public int exitStatus() {
            return exitStatus;
        }
    }

    private final Code code;
    private final String hint;

    public EmbeddedFailure(Code code, String message, String hint) {
        this(code, message, hint, null);
    }

    public EmbeddedFailure(Code code, String message, String hint, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.hint = hint;
    }

    public Code code() {
        return code;
    }

    /** What the reader can do about it. */
    public String hint() {
        return hint;
    }

    /** The line for standard error: {@code chimera: CODE: what is wrong; what to do}. */
    public String line() {
        return "chimera: " + code + ": " + getMessage() + "; " + hint;
    }
}
