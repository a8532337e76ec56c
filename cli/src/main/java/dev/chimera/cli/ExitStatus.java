package dev.chimera.cli;

/** What the shell sees when the command has ended. */
enum ExitStatus {
    /** All went well, or is scheduled, or waits for a person. */
    OK(0),
    /** Something failed or was refused. */
    FAILED(1),
    /** Bad input or usage. */
    BAD_INPUT(2),
    /** A server that is needed can't be reached. */
    UNREACHABLE(3),
    /** Ctrl-C; a SIGTERM makes the JVM itself answer 143. */
    INTERRUPTED(130);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** The status that a child process ended with, as our own. */
    static ExitStatus ofChild(int code) {
        return switch (code) {
            case 0 -> OK;
            case 2 -> BAD_INPUT;
            case 3 -> UNREACHABLE;
            default -> FAILED;
        };
    }
}
