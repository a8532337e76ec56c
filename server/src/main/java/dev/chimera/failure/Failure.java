package dev.chimera.failure;

import java.util.regex.Pattern;

/**
 * An expected failure: something that a user can read and act on. A secret that got into its text is taken out here.
 *
 * @param code stable, UPPER_SNAKE_CASE, at most 40 characters; programs may rely on it
 * @param message what is wrong, naming the thing; one line, without secrets
 * @param hint what to do about it; empty where there is nothing to do
 */
public record Failure(String code, String message, String hint) {

    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z0-9_]{1,39}");

    public Failure {
        if (!CODE.matcher(code).matches()) {
            throw new IllegalArgumentException("not a failure code: " + code);
        }
        message = Credentials.hidden(Redaction.of(message));
        hint = Credentials.hidden(Redaction.of(hint));
    }

    public static Failure of(String code, String message) {
        return new Failure(code, message, "");
    }
}
