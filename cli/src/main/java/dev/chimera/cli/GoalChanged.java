package dev.chimera.cli;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What a campaign file is whose goal is not the one that it had: as a person says it, or an option. */
enum GoalChanged {
    ASK,
    SAME,
    NEW;

    /** How the server refuses a file of which it can't tell. */
    static final String CODE = "CAMPAIGN_GOAL_CHANGED";

    private static final int LONGEST_ANSWER = 100;

    /** The request with the answer in it, where there is one. */
    ObjectNode in(ObjectNode request) {
        return this == ASK ? request : request.put("goal_changed", name().toLowerCase(Locale.ROOT));
    }

    /** Asks on the terminal; empty where nobody sits there, or where the answer is neither. */
    static Optional<GoalChanged> ask(Session session, CliFailure failure) {
        Terminal terminal = session.terminal();
        if (!terminal.answers()) {
            return Optional.empty();
        }
        terminal.note(DisplayText.oneLine(failure.problem()) + ".");
        terminal.err().print("Is it the same campaign (s), or another one (n)? Anything else stops. ");
        terminal.err().flush();
        return switch (line(session).strip().toLowerCase(Locale.ROOT)) {
            case "s", "same" -> Optional.of(SAME);
            case "n", "new" -> Optional.of(NEW);
            default -> Optional.empty();
        };
    }

    private static String line(Session session) {
        StringBuilder line = new StringBuilder();
        try {
            int next = session.surroundings().in().read();
            while (next >= 0 && next != '\n' && line.length() < LONGEST_ANSWER) {
                line.append((char) next);
                next = session.surroundings().in().read();
            }
        } catch (IOException e) {
            return "";
        }
        return line.toString();
    }
}
