package dev.chimera.bridge.x;

import java.net.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/**
 * What X answered.
 *
 * @param body a missing node where it is empty or no JSON
 */
record XAnswer(int status, HttpHeaders headers, JsonNode body) {

    private static final int LONGEST = 200;

    /** Where X says something, in each of the forms that its problems have. */
    private static final List<String> WORDS =
            List.of("type", "title", "detail", "reason", "message", "error", "error_description");

    boolean succeeded() {
        return status / 100 == 2;
    }

    /** X's own reason, bounded, for people: of a problem, of OAuth, of version 1.1. */
    String reason() {
        for (String member : new String[] {"detail", "error_description", "message", "title", "error"}) {
            String text = body.path(member).asString("");
            if (!text.isBlank()) {
                return bounded(text);
            }
        }
        JsonNode first = body.path("errors").path(0);
        String text = first.path("message").asString(first.path("detail").asString(""));
        return text.isBlank() ? "no reason" : bounded(text);
    }

    /** X refuses a text that the account has posted shortly before, with a sentence and without a code of its own. */
    boolean refusesDuplicate() {
        String all = said();
        return status == 403 && (all.contains("duplicate content") || all.contains("status is a duplicate"));
    }

    /** What X says of an app or an account that may not post, whatever it posts; X has no common code for them. */
    private static final List<String> ABOUT_US = List.of(
            "client-forbidden",
            "client-not-enrolled",
            "unsupported-authentication",
            "unsupported authentication",
            "oauth1-permissions",
            "oauth1 app permissions",
            "app permissions",
            "cannot perform write actions",
            "access to a subset of",
            "usage-capped",
            "the scope",
            "insufficient_scope",
            "insufficient scope",
            "required scope",
            "oauth2 scope",
            "account is suspended",
            "account has been suspended",
            "account is temporarily locked",
            "temporarily locked");

    /**
     * Whether X refuses our app, the account or the way in which we ask, and not what was to be posted: no other text would
     * be taken either.
     */
    boolean refusesUs() {
        String all = said();
        return switch (status) {
            case 403 -> ABOUT_US.stream().anyMatch(all::contains);
            case 404, 405, 406, 415 -> true;
            default -> false;
        };
    }

    /** What X says itself, in small letters; what it repeats of the post, as in {@code parameters}, is not among it. */
    private String said() {
        StringBuilder said = new StringBuilder();
        addSaid(body, said);
        body.path("errors").forEach(error -> addSaid(error, said));
        return said.toString().toLowerCase(Locale.ROOT);
    }

    private static void addSaid(JsonNode problem, StringBuilder said) {
        for (String member : WORDS) {
            said.append(problem.path(member).asString("")).append('\n');
        }
    }

    private static String bounded(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
