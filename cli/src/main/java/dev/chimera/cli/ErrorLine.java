package dev.chimera.cli;

import java.util.List;

/** How a command that went wrong ends: one line, with {@code --json} a document too, and the exit status. */
final class ErrorLine {

    private final Session session;

    ErrorLine(Session session) {
        this.session = session;
    }

    int print(Exception problem, List<String> arguments) {
        Terminal terminal = session.terminal();
        if (session.showsStackTraces()) {
            problem.printStackTrace(terminal.err());
        }
        if (problem instanceof InterruptedException
                && session.surroundings().interruption().hasArrived()) {
            return ExitStatus.INTERRUPTED.code();
        }
        CliFailure failure = problem instanceof CliFailure known ? known : unexpected(problem);
        terminal.err().println(failure.line());
        // The arguments are looked at as well, because after a usage error no option has been read.
        if (session.inJson() || arguments.contains("--json")) {
            session.print(failure.document());
        }
        return failure.status().code();
    }

    private static CliFailure unexpected(Exception problem) {
        String message = problem.getMessage();
        return new CliFailure(
                ExitStatus.FAILED,
                "INTERNAL",
                problem.getClass().getSimpleName() + (message == null ? "" : ": " + message),
                "this is a bug in Chimera; run it again with --debug and report what it shows",
                problem);
    }
}
