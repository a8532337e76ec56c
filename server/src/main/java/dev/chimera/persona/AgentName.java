package dev.chimera.persona;

import dev.chimera.failure.ChimeraException;
import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is called: 1 to {@value #MAX_LENGTH} printable characters, in Unicode's composed form (NFC), so that two
 * names that look the same are the same. Slashes are refused because the name stands in addresses such as
 * {@code /v1/agents/Maya%20Roast/key}.
 */
public record AgentName(String value) {

    /** In code points, as PostgreSQL counts them. */
    public static final int MAX_LENGTH = 100;

    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    /** @throws ChimeraException INVALID_AGENT_NAME, naming {@code agent.name} and the value */
    public AgentName {
        String composed = Normalizer.normalize(value, Normalizer.Form.NFC).strip();
        String wrong = whatIsWrong(composed);
        if (wrong != null) {
            throw ChimeraException.badInput(
                    "INVALID_AGENT_NAME",
                    "agent.name " + wrong + ": '" + shown(composed) + "'",
                    "use 1 to " + MAX_LENGTH + " printable characters without slashes");
        }
        value = composed;
    }

    private static @Nullable String whatIsWrong(String name) {
        int length = name.codePointCount(0, name.length());
        if (length == 0) {
            return "is empty";
        }
        if (length > MAX_LENGTH) {
            return "has " + length + " characters, more than " + MAX_LENGTH;
        }
        if (!name.codePoints().allMatch(AgentName::isPrintable)) {
            return "has a character that can't be printed";
        }
        if (name.indexOf('/') >= 0 || name.indexOf('\\') >= 0 || name.equals(".") || name.equals("..")) {
            return "can't stand in an address";
        }
        return null;
    }

    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            // Emoji and Persian are joined by these two; every other format character only hides or turns text.
            case Character.FORMAT -> codePoint == ZERO_WIDTH_JOINER || codePoint == ZERO_WIDTH_NON_JOINER;
            default -> true;
        };
    }

    private static String shown(String name) {
        StringBuilder shown = new StringBuilder();
        name.codePoints().limit(40).forEach(c -> shown.appendCodePoint(isPrintable(c) ? c : '?'));
        return shown.length() < name.length() ? shown + "…" : shown.toString();
    }

    @Override
    public String toString() {
        return value;
    }
}
