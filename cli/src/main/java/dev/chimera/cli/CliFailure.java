package dev.chimera.cli;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A command could not do what it was asked: a stable code, what is wrong, what to do, and the exit status.
 *
 * <p>Its line is {@code chimera: CODE: what is wrong; what to do}; its document is
 * {@code {"error":{"code","message","hint"}}}.
 */
final class CliFailure extends RuntimeException {

    static final String SERVER_UNREACHABLE = "SERVER_UNREACHABLE";

    private final ExitStatus status;
    private final String code;
    private final String problem;
    private final String hint;

    CliFailure(ExitStatus status, String code, String problem, String hint) {
        this(status, code, problem, hint, null);
    }

    CliFailure(ExitStatus status, String code, String problem, String hint, @Nullable Throwable cause) {
        super(code + ": " + problem, cause);
        this.status = status;
        this.code = code;
        this.problem = DisplayText.oneLine(problem);
        this.hint = DisplayText.oneLine(hint);
    }

    static CliFailure usage(String problem, String hint) {
        return new CliFailure(ExitStatus.BAD_INPUT, "USAGE", problem, hint);
    }

    static CliFailure badInput(String code, String problem, String hint) {
        return new CliFailure(ExitStatus.BAD_INPUT, code, problem, hint);
    }

    /** The same failure, saying which of several files it is about. */
    CliFailure inFile(String file) {
        return new CliFailure(status, code, file + ": " + problem, hint, this);
    }

    ExitStatus status() {
        return status;
    }

    String code() {
        return code;
    }

    String problem() {
        return problem;
    }

    String line() {
        return "chimera: " + code + ": " + problem + (hint.isEmpty() ? "" : "; " + hint);
    }

    JsonNode document() {
        ObjectNode document = Json.object();
        document.putObject("error").put("code", code).put("message", problem).put("hint", hint);
        return document;
    }
}
